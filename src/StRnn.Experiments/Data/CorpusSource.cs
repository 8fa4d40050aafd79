using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using StRnn.Experiments.Configuration;
using StRnn.Text.Catalogs;
using StRnn.Text.Corpora;

namespace StRnn.Experiments.Data;

/// <summary>Finds the text a run learns from, and says which text exactly it was.</summary>
internal static class CorpusSource
{
    // A table trains on one corpus row after row: the last one is kept, behind one reference for threads that load.
    private static Kept? Last { get; set; }

    /// <summary>
    /// Returns the name of a built-in corpus, or the full path of a folder, so that a run finds it from anywhere.
    /// </summary>
    public static string FullName(string data)
        => CorpusCatalog.BuiltIn.Any(entry => entry.Key == data) ? data : Path.GetFullPath(data);

    /// <summary>Loads a corpus, its training text cut where the run says so.</summary>
    /// <exception cref="CorpusException">There is no such corpus, or it cannot be read.</exception>
    public static Corpus Load(CorpusConfig data)
    {
        var options = data.ToOptions();
        var key = (data.Name, DataFingerprint.Of(data.Name), options, data.EvaluationTokens);
        if (Last is { } last && last.Key == key)
        {
            return last.Corpus;
        }

        var corpus = CorpusCatalog.Open(data.Name, options);
        if (data.EvaluationTokens is { } most)
        {
            corpus = new Corpus(
                corpus.Name,
                corpus.Vocabulary,
                corpus.Train,
                corpus.Valid[..Math.Min(most, corpus.Valid.Length)],
                corpus.Test[..Math.Min(most, corpus.Test.Length)],
                corpus.Provenance);
        }

        Last = new Kept(key, corpus);
        return corpus;
    }

    /// <summary>Reads a corpus with the vocabulary of a model; words that it lacks are unknown ones.</summary>
    /// <exception cref="CorpusException">The vocabulary lacks a word, and has none for unknown ones.</exception>
    public static Corpus Recode(Corpus corpus, Vocabulary vocabulary)
    {
        if (corpus.Vocabulary.Words.SequenceEqual(vocabulary.Words))
        {
            return corpus;
        }

        int[] ids = vocabulary.Encode(corpus.Vocabulary.Words);
        return new Corpus(
            corpus.Name, vocabulary, Of(corpus.Train), Of(corpus.Valid), Of(corpus.Test), corpus.Provenance);

        // In memory: a corpus of another vocabulary is one to fine-tune on or to evaluate.
        int[] Of(TokenSequence tokens) => Array.ConvertAll(tokens.ToArray(), token => ids[token]);
    }

    /// <summary>Computes the SHA-256 over the words in their order and the word numbers of the three splits.</summary>
    public static string Fingerprint(Corpus corpus)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string word in corpus.Vocabulary.Words)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(word + "\n"));
        }

        const int Piece = 1 << 16;
        int[] buffer = [];
        foreach (var split in new[] { corpus.Train, corpus.Valid, corpus.Test })
        {
            hash.AppendData(BitConverter.GetBytes(split.Length));
            for (int first = 0; first < split.Length; first += Piece)
            {
                int count = Math.Min(Piece, split.Length - first);
                hash.AppendData(MemoryMarshal.AsBytes(split.Read(first, count, ref buffer)));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed record Kept((string, DataFingerprint, CorpusOptions, int?) Key, Corpus Corpus);
}
