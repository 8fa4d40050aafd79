using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Text.Classification;
using StRnn.Text.Corpora;
using StRnn.Training;

namespace StRnn.Experiments.Runs;

/// <summary>Evaluates a trained text classifier.</summary>
internal static class ClassifierEvaluation
{
    /// <summary>Every text of the data, however they would be split.</summary>
    public const string All = "all";

    public static readonly string[] Splits =
        [SplitNames.Train, SplitNames.Valid, SplitNames.Test, All];

    public static RunEvaluation Run(
        Run run, Func<IBackend> backend, string split, string? data, CheckpointChoice choice)
    {
        var config = run.Require<ClassifierConfig>();
        string checkpoint = run.CheckpointPath(choice);
        var source = data is null ? config.Data : config.Data with { Name = LabelledTextSource.FullName(data) };
        var loaded = LabelledTextSource.Load(source);
        bool haveDataChanged = data is null
            && config.Data.Sha256 is { } begun
            && LabelledTextSource.Fingerprint(loaded) != begun;
        var texts = Renumber(Split(loaded, split), loaded, config);
        if (texts.Count == 0)
        {
            throw new RunException(RunProblem.EmptySplit, $"'{source.Name}' has no {split} texts.");
        }

        var words = run.ReadWordIndex();
        var on = backend();
        using var trained = run.LoadClassifier(on, choice);
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

    /// <summary>Gives the texts the model's numbers for their classes.</summary>
    private static List<LabelledText> Renumber(
        IReadOnlyList<LabelledText> texts, TextClassificationData data, ClassifierConfig config)
    {
        int[] numbers = [.. data.ClassNames.Select(name => config.Data.Classes!.ToList().IndexOf(name))];
        int unknown = Array.IndexOf(numbers, -1);
        return unknown < 0
            ? [.. texts.Select(text => text with { Label = numbers[text.Label] })]
            : throw new CorpusException(
                $"'{data.Name}' has the class '{data.ClassNames[unknown]}', which the model does not know: "
                + $"its classes are {string.Join(", ", config.Data.Classes!)}.");
    }
}
