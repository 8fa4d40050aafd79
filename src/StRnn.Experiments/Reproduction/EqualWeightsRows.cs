using System.Globalization;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;

namespace StRnn.Experiments.Reproduction;

/// <summary>
/// Rows with about as many weights each, wider and sparser from row to row: the best use of a budget of weights. The
/// paper has no such table. Each width is trained with several dropouts, because a narrow model needs less.
/// </summary>
internal sealed class EqualWeightsRows(ReproductionData data)
{
    private const string Folder = "ptb";
    private const double PublishedDropout = 0.5;
    private const double LessDropout = 0.25;

    private static readonly double[] DenseDropouts = [0, LessDropout, PublishedDropout];
    private static readonly double[] SparseDropouts = [LessDropout, PublishedDropout];

    // Width of the dense model; widths and densities of the sparse ones with as many weights: 4.0 million of the whole
    // Penn Treebank's 10,000 words, 0.69 million of the 6,932 words of its first 100,000 tokens.
    private (int Dense, (int Hidden, double Density)[] Sparse) Shapes => data.Scale switch
    {
        ReproductionScale.Tiny => (8, [(16, 0.4), (32, 0.15)]),
        ReproductionScale.Small => (47, [(200, 0.2), (460, 0.07), (920, 0.026)]),
        _ => (174, [(650, 0.2), (1500, 0.06), (3000, 0.0194)]),
    };

    /// <summary>Gets the rows.</summary>
    public IReadOnlyList<ReproductionRow> Rows =>
    [
        .. DenseDropouts.Select(dropout => Row("dense", Shapes.Dense, density: null, dropout)),
        .. Shapes.Sparse.SelectMany(shape => SparseDropouts.Select(
            dropout => Row("st", shape.Hidden, shape.Density, dropout))),
    ];

    private ReproductionRow Row(string method, int hidden, double? density, double dropout)
    {
        var (name, absent) = data.Find(Folder);
        string sparse = density is { } share ? $", density {Text(share)}" : string.Empty;
        return new ReproductionRow(
            $"{method}-{hidden}-dropout-{Text(dropout)}",
            $"{(density is null ? "dense" : "ST-RNN")} 2 x {hidden}{sparse}, dropout {Text(dropout)}")
        {
            Absent = absent,
            Config = name is null ? null : Config(name, hidden, density, dropout),
        };
    }

    private LanguageModelConfig Config(string corpus, int hidden, double? density, double dropout)
    {
        var preset = LanguageModelPresets.Get(LanguageModelPresets.LargeLstm);
        var method = density is { } share ? preset.ToMethod(Math.Round(1 - share, 6)) : MethodConfig.OfDense;
        var config = preset.ToConfig(corpus, method);
        config = StudyRecipe.Apply(config with { Model = config.Model.WithHidden(hidden) }, dropout);
        return data.Scale switch
        {
            ReproductionScale.Tiny => LanguageModelRecipe.OnFewTokens(config),
            ReproductionScale.Small => config with
            {
                Data = config.Data with { TrainTokens = LanguageModelRecipe.SmallTokens },
            },
            _ => config,
        };
    }

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
