using StRnn.Backends;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Sessions;

/// <summary>One process's share of a run: begins or resumes it, and trains until it is done, interrupted or at its step limit.</summary>
internal sealed class TrainingSession(CliConsole console, RunConfig config, RunDirectory run, BackendHost host, long maxSteps = 0)
{
    private RunConfig _config = config;

    /// <summary>Trains.</summary>
    /// <param name="resume">Whether to continue from the last checkpoint, if there is one.</param>
    /// <param name="cancellation">Asks to stop and save.</param>
    public TrainingOutcome Train(bool resume, CancellationToken cancellation)
    {
        if (resume && run.HasCheckpoint && RunReport.Of(run).IsFinished)
        {
            console.Out.WriteLine($"'{run.Path}' is finished: nothing is left to train.");
            return TrainingOutcome.Completed;
        }

        using var training = TrainingRun.Load(_config);
        Identify(training.Config);
        var backend = host.Backend;
        using var display = TrainingDisplay.For(console);
        training.Open(backend, run, display.Observe, maxSteps);
        Record(backend, training, resume);
        Begin(training, resume);
        ConfigSummary.Write(console, _config, training, run);
        var progress = new ProgressFrame(
            _config.Training.Epochs,
            training.StepsPerEpoch,
            training.Trainer.Progress.Step,
            training.Account.WeightDensity,
            ShowsPerplexity: _config is LanguageModelConfig);
        return display.Run(progress, () => training.Trainer.Run(cancellation));
    }

    /// <summary>A run keeps to the data it began with.</summary>
    private void Identify(RunConfig loaded)
    {
        if (_config.DataSource.Sha256 is { } begun && begun != loaded.DataSource.Sha256)
        {
            throw new ConfigException(
                $"The data '{_config.DataSource.Name}' have changed since the run in '{run.Path}' began (SHA-256 "
                + $"{loaded.DataSource.Sha256}, then {begun}): restore them, or begin a new run.");
        }

        _config = loaded;
    }

    private void Record(IBackend backend, TrainingRun training, bool resume)
    {
        if (resume && run.HasCheckpoint)
        {
            if (_config.Backend is { } begun && begun.InstructionSet != backend.Info.InstructionSet)
            {
                console.Warn(
                    $"The run began on {begun.InstructionSet}, this is {backend.Info.InstructionSet}: the bits will differ from "
                    + "those of an uninterrupted run.");
            }

            return;
        }

        if (resume)
        {
            console.Out.WriteLine($"--resume: there is no checkpoint in '{run.Path}', so the run starts over.");
        }

        _config = _config with { Backend = BackendConfig.Of(backend.Info) };
        run.Create();
        _config.Write(run);
        training.WriteVocabulary(run);
        run.CutMetrics(-1);
    }

    private void Begin(TrainingRun training, bool resume)
    {
        if (resume && run.HasCheckpoint)
        {
            training.Trainer.Resume();
            var at = training.Trainer.Progress;
            console.Out.WriteLine($"Resumed '{run.Path}' in epoch {at.Epoch + 1} at step {at.Step}.");
            return;
        }

        training.Initialize();
    }
}
