using System.Globalization;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;

namespace StRnn.Experiments.Reproduction;

/// <summary>The rows that train text classifiers.</summary>
internal sealed class ClassifierRows(ReproductionData data)
{
    private const int SmallTexts = 100_000;
    private const string Sanders = "sanders";
    private const string Imdb = "imdb";
    private const string Yelp = "yelp-2018";
    private const string Amazon = "amazon";
    private const string AgNews = "ag-news";
    private const string YelpPolarity = "yelp-polarity";

    private static readonly Dictionary<string, (string Folder, string Title, int PaperTexts)> Sets = new()
    {
        [Sanders] = ("sanders-twitter", "Sanders Twitter", 4_410),
        [Imdb] = ("imdb", "IMDB", 25_000),
        [Yelp] = ("yelp", "Yelp 2018", 120_000),
        [Amazon] = ("amazon_fine_foods", "Amazon Fine Foods", 454_763),
        [AgNews] = ("ag_news", "AG's News", 120_000),
        [YelpPolarity] = ("yelp_polarity", "Yelp polarity", 560_000),
    };

    private static readonly string[] Table4Sets = [Sanders, Imdb, Yelp, Amazon];
    private static readonly string[] Table5Sets = [AgNews, YelpPolarity];

    /// <summary>Gets the claims of table 4.</summary>
    public static IReadOnlyList<ReproductionClaim> Table4Claims { get; } = [.. Table4Sets.Select(SparseBeatsDense)];

    /// <summary>Gets the claims of table 5.</summary>
    public static IReadOnlyList<ReproductionClaim> Table5Claims { get; } = [.. Table5Sets.Select(SparseBeatsDense)];

    /// <summary>Returns table 4: dense and sparse on four data sets.</summary>
    public IReadOnlyList<ReproductionRow> Table4() =>
    [
        .. Table4Sets.SelectMany(set => new[]
        {
            Row($"{set}-dense", "dense", set, null) with
            {
                Paper = set == Imdb ? "85.3 %" : null,
                PaperWeights = "5.6M",
            },
            Row($"{set}-st", "ST-RNN, epsilon 10", set, 10) with
            {
                Paper = set == Imdb ? "86.0 %" : null,
                PaperWeights = "0.2M",
            },
        }),
    ];

    /// <summary>Returns table 5: other kinds of models.</summary>
    public IReadOnlyList<ReproductionRow> Table5() =>
    [
        .. Table5Sets.SelectMany(set => new[]
        {
            Row($"{set}-bag-of-words", "bag of words, logistic regression", set, null) with { Ngrams = 1 },
            Row($"{set}-ngrams", "n-grams up to 5 words, logistic regression", set, null) with { Ngrams = 5 },
            Row($"{set}-dense", "dense LSTM", set, null),
            Row($"{set}-st", "ST-RNN, epsilon 20", set, 20),
        }),
        Quoted("fasttext", AgNews, "fastText, the models published for Joulin et al. 2017", "92.4 %"),
        Quoted("fasttext", YelpPolarity, "fastText, the models published for Joulin et al. 2017", "95.7 %"),
        Quoted("char-cnn", AgNews, "small character CNN, Zhang et al. 2015", "84.35 %"),
        Quoted("vdcnn", AgNews, "very deep CNN of 29 layers, Conneau et al. 2017", "91.27 %"),
        Quoted("vdcnn", YelpPolarity, "very deep CNN of 29 layers, Conneau et al. 2017", "95.72 %"),
    ];

    /// <summary>Returns table 6: extreme sparsity.</summary>
    public IReadOnlyList<ReproductionRow> Table6() =>
    [
        .. new[] { Imdb, Sanders, Yelp, AgNews, YelpPolarity }.Select(
            set => Row($"{set}-st", "ST-RNN, epsilon 2", set, 2) with
            {
                Paper = set == Imdb ? "85.05 %" : null,
                PaperWeights = "0.04M",
            }),
    ];

    /// <summary>Returns figure 2: the pruning rate.</summary>
    public IEnumerable<ReproductionRow> PruneRates(IEnumerable<double> rates) => rates.Select(rate =>
    {
        var row = Row($"sanders-{Text(rate)}", $"p {Text(rate)}", Sanders, 10);
        return row with
        {
            X = rate,
            Series = Sets[Sanders].Title,
            Config = row.Config is { } config
                ? config with { Method = config.Method.With(MethodOptions.PruneRate, rate) }
                : null,
        };
    });

    /// <summary>Returns figure 3: the sparsity, by epsilon.</summary>
    public IEnumerable<ReproductionRow> Epsilons(IEnumerable<double> epsilons) => epsilons.Select(epsilon =>
    {
        var row = Row($"sanders-{Text(epsilon)}", $"epsilon {Text(epsilon)}", Sanders, epsilon);
        return row with { X = SparsityOf(epsilon), Series = Sets[Sanders].Title };
    });

    private static ReproductionClaim SparseBeatsDense(string set)
        => new("sparse training beats dense", $"{set}-st", $"{set}-dense");

    // Over the embedding and the eight gate matrices of 256.
    private static double SparsityOf(double epsilon)
    {
        const double Perimeter = (20_000 + 256) + (8 * 512);
        const double Size = (20_000 * 256.0) + (8 * 256 * 256);
        return 1 - (epsilon * Perimeter / Size);
    }

    private static ReproductionRow Quoted(string model, string set, string label, string figure)
        => new($"{ReproductionRow.QuotedKey}{set}-{model}", $"{Sets[set].Title}: {label}")
        {
            Absent = "quoted",
            Paper = figure,
        };

    private ReproductionRow Row(string key, string label, string set, double? epsilon)
    {
        var (folder, title, paperTexts) = Sets[set];
        var (name, absent) = data.Find(folder);
        return new ReproductionRow(key, $"{title}: {label}")
        {
            Absent = absent,
            PaperTexts = new PublishedTexts(title, paperTexts),
            Config = name is null ? null : Config(name, set, epsilon),
        };
    }

    private ClassifierConfig Config(string texts, string set, double? epsilon)
    {
        var preset = ClassifierPresets.Get(set);
        var config = preset.ToConfig(
            texts, epsilon is null ? MethodConfig.OfDense : preset.Method with { Epsilon = epsilon });
        return data.Scale switch
        {
            ReproductionScale.Paper => config,
            ReproductionScale.Small or ReproductionScale.Medium => config with
            {
                Data = config.Data with { MaxTexts = SmallTexts },
            },
            _ => Tiny(config),
        };
    }

    private static ClassifierConfig Tiny(ClassifierConfig config)
    {
        const int Texts = 200;
        const int Units = 16;
        return config with
        {
            Data = config.Data with { MaxTexts = Texts, VocabularySize = 300 },
            Model = config.Model with { Width = Units, Hidden = Units },
            Method = config.Method.Epsilon is { } epsilon
                ? config.Method with { Epsilon = Math.Min(epsilon / 4, 4) }
                : config.Method,
            Training = config.Training with { Epochs = 2, Batch = 25, Bptt = 12, LogEvery = 10 },
        };
    }

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
