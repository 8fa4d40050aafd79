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
    /// <summary>The lesser of the dropouts of a sparse model.</summary>
    public const double LessDropout = 0.25;

    private const string Folder = "ptb";
    private const double PublishedDropout = 0.5;

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

    /// <summary>Gets the widths, of which each stands for itself with its best dropout.</summary>
    /// <remarks>The wider ones are too costly to train with each, and take that of the narrowest sparse one.</remarks>
    public IReadOnlyList<RowVariants> Variants =>
    [
        Group("dense", Shapes.Dense, density: null, DenseDropouts),
        .. Shapes.Sparse.Select((shape, i) => Group("st", shape.Hidden, shape.Density, SparseDropouts) with
        {
            ChosenAs = i == 0 ? null : GroupKey("st", Shapes.Sparse[0].Hidden),
        }),
    ];

    /// <summary>Gets the claims, named before the runs: every sparse width beats dense, wider beats narrower.</summary>
    public IReadOnlyList<ReproductionClaim> Claims =>
    [
        .. Shapes.Sparse.Select(shape => new ReproductionClaim(
            "as many weights, wider and sparser, beat dense",
            GroupKey("st", shape.Hidden),
            GroupKey("dense", Shapes.Dense))),
        new(
            "wider and sparser is better",
            GroupKey("st", Shapes.Sparse[1].Hidden),
            GroupKey("st", Shapes.Sparse[0].Hidden)),
    ];

    private static string GroupKey(string method, int hidden) => $"{method}-{hidden}";

    private static string RowKey(string method, int hidden, double dropout)
        => $"{GroupKey(method, hidden)}-dropout-{Text(dropout)}";

    private static string Label(int hidden, double? density)
        => (density is null ? "dense" : "ST-RNN")
            + $" 2 x {hidden}{(density is { } share ? $", density {Text(share)}" : string.Empty)}";

    private static RowVariants Group(string method, int hidden, double? density, double[] dropouts) => new(
        GroupKey(method, hidden),
        Label(hidden, density),
        [.. dropouts.Select(dropout => RowKey(method, hidden, dropout))]);

    private ReproductionRow Row(string method, int hidden, double? density, double dropout)
    {
        var (name, absent) = data.Find(Folder);
        return new ReproductionRow(
            RowKey(method, hidden, dropout), $"{Label(hidden, density)}, dropout {Text(dropout)}")
        {
            IsReference = density is null,
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
