using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Sessions;

/// <summary>
/// Begins or resumes a run, and trains until it is done, interrupted or at the step limit of this process.
/// </summary>
internal sealed class TrainingSession(CliConsole console, BackendHost host, long maxSteps = 0)
{
    /// <summary>Trains.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="config">The run's configuration.</param>
    /// <param name="resume">True to continue from the last checkpoint, if there is one.</param>
    /// <param name="cancellation">Stops the training and saves.</param>
    public TrainingOutcome Train(RunDirectory folder, RunConfig config, bool resume, CancellationToken cancellation)
    {
        bool continues = resume && folder.HasCheckpoint;
        if (continues && Run.WhyNotResume(folder) is { } problem)
        {
            console.Out.WriteLine($"{problem}.");
            return TrainingOutcome.Completed;
        }

        using var display = TrainingDisplay.For(console);
        var options = new RunOptions { Observer = display.Observe, MaxSteps = maxSteps };
        using var training = RunTraining.Assemble(folder, config, () => host.Backend, options);
        if (continues)
        {
            Resume(training, folder);
        }
        else
        {
            Begin(training, folder, resume);
        }

        ConfigSummary.Write(console, training, folder);
        return display.Run(ProgressFrame.Of(training), () => training.Train(cancellation));
    }

    private void Resume(RunTraining training, RunDirectory folder)
    {
        if (training.ChangesInstructionSet)
        {
            console.Warn(
                $"The run began on {training.Config.Backend?.InstructionSet}, this is "
                + $"{host.Backend.Info.InstructionSet}: the bits will differ from those of an uninterrupted run.");
        }

        training.Resume();
        var at = training.Progress;
        console.Out.WriteLine($"Resumed '{folder.Path}' in epoch {at.Epoch + 1} at step {at.Step}.");
    }

    private void Begin(RunTraining training, RunDirectory folder, bool resume)
    {
        if (resume)
        {
            console.Out.WriteLine($"--resume: there is no checkpoint in '{folder.Path}', so the run starts over.");
        }

        training.Begin();
    }
}
