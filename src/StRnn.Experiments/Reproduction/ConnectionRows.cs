using System.Globalization;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;

namespace StRnn.Experiments.Reproduction;

/// <summary>
/// Rows with as many weights each, whose connections have one weight or several: what a common input of a unit's gates
/// costs in quality, and gains in time. The paper has no such table.
/// </summary>
internal sealed class ConnectionRows(ReproductionData data)
{
    private const string SmallLstm = "lstm-200";
    private const string MediumLstm = "lstm-650";
    private const string Rhn = "rhn";
    private const string Texts = "imdb";
    private const string Corpus = "Penn Treebank";
    private const string Single = "single";
    private const string Unit = "unit";
    private const double Sparsity = 0.80;

    private static readonly (string Name, int? Height)[] Kinds =
        [(Single, 1), ("height-2", 2), (Unit, null), ("height-8", 8)];

    private static readonly (string Name, int? Height)[] TwoKinds = [Kinds[0], Kinds[2]];

    private readonly LanguageModelRecipe _recipe = new(data.Scale);

    // The model of 650 units takes hours a row.
    private bool HasMedium => data.Scale is ReproductionScale.Medium or ReproductionScale.Paper;

    private double[] Sparsities => data.Scale == ReproductionScale.Tiny ? [Sparsity] : [0.67, Sparsity, 0.90, 0.95];

    /// <summary>Gets the rows.</summary>
    public IReadOnlyList<ReproductionRow> Rows =>
    [
        Language(SmallLstm, "dense", null, null),
        .. Sparsities.SelectMany(sparsity => Kinds.Select(
            kind => Language(SmallLstm, kind.Name, sparsity, kind.Height))),
        .. HasMedium ? TwoKinds.Select(kind => Language(MediumLstm, kind.Name, Sparsity, kind.Height)) : [],
        .. TwoKinds.Select(kind => Language(Rhn, kind.Name, Sparsity, kind.Height)),
        .. TwoKinds.Select(kind => Classifier(kind.Name, kind.Height)),
    ];

    /// <summary>Gets the claims, named before the runs: that single weights learn better.</summary>
    public IReadOnlyList<ReproductionClaim> Claims =>
    [
        .. from sparsity in Sparsities
           from kind in Kinds.Skip(1)
           select Claim(Key(SmallLstm, Single, sparsity), Key(SmallLstm, kind.Name, sparsity)),
        .. from model in HasMedium ? [MediumLstm, Rhn] : (string[])[Rhn]
           select Claim(Key(model, Single, Sparsity), Key(model, Unit, Sparsity)),
        Claim(Key(Texts, Single, null), Key(Texts, Unit, null)),
    ];

    private static ReproductionClaim Claim(string single, string several)
        => new("connections of one weight learn better", single, several);

    private static string Key(string model, string kind, double? sparsity)
        => sparsity is { } share ? $"{model}-{kind}-{Text(share)}" : $"{model}-{kind}";

    private static string Connections(string kind, int? height, int gates) => kind == "dense" ? "dense"
        : height is 1 ? "connections of 1 weight"
        : $"connections of {height ?? gates} weights";

    // Where a matrix has no gates, four neighbouring rows stand for them.
    private static ConnectionsConfig? OfHeight(int? height) => height switch
    {
        1 => null,
        null => ConnectionsConfig.Default,
        _ => ConnectionsConfig.Default with { RecurrentHeight = height, BlockHeight = height.Value },
    };

    private ReproductionRow Language(string model, string kind, double? sparsity, int? height)
    {
        var (name, absent) = data.Find("ptb");
        string shape = model == Rhn ? "RHN" : data.Scale == ReproductionScale.Tiny ? "LSTM" : $"2 x {model[5..]}";
        string label = $"{shape}, {Connections(kind, height, model == Rhn ? 2 : 4)}";
        return new ReproductionRow(
            Key(model, kind, sparsity), sparsity is { } share ? $"{label}, sparsity {Text(share)}" : label)
        {
            Absent = absent,
            Series = $"{Corpus}, {shape}",
            X = model == SmallLstm ? sparsity : null,
            IsReference = sparsity is null,
            Config = name is null ? null : Config(name, model, sparsity, height),
        };
    }

    private LanguageModelConfig Config(string corpus, string model, double? sparsity, int? height)
    {
        string method = sparsity is null ? MethodNames.Dense : MethodNames.SparseTopology;
        var config = (model, HasMedium) switch
        {
            (SmallLstm, true) => AsPublished(corpus, sparsity),
            (MediumLstm, _) => StudyRecipe.Apply(
                LanguageModelPresets.Get(LanguageModelPresets.MediumLstm).ToConfig(corpus, ByTopology(sparsity)),
                EqualWeightsRows.LessDropout),
            _ => _recipe.Config(corpus, method, sparsity, rhn: model == Rhn),
        };
        return sparsity is null
            ? config
            : config with { Model = config.Model with { Connections = OfHeight(height) } };
    }

    private static LanguageModelConfig AsPublished(string corpus, double? sparsity)
        => LanguageModelPresets.Get(LanguageModelPresets.SmallLstm).ToConfig(corpus, ByTopology(sparsity));

    private static MethodConfig ByTopology(double? sparsity) => sparsity is null
        ? MethodConfig.OfDense
        : MethodConfig.Of(MethodNames.SparseTopology, sparsity).With(MethodOptions.InitScale, NamedParts.Widened);

    private ReproductionRow Classifier(string kind, int? height)
    {
        var row = new ClassifierRows(data).Sparse(Texts);
        return row with
        {
            Key = Key(Texts, kind, null),
            Label = $"{row.Series}, {Connections(kind, height, 4)}, epsilon 10",
            Config = row.Config is ClassifierConfig config
                ? config with { Model = config.Model with { Connections = OfHeight(height) } }
                : row.Config,
        };
    }

    private static string Text(double value) => value.ToString("0.00##", CultureInfo.InvariantCulture);
}
