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
    private const string BeatsDense = "sparse training beats dense";

    private static readonly Dictionary<string, DataSet> Sets = new()
    {
        [Sanders] = new("sanders-twitter", "Sanders Twitter", 4, 4_410, 1_103),
        [Imdb] = new("imdb", "IMDB", 2, 25_000, 25_000),
        [Yelp] = new("yelp", "Yelp 2018", 5, 120_000, 30_000),
        [Amazon] = new("amazon_fine_foods", "Amazon Fine Foods", 5, 454_763, 113_691),
        [AgNews] = new("ag_news", "AG's News", 4, 120_000, 7_600),
        [YelpPolarity] = new("yelp_polarity", "Yelp polarity", 2, 560_000, 70_000),
    };

    private static readonly string[] Table4Sets = [Sanders, Imdb, Yelp, Amazon];
    private static readonly string[] Table5Sets = [AgNews, YelpPolarity];
    private static readonly string[] Table6Sets = [Imdb, Sanders, Yelp, AgNews, YelpPolarity];

    /// <summary>Gets the lines of table 1 that a reader of table 4 needs.</summary>
    public static string Table4Data { get; } = Listing(Table4Sets);

    /// <summary>Gets the lines of table 1 that a reader of table 5 needs.</summary>
    public static string Table5Data { get; } = Listing(Table5Sets);

    /// <summary>Gets the lines of table 1 that a reader of table 6 needs.</summary>
    public static string Table6Data { get; } = Listing(Table6Sets);

    /// <summary>Gets the claims of table 4.</summary>
    public static IReadOnlyList<ReproductionClaim> Table4Claims { get; } = [.. Table4Sets.Select(SparseBeatsDense)];

    /// <summary>Gets the claims of table 5.</summary>
    public static IReadOnlyList<ReproductionClaim> Table5Claims { get; } = [.. Table5Sets.Select(SparseBeatsDense)];

    /// <summary>Gets the claims of table 6.</summary>
    public static IReadOnlyList<ReproductionClaim> Table6Claims { get; } = [.. Table6Sets.Select(SparseBeatsDense)];

    /// <summary>Returns table 4: dense and sparse on four data sets.</summary>
    public IReadOnlyList<ReproductionRow> Table4() => [.. Table4Sets.SelectMany(set => DenseAndSparse(set, 10))];

    /// <summary>Returns the sparse row of table 4 for a data set.</summary>
    /// <param name="texts">The name of the data set.</param>
    public ReproductionRow Sparse(string texts) => DenseAndSparse(texts, 10).Last();

    /// <summary>Returns table 5: other kinds of models.</summary>
    public IReadOnlyList<ReproductionRow> Table5() =>
    [
        .. Table5Sets.SelectMany(set => new[]
        {
            Row($"{set}-bag-of-words", "bag of words, logistic regression", set, null) with { Ngrams = 1 },
            Row($"{set}-ngrams", "n-grams up to 5 words, logistic regression", set, null) with { Ngrams = 5 },
            Quoted("char-cnn", set, "character CNN"),
            Quoted("char-crnn", set, "character CRNN"),
            Quoted("vdcnn", set, "very deep CNN"),
            Quoted("fasttext", set, "fastText, bigrams"),
            Dense(set, "dense LSTM"),
            Row($"{set}-st", "ST-RNN, epsilon 20", set, 20),
        }),
    ];

    /// <summary>Returns table 6: extreme sparsity.</summary>
    public IReadOnlyList<ReproductionRow> Table6() => [.. Table6Sets.SelectMany(set => DenseAndSparse(set, 2))];

    /// <summary>Returns the dense row of figures 2 and 3.</summary>
    public ReproductionRow Dense() => Dense(Sanders, "dense");

    /// <summary>Returns figure 2: the pruning rate.</summary>
    public IEnumerable<ReproductionRow> PruneRates(IEnumerable<double> rates) => rates.Select(rate =>
    {
        var row = Row(FigureKey(rate), $"p {Text(rate)}", Sanders, 10);
        return row with
        {
            X = rate,
            Config = row.Config is { } config
                ? config with { Method = config.Method.With(MethodOptions.PruneRate, rate) }
                : null,
        };
    });

    /// <summary>Returns figure 3: the sparsity, by epsilon.</summary>
    public IEnumerable<ReproductionRow> Epsilons(IEnumerable<double> epsilons) => epsilons.Select(epsilon
        => Row(FigureKey(epsilon), $"epsilon {Text(epsilon)}", Sanders, epsilon) with { X = SparsityOf(epsilon) });

    /// <summary>Returns the key of a row of figure 2 or 3.</summary>
    public static string FigureKey(double value) => $"{Sanders}-{Text(value)}";

    /// <summary>Returns the claims of figure 3: ahead of dense at all sparsities, best from 90 % on.</summary>
    /// <param name="epsilons">The epsilons of the figure's rows.</param>
    public static IEnumerable<ReproductionClaim> Figure3Claims(IReadOnlyList<double> epsilons)
    {
        const double Best = 0.9;
        return
        [
            .. epsilons.Select(epsilon
                => new ReproductionClaim(BeatsDense, FigureKey(epsilon), $"{Sanders}-dense")),
            new(
                "sparsities from 90 % on are better than smaller ones",
                [.. epsilons.Where(epsilon => SparsityOf(epsilon) >= Best).Select(FigureKey)],
                [.. epsilons.Where(epsilon => SparsityOf(epsilon) < Best).Select(FigureKey)]),
        ];
    }

    private static ReproductionClaim SparseBeatsDense(string set) => new(BeatsDense, $"{set}-st", $"{set}-dense");

    // Over the embedding and the eight gate matrices of 256.
    private static double SparsityOf(double epsilon)
    {
        const double Perimeter = (20_000 + 256) + (8 * 512);
        const double Size = (20_000 * 256.0) + (8 * 256 * 256);
        return 1 - (epsilon * Perimeter / Size);
    }

    private static string Listing(IEnumerable<string> sets)
        => "Data, as the paper's table 1 has them (classes; texts to train with / to test): "
            + string.Join(". ", sets.Select(set => Sets[set].Listing)) + ".";

    private static ReproductionRow Quoted(string model, string set, string label)
        => new($"{ReproductionRow.QuotedKey}{set}-{model}", $"{Sets[set].Title}: {label}")
        {
            Absent = "quoted",
            Series = Sets[set].Title,
        };

    private IEnumerable<ReproductionRow> DenseAndSparse(string set, double epsilon) =>
    [
        Dense(set, "dense"),
        Row($"{set}-st", $"ST-RNN, epsilon {Text(epsilon)}", set, epsilon),
    ];

    private ReproductionRow Dense(string set, string label)
        => Row($"{set}-dense", label, set, null) with { IsReference = true };

    private ReproductionRow Row(string key, string label, string set, double? epsilon)
    {
        var published = Sets[set];
        var (name, absent) = data.Find(published.Folder);
        return new ReproductionRow(key, $"{published.Title}: {label}")
        {
            Absent = absent,
            PaperTexts = new PublishedTexts(published.Title, published.TrainTexts),
            Series = published.Title,
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

    /// <summary>A line of table 1.</summary>
    private sealed record DataSet(string Folder, string Title, int Classes, int TrainTexts, int TestTexts)
    {
        public string Listing => string.Create(
            CultureInfo.InvariantCulture, $"{Title} {Classes}; {TrainTexts:N0} / {TestTexts:N0}");
    }
}
