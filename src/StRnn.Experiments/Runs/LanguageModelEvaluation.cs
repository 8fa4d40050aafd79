using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Experiments.Runs;

/// <summary>Evaluates a trained language model.</summary>
internal static class LanguageModelEvaluation
{
    public static readonly string[] Splits =
        [SplitNames.Train, SplitNames.Valid, SplitNames.Test, LanguageModelTask.TestSingleStream];

    public static RunEvaluation Run(
        Run run, Func<IBackend> backend, string split, string? data, CheckpointChoice choice)
    {
        var config = run.Require<LanguageModelConfig>();
        string checkpoint = run.CheckpointPath(choice);
        var source = data is null
            ? config.Data
            : config.Data with { Name = CorpusSource.FullName(data), TrainTokens = null };
        var corpus = CorpusSource.Load(source);
        var words = run.ReadVocabulary().Words;
        if (!words.SequenceEqual(corpus.Vocabulary.Words))
        {
            throw new CorpusException(
                $"The corpus '{corpus.Name}' has another vocabulary ({corpus.Vocabulary.Count} words) than the model "
                + $"({words.Count} words): evaluate on the corpus it was trained on ('{config.Data.Name}').");
        }

        bool haveDataChanged = config.Data.Sha256 is { } begun && CorpusSource.Fingerprint(corpus) != begun;
        var on = backend();
        using var trained = run.LoadLanguageModel(on, choice);
        using var task = new LanguageModelTask(on, trained.Model, corpus, config.Training.Batch, config.Training.Bptt);
        using var tape = new Tape(on);
        return new RunEvaluation(
            source.Name, task.Evaluate(tape, split), checkpoint, trained.Progress, haveDataChanged);
    }
}
