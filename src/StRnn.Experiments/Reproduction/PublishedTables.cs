namespace StRnn.Experiments.Reproduction;

/// <summary>
/// The figures of Liu et al. 2021 as printed, by the keys of our rows: tables 2 to 7, and what the text says of figure
/// 3. A row that the paper does not have is not here.
/// </summary>
/// <remarks>
/// The same model has 75.84 in table 2 and 75.76 in table 7, and the same RHN 63.19 in table 3 and 63.04 in table 7.
/// </remarks>
internal static class PublishedTables
{
    private const double DenseClassifier = 5.6;

    /// <summary>Gets the figures of a table or figure; none for one that the paper does not have.</summary>
    /// <param name="target">Its name on the command line.</param>
    public static IReadOnlyDictionary<string, PublishedFigures> Get(string target)
        => All.GetValueOrDefault(target) ?? [];

    private static Dictionary<string, Dictionary<string, PublishedFigures>> All { get; } = new()
    {
        ["table2"] = new()
        {
            ["dense"] = new(82.57m, 78.57m, 66.0, 1, 1, "Zaremba et al. 2014"),
            ["iss"] = new(82.59m, 78.65m, 21.8, 0.280, 0.200),
            ["small-dense-0.67"] = new(84.39m, 81.12m, 21.8, 0.330, 0.330),
            ["snfs-0.67"] = new(84.05m, 80.60m, 21.8, 0.614, 0.363),
            ["set-0.67"] = new(80.67m, 77.83m, 21.8, 0.333, 0.333),
            ["rigl-0.67"] = new(82.24m, 79.06m, 21.8, 0.333, 0.333),
            ["st-0.67"] = new(78.77m, 75.84m, 21.8, 0.330, 0.330),
            ["st-er-0.67"] = new(79.10m, 76.13m, 21.8, 0.333, 0.333),
            ["small-dense-0.80"] = new(85.22m, 82.00m, 13.2, 0.200, 0.200),
            ["snfs-0.80"] = new(90.73m, 87.07m, 13.2, 0.529, 0.223),
            ["set-0.80"] = new(84.16m, 81.31m, 13.2, 0.202, 0.202),
            ["rigl-0.80"] = new(86.79m, 82.66m, 13.2, 0.202, 0.202),
            ["st-0.80"] = new(80.82m, 76.74m, 13.2, 0.200, 0.200),
            ["st-er-0.80"] = new(80.11m, 76.95m, 13.2, 0.202, 0.202),
        },
        ["table3"] = new()
        {
            ["dense"] = new(67.9m, 65.4m, 23.5, 1, 1, "Zilly et al. 2017"),
            ["small-dense"] = new(70.1m, 68.4m, 11.1, 0.472, 0.472),
            ["iss"] = new(68.1m, 65.4m, 11.1, 0.503, 0.472, "Wen et al. 2018"),
            ["st-er"] = new(66.51m, 63.55m, 11.1, 0.474, 0.474),
            ["st"] = new(66.08m, 63.19m, 11.1, 0.472, 0.472),
        },
        ["table4"] = new()
        {
            ["sanders-dense"] = Accuracy(77.8m, weights: DenseClassifier),
            ["sanders-st"] = Accuracy(79.2m, 0.03, 0.2),
            ["imdb-dense"] = Accuracy(85.3m, weights: DenseClassifier),
            ["imdb-st"] = Accuracy(86.0m, 0.02, 0.2),
            ["yelp-2018-dense"] = Accuracy(63.4m, weights: DenseClassifier),
            ["yelp-2018-st"] = Accuracy(68.0m, 0.03, 0.2),
            ["amazon-dense"] = Accuracy(81.9m, weights: DenseClassifier),
            ["amazon-st"] = Accuracy(80.5m, 0.01, 0.2),
        },
        ["table5"] = new()
        {
            ["ag-news-bag-of-words"] = Accuracy(88.8m),
            ["ag-news-ngrams"] = Accuracy(92.0m),
            ["quoted-ag-news-char-cnn"] = Accuracy(87.2m),
            ["quoted-ag-news-char-crnn"] = Accuracy(91.4m),
            ["quoted-ag-news-vdcnn"] = Accuracy(91.3m),
            ["quoted-ag-news-fasttext"] = Accuracy(92.5m),
            ["ag-news-dense"] = Accuracy(88.4m),
            ["ag-news-st"] = Accuracy(90.9m, 0.20),
            ["yelp-polarity-bag-of-words"] = Accuracy(92.2m),
            ["yelp-polarity-ngrams"] = Accuracy(95.6m),
            ["quoted-yelp-polarity-char-cnn"] = Accuracy(94.7m),
            ["quoted-yelp-polarity-char-crnn"] = Accuracy(94.5m),
            ["quoted-yelp-polarity-vdcnn"] = Accuracy(95.7m),
            ["quoted-yelp-polarity-fasttext"] = Accuracy(95.7m),
            ["yelp-polarity-dense"] = Accuracy(94.8m),
            ["yelp-polarity-st"] = Accuracy(95.3m, 0.13),
        },
        ["table6"] = new()
        {
            ["imdb-dense"] = Accuracy(85.26m, weights: DenseClassifier),
            ["imdb-st"] = Accuracy(85.05m, weights: 0.04),
            ["sanders-dense"] = Accuracy(77.79m, weights: DenseClassifier),
            ["sanders-st"] = Accuracy(78.85m, weights: 0.04),
            ["yelp-2018-dense"] = Accuracy(63.36m, weights: DenseClassifier),
            ["yelp-2018-st"] = Accuracy(67.82m, weights: 0.04),
            ["ag-news-dense"] = Accuracy(87.50m, weights: DenseClassifier),
            ["ag-news-st"] = Accuracy(90.00m, weights: 0.04),
            ["yelp-polarity-dense"] = Accuracy(94.80m, weights: DenseClassifier),
            ["yelp-polarity-st"] = Accuracy(94.22m, weights: 0.04),
        },
        ["table7"] = new()
        {
            ["lstm-none"] = new(78.83m, 75.76m),
            ["lstm-momentum"] = new(78.08m, 74.36m),
            ["lstm-er-none"] = new(79.44m, 76.06m),
            ["lstm-er-momentum"] = new(78.15m, 75.53m),
            ["rhn-none"] = new(65.71m, 63.04m),
            ["rhn-momentum"] = new(73.05m, 70.22m),
            ["rhn-er-none"] = new(66.51m, 63.55m),
            ["rhn-er-momentum"] = new(71.94m, 69.03m),
        },
        ["fig3"] = new()
        {
            ["sanders-dense"] = Accuracy(77.19m),
            ["sanders-2"] = Accuracy(78.75m),
        },
    };

    private static PublishedFigures Accuracy(decimal test, double? deviation = null, double? weights = null)
        => new(null, test, weights) { TestDeviation = deviation };
}
