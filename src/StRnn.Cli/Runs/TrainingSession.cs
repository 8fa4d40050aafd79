using StRnn.Backends;
using StRnn.Cli.Configuration;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Text.Corpora;
using StRnn.Training;

namespace StRnn.Cli.Runs;

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

        var corpus = CorpusSource.Load(_config.Data);
        Identify(corpus);
        var backend = host.Backend;
        using var display = TrainingDisplay.For(console);
        using var training = new LanguageModelRun(_config, corpus, backend, run, display.Observe, maxSteps);
        Record(backend, corpus, resume);
        Begin(training, resume);
        ConfigSummary.Write(console, _config, training.Account, corpus, run);
        var progress = new ProgressFrame(
            _config.Training.Epochs, training.StepsPerEpoch, training.Trainer.Progress.Step, training.Account.WeightDensity);
        return display.Run(progress, () => training.Trainer.Run(cancellation));
    }

    /// <summary>A run keeps to the text it began with.</summary>
    private void Identify(Corpus corpus)
    {
        string sha256 = CorpusSource.Fingerprint(corpus);
        if (_config.Data.Sha256 is { } begun && begun != sha256)
        {
            throw new ConfigException(
                $"The corpus '{_config.Data.Name}' has changed since the run in '{run.Path}' began (SHA-256 {sha256}, then {begun}): "
                + "restore it, or begin a new run.");
        }

        _config = _config with
        {
            Data = _config.Data with
            {
                Source = corpus.Provenance.Source,
                SourceSha256 = corpus.Provenance.Sha256,
                Sha256 = sha256,
                VocabularySize = corpus.Vocabulary.Count,
            },
        };
    }

    private void Record(IBackend backend, Corpus corpus, bool resume)
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
        VocabularyFile.Write(run, corpus.Vocabulary);
        run.CutMetrics(-1);
    }

    private void Begin(LanguageModelRun training, bool resume)
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
