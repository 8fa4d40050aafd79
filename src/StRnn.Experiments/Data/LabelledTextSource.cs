using System.Security.Cryptography;
using System.Text;
using StRnn.Experiments.Configuration;
using StRnn.Text.Catalogs;
using StRnn.Text.Classification;
using StRnn.Text.Corpora;

namespace StRnn.Experiments.Data;

/// <summary>Finds the labelled texts a run learns from, and says which exactly they were.</summary>
internal static class LabelledTextSource
{
    // A table trains on one set row after row: the last one is kept, behind one reference for threads that load.
    private static Kept? Last { get; set; }

    /// <summary>
    /// Returns the name of a built-in set, or the full path of a file or folder, so that a run finds it from anywhere.
    /// </summary>
    public static string FullName(string data)
        => ClassificationCatalog.BuiltIn.Any(entry => entry.Key == data) ? data : Path.GetFullPath(data);

    /// <summary>Loads a set and splits it as the configuration says.</summary>
    /// <exception cref="CorpusException">There is no such set, or it cannot be read.</exception>
    public static TextClassificationData Load(LabelledTextConfig data)
    {
        var key = new LoadKey(
            data.Name, DataFingerprint.Of(data.Name), data.ToOptions(), data.MaxTexts, data.ChosenByTest);
        if (Last is { } last && last.Key == key)
        {
            return last.Data;
        }

        var whole = ClassificationCatalog.Open(data.Name, data.ToOptions());
        var loaded = data.MaxTexts is { } most
            ? new TextClassificationData(
                whole.Name,
                whole.ClassNames,
                Spread(whole.Train, most),
                Spread(whole.Validation, (most + 3) / 4),
                Spread(whole.Test, (most + 3) / 4),
                whole.Provenance)
            : whole;
        loaded = data.ChosenByTest ? ChosenByTest(loaded) : loaded;
        Last = new Kept(key, loaded);
        return loaded;
    }

    private static TextClassificationData ChosenByTest(TextClassificationData data) => new(
        data.Name, data.ClassNames, [.. data.Train, .. data.Validation], data.Test, data.Test, data.Provenance);

    // Sets lie class by class as often as not: the texts that remain come from everywhere.
    private static List<LabelledText> Spread(IReadOnlyList<LabelledText> texts, int most)
    {
        int count = Math.Min(most, texts.Count);
        return [.. Enumerable.Range(0, count).Select(i => texts[(int)((long)i * texts.Count / count)])];
    }

    /// <summary>Gives texts the numbers that a model has for their classes.</summary>
    /// <exception cref="CorpusException">The model does not know a class.</exception>
    public static TextClassificationData Renumber(TextClassificationData data, IReadOnlyList<string> classes)
    {
        if (data.ClassNames.SequenceEqual(classes))
        {
            return data;
        }

        int[] numbers = [.. data.ClassNames.Select(name => classes.ToList().IndexOf(name))];
        int unknown = Array.IndexOf(numbers, -1);
        return unknown < 0
            ? new TextClassificationData(
                data.Name, classes, Of(data.Train), Of(data.Validation), Of(data.Test), data.Provenance)
            : throw new CorpusException(
                $"'{data.Name}' has the class '{data.ClassNames[unknown]}', which the model does not know: "
                + $"its classes are {string.Join(", ", classes)}.");

        List<LabelledText> Of(IReadOnlyList<LabelledText> texts)
            => [.. texts.Select(text => text with { Label = numbers[text.Label] })];
    }

    /// <summary>Computes the SHA-256 over the classes and, split by split, labels and texts.</summary>
    public static string Fingerprint(TextClassificationData data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in data.ClassNames)
        {
            Append(name);
        }

        foreach (var split in new[] { data.Train, data.Validation, data.Test })
        {
            hash.AppendData(BitConverter.GetBytes(split.Count));
            foreach (var text in split)
            {
                hash.AppendData(BitConverter.GetBytes(text.Label));
                Append(text.Text);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }

    private sealed record Kept(LoadKey Key, TextClassificationData Data);

    private sealed record LoadKey(
        string Name, DataFingerprint Files, ClassificationOptions Options, int? MaxTexts, bool ChosenByTest);
}
