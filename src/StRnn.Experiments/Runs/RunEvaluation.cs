using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Tensors;
using StRnn.Text.Classification;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Experiments.Runs;

/// <summary>Holds the evaluation of a run's model, and of what it is.</summary>
/// <param name="Data">The data's name.</param>
/// <param name="Result">The figures.</param>
/// <param name="Checkpoint">The path of the weights.</param>
/// <param name="Progress">The progress of the run at the checkpoint.</param>
/// <param name="HaveDataChanged">
/// True if the data of a language model are not those of its training, or if a classifier's own have changed since.
/// </param>
public sealed record RunEvaluation(
    string Data, Evaluation Result, string Checkpoint, TrainingProgress Progress, bool HaveDataChanged)
{
    /// <summary>Returns the figures and what they are of in a line, for people.</summary>
    public override string ToString()
        => $"{Result} of '{Data}', by '{Checkpoint}' of epoch {Progress.Epoch}"
            + (HaveDataChanged ? "; the data have changed since the training" : string.Empty);
}

/// <summary>Evaluates a trained language model.</summary>
internal static class LanguageModelEvaluation
{
    public static readonly string[] Splits =
        [SplitNames.Train, SplitNames.Valid, SplitNames.Test, LanguageModelTask.TestSingleStream];

    public static RunEvaluation Run(
        Run run, Func<IBackend> backend, string split, string? data, CheckpointChoice choice, WeightStorage weights)
    {
        var config = run.Require<LanguageModelConfig>();
        string checkpoint = run.CheckpointPath(choice);
        var source = data is null
            ? config.Data
            : config.Data with { Name = CorpusSource.FullName(data), TrainTokens = null };
        var corpus = CorpusSource.Load(source);
        var vocabulary = run.ReadVocabulary();
        if (config.StartFrom is not null)
        {
            corpus = CorpusSource.Recode(corpus, vocabulary);
        }

        var words = vocabulary.Words;
        if (!words.SequenceEqual(corpus.Vocabulary.Words))
        {
            throw new CorpusException(
                $"The corpus '{corpus.Name}' has another vocabulary ({corpus.Vocabulary.Count} words) than the model "
                + $"({words.Count} words): evaluate on the corpus it was trained on ('{config.Data.Name}').");
        }

        if (corpus.Test.Length == 0 && split is SplitNames.Test or LanguageModelTask.TestSingleStream)
        {
            throw new RunException(RunProblem.EmptySplit, $"'{source.Name}' has no test text.");
        }

        bool haveDataChanged = config.Data.Sha256 is { } begun && CorpusSource.Fingerprint(corpus) != begun;
        var on = backend();
        using var trained = run.LoadLanguageModel(on, choice, weights);
        using var task = new LanguageModelTask(on, trained.Model, corpus, config.Training.Batch, config.Training.Bptt);
        using var tape = new Tape(on);
        return new RunEvaluation(
            source.Name, task.Evaluate(tape, split), checkpoint, trained.Progress, haveDataChanged);
    }
}

/// <summary>Evaluates a trained text classifier.</summary>
internal static class ClassifierEvaluation
{
    /// <summary>Every text of the data, however they would be split.</summary>
    public const string All = "all";

    public static readonly string[] Splits =
        [SplitNames.Train, SplitNames.Valid, SplitNames.Test, All];

    public static RunEvaluation Run(
        Run run, Func<IBackend> backend, string split, string? data, CheckpointChoice choice, WeightStorage weights)
    {
        var config = run.Require<ClassifierConfig>();
        string checkpoint = run.CheckpointPath(choice);
        var source = data is null ? config.Data : config.Data with { Name = LabelledTextSource.FullName(data) };
        var loaded = LabelledTextSource.Load(source);
        var known = LabelledTextSource.Renumber(loaded, config.Data.Classes!);
        bool haveDataChanged = data is null
            && config.Data.Sha256 is { } begun
            && LabelledTextSource.Fingerprint(config.StartFrom is null ? loaded : known) != begun;
        var texts = Split(known, split);
        if (texts.Count == 0)
        {
            throw new RunException(RunProblem.EmptySplit, $"'{source.Name}' has no {split} texts.");
        }

        var words = run.ReadWordIndex();
        var on = backend();
        using var trained = run.LoadClassifier(on, choice, weights);
        using var tape = new Tape(on);
        var result = new TextPredictor(on, trained.Model).Evaluate(
            tape, split, EncodedTexts.Encode(texts, words, config.Sequence), config.Training.Batch);
        return new RunEvaluation(source.Name, result, checkpoint, trained.Progress, haveDataChanged);
    }

    private static IReadOnlyList<LabelledText> Split(TextClassificationData data, string split) => split switch
    {
        SplitNames.Train => data.Train,
        SplitNames.Valid => data.Validation,
        SplitNames.Test => data.Test,
        _ => [.. data.Train, .. data.Validation, .. data.Test],
    };
}
