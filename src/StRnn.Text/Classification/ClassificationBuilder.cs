using System.Globalization;
using System.Security.Cryptography;
using StRnn.Randomness;
using StRnn.Text.Corpora;

namespace StRnn.Text.Classification;

/// <summary>Builds a data set from the content of its files: numbers the labels, drops duplicates, splits.</summary>
internal static class ClassificationBuilder
{
    private const uint TestStep = 0;
    private const uint ValidationStep = 1;

    /// <summary>Builds a data set; parts that are null are split off the training texts.</summary>
    /// <exception cref="CorpusException">A part is empty, a label is unknown, or there is only one class.</exception>
    public static TextClassificationData Build(
        string fallbackName,
        SourceTable train,
        SourceTable? validation,
        SourceTable? test,
        ClassificationOptions options)
    {
        SourceTable[] tables = [.. new[] { train, validation, test }.OfType<SourceTable>()];
        foreach (var table in tables)
        {
            if (table.Rows.Count == 0)
            {
                throw new CorpusException($"'{table.Source}' has no examples: take a file with texts and labels.");
            }
        }

        // If a set has no list of its classes, the labels of the training file are used.
        var labels = train.Layout.Labels ?? Order(train.Rows);
        var classNames = train.Layout.ClassNames ?? labels;
        var numbers = labels.Select((label, number) => (label, number))
            .ToDictionary(pair => pair.label, pair => pair.number, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        List<LabelledText>? Part(SourceTable? table)
            => table is null ? null : Number(table.Rows, numbers, options.DropDuplicates ? seen : null);

        // The given test and validation texts come first, so that a duplicate is dropped from the training texts.
        var testTexts = Part(test);
        var validationTexts = Part(validation);
        var trainTexts = Part(train)!;
        CheckClasses(trainTexts, train, classNames);
        var how = new List<string>();
        if (testTexts is null)
        {
            (trainTexts, testTexts) = Split(trainTexts, options.TestShare, options.Seed, TestStep);
            how.Add($"test share {Text(options.TestShare)}");
        }

        if (validationTexts is null)
        {
            (trainTexts, validationTexts) = Split(trainTexts, options.ValidationShare, options.Seed, ValidationStep);
            how.Add($"validation share {Text(options.ValidationShare)}");
        }

        if (trainTexts.Count == 0)
        {
            throw new CorpusException(
                $"'{train.Source}' leaves no training texts: lower the shares, or take more texts.");
        }

        string source = string.Join(", ", tables.Select(table => table.Source))
            + (options.DropDuplicates ? ", without duplicates" : string.Empty)
            + (how.Count > 0 ? $", {string.Join(", ", how)}, seed {options.Seed}" : string.Empty);
        return new TextClassificationData(
            train.Layout.Name ?? fallbackName,
            classNames,
            trainTexts,
            validationTexts,
            testTexts,
            new CorpusProvenance(source, Digest(tables)));
    }

    /// <summary>
    /// Computes the set's digest: that of its one file, or the SHA-256 of its files' digests in order.
    /// </summary>
    private static string Digest(SourceTable[] tables) => Convert.ToHexStringLower(
        tables.Length == 1 ? tables[0].Digest : SHA256.HashData([.. tables.SelectMany(table => table.Digest)]));

    /// <summary>Sorts the labels as numbers if all are numbers, otherwise in ordinal order.</summary>
    private static string[] Order(IReadOnlyList<LabelledRow> rows)
    {
        string[] labels =
            [.. rows.Select(row => row.Label).Where(label => label.Length > 0).Distinct(StringComparer.Ordinal)];
        Array.Sort(labels, StringComparer.Ordinal);
        return Array.TrueForAll(labels, label => long.TryParse(label, CultureInfo.InvariantCulture, out _))
            ? [.. labels.OrderBy(label => long.Parse(label, CultureInfo.InvariantCulture))]
            : labels;
    }

    private static List<LabelledText> Number(
        IReadOnlyList<LabelledRow> rows, Dictionary<string, int> numbers, HashSet<string>? seen)
    {
        var texts = new List<LabelledText>(rows.Count);
        foreach (var row in rows)
        {
            if (row.Label.Length == 0)
            {
                throw new CorpusException($"{row.Place} has no label: give it one, or remove the example.");
            }

            if (!numbers.TryGetValue(row.Label, out int number))
            {
                throw new CorpusException(
                    $"{row.Place} has the unknown label {CorpusException.Quote(row.Label)}: the classes are "
                    + $"{string.Join(", ", numbers.Keys.Take(20).Select(CorpusException.Quote))}"
                    + $"{(numbers.Count > 20 ? " and others" : string.Empty)}.");
            }

            if (seen is null || seen.Add(row.Text))
            {
                texts.Add(new LabelledText(row.Text, number));
            }
        }

        return texts;
    }

    private static void CheckClasses(List<LabelledText> texts, SourceTable train, IReadOnlyList<string> classNames)
    {
        int[] present = [.. texts.Select(text => text.Label).Distinct().Take(2)];
        if (present.Length == 1)
        {
            throw new CorpusException(
                $"All {texts.Count} texts of '{train.Source}' have the label "
                + $"{CorpusException.Quote(classNames[present[0]])}: "
                + "classification needs two classes.");
        }
    }

    /// <summary>Takes ceil(share * n) texts at random; both parts keep the order of the source.</summary>
    private static (List<LabelledText> Kept, List<LabelledText> Taken) Split(
        List<LabelledText> texts, double share, ulong seed, uint step)
    {
        // In decimal arithmetic, a fifth of 150,000 is exactly 30,000.
        int count = (int)decimal.Ceiling((decimal)share * texts.Count);
        var random = new RandomSequence(seed, RandomStreams.DataSplit, step);
        long[] drawn = DistinctSample.Draw(texts.Count, count, ref random);
        var kept = new List<LabelledText>(texts.Count - count);
        var taken = new List<LabelledText>(count);
        for (int i = 0, next = 0; i < texts.Count; i++)
        {
            bool take = next < drawn.Length && drawn[next] == i;
            (take ? taken : kept).Add(texts[i]);
            next += take ? 1 : 0;
        }

        return (kept, taken);
    }

    private static string Text(double share) => share.ToString(CultureInfo.InvariantCulture);
}
