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
    /// <param name="run">The run's folder.</param>
    /// <param name="config">The run's configuration.</param>
    /// <param name="resume">True to continue from the last checkpoint, if there is one.</param>
    /// <param name="cancellation">Stops the training and saves.</param>
    public TrainingOutcome Train(RunDirectory run, RunConfig config, bool resume, CancellationToken cancellation)
    {
        bool continues = resume && run.HasCheckpoint;
        if (continues && RunReport.Of(run).IsFinished)
        {
            console.Out.WriteLine($"'{run.Path}' is finished: nothing is left to train.");
            return TrainingOutcome.Completed;
        }

        using var display = TrainingDisplay.For(console);
        var options = new RunOptions { Observer = display.Observe, MaxSteps = maxSteps };
        using var training = RunTraining.Assemble(run, config, () => host.Backend, options);
        if (continues)
        {
            Resume(training, run);
        }
        else
        {
            Begin(training, run, resume);
        }

        ConfigSummary.Write(console, training, run);
        return display.Run(ProgressFrame.Of(training), () => training.Train(cancellation));
    }

    private void Resume(RunTraining training, RunDirectory run)
    {
        if (training.ChangesInstructionSet)
        {
            console.Warn(
                $"The run began on {training.Config.Backend?.InstructionSet}, this is "
                + $"{host.Backend.Info.InstructionSet}: the bits will differ from those of an uninterrupted run.");
        }

        training.Resume();
        var at = training.Progress;
        console.Out.WriteLine($"Resumed '{run.Path}' in epoch {at.Epoch + 1} at step {at.Step}.");
    }

    private void Begin(RunTraining training, RunDirectory run, bool resume)
    {
        if (resume)
        {
            console.Out.WriteLine($"--resume: there is no checkpoint in '{run.Path}', so the run starts over.");
        }

        training.Begin();
    }
}
