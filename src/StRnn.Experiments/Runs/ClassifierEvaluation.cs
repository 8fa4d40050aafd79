using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
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

    public static EvaluationReport Run(
        Action<string> warn, ClassifierConfig config, EvaluationRequest request, Func<IBackend> backend)
    {
        var settings = request.Data is { } name ? config.Data with { Name = LabelledTextSource.FullName(name) } : config.Data;
        var data = LabelledTextSource.Load(settings);
        if (request.Data is null && config.Data.Sha256 is { } begun && LabelledTextSource.Fingerprint(data) != begun)
        {
            warn($"The texts of '{settings.Name}' are no longer the ones the run in '{request.Run.Path}' learnt from.");
        }

        var texts = Renumber(Split(data, request.Split), data, config);
        if (texts.Count == 0)
        {
            throw new CorpusException($"'{settings.Name}' has no {request.Split} texts: choose another --split.");
        }

        var words = WordIndexFile.Read(request.Run, config.Data.VocabularySize);
        var on = backend();
        using var trained = new TrainedModel<TextClassifier>(config.ToModel(), request.Checkpoint, on);
        using var tape = new Tape(on);
        var result = new TextPredictor(on, trained.Model).Evaluate(
            tape, request.Split, EncodedTexts.Encode(texts, words, config.Sequence), config.Training.Batch);
        return new EvaluationReport(settings.Name, result, trained.Progress);
    }

    private static IReadOnlyList<LabelledText> Split(TextClassificationData data, string split) => split switch
    {
        SplitNames.Train => data.Train,
        SplitNames.Valid => data.Validation,
        SplitNames.Test => data.Test,
        _ => [.. data.Train, .. data.Validation, .. data.Test],
    };

    /// <summary>The same texts with the model's numbers for their classes.</summary>
    private static List<LabelledText> Renumber(IReadOnlyList<LabelledText> texts, TextClassificationData data, ClassifierConfig config)
    {
        int[] numbers = [.. data.ClassNames.Select(name => config.Data.Classes!.ToList().IndexOf(name))];
        int unknown = Array.IndexOf(numbers, -1);
        return unknown < 0
            ? [.. texts.Select(text => text with { Label = numbers[text.Label] })]
            : throw new CorpusException(
                $"'{data.Name}' has the class '{data.ClassNames[unknown]}', which the model does not know: its classes are "
                + $"{string.Join(", ", config.Data.Classes!)}.");
    }
}
