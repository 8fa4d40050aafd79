using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms.Text;
using StRnn.Text.Classification;

namespace StRnn.Reproduction;

/// <summary>
/// The classical baselines of the paper's table 5: logistic regression on counts of words, or of word sequences, TF-IDF
/// weighted; measured with ML.NET on the same split as the networks.
/// </summary>
internal static class BagOfWords
{
    private const int MostNgrams = 500_000;

    /// <summary>Fits a model and measures its accuracy.</summary>
    /// <param name="data">The texts.</param>
    /// <param name="longest">The longest word sequence counted; 1 for a bag of words.</param>
    /// <param name="seed">The seed of the fit.</param>
    /// <returns>Accuracy on the validation and on the test texts.</returns>
    public static (double Valid, double Test) Measure(TextClassificationData data, int longest, int seed)
    {
        var context = new MLContext(seed);
        var train = context.Data.LoadFromEnumerable(data.Train.Select(Row.Of));
        var pipeline = context.Transforms.Conversion.MapValueToKey(nameof(Row.Label))
            .Append(context.Transforms.Text.TokenizeIntoWords("Words", nameof(Row.Text)))
            .Append(context.Transforms.Conversion.MapValueToKey("Words"))
            .Append(context.Transforms.Text.ProduceNgrams(
                "Features",
                "Words",
                ngramLength: longest,
                useAllLengths: true,
                maximumNgramsCount: MostNgrams,
                weighting: NgramExtractingEstimator.WeightingCriteria.TfIdf))
            .Append(context.Transforms.NormalizeLpNorm("Features"))
            .AppendCacheCheckpoint(context)
            .Append(context.MulticlassClassification.Trainers.SdcaMaximumEntropy(
                new SdcaMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1 }));
        var model = pipeline.Fit(train);
        return (Accuracy(data.Validation), Accuracy(data.Test));

        double Accuracy(IReadOnlyList<LabelledText> texts) => context.MulticlassClassification.Evaluate(
            model.Transform(context.Data.LoadFromEnumerable(texts.Select(Row.Of)))).MicroAccuracy;
    }

    private sealed class Row
    {
        public int Label { get; set; }

        [ColumnName(nameof(Text))]
        public string Text { get; set; } = string.Empty;

        public static Row Of(LabelledText text) => new() { Label = text.Label, Text = text.Text.ToLowerInvariant() };
    }
}
