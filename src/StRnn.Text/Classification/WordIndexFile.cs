using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using StRnn.Text.Corpora;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Text.Classification;

/// <summary>
/// Reads and writes <c>vocabulary.json</c> of a run: the options of the tokenizer and the words by rank, the first with
/// index 1. The file is JSON instead of one word per line, because a word may contain any character that the filters
/// keep, for example a carriage return.
/// </summary>
public static class WordIndexFile
{
    /// <summary>The name of the file in a run folder.</summary>
    public const string Name = "vocabulary.json";

    private static readonly WordIndexJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    });

    /// <summary>Writes the index atomically: a reader sees either the old file or the new one.</summary>
    /// <param name="run">The run's folder, which exists.</param>
    /// <param name="index">The index to write.</param>
    /// <exception cref="FileNotWrittenException">The file cannot be written; a previous file is unchanged.</exception>
    public static void Write(RunDirectory run, WordIndex index)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(index);
        var rules = index.Tokenizer.Options;
        var content = new WordIndexContent(rules.LowerCase, rules.Filters, rules.Separator, index.Words);
        RunDirectory.WriteText(run.File(Name), JsonSerializer.Serialize(content, Json.WordIndexContent) + "\n");
    }

    /// <summary>Reads the index of a run.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="mostIndices">
    /// The number of rows of the model, which limits <see cref="WordIndex.Size"/>; null for no limit.
    /// </param>
    /// <returns>The index, with the tokenizer it was built with.</returns>
    /// <exception cref="CorpusException">The file is missing or damaged, or has more words than the model.</exception>
    public static WordIndex Read(RunDirectory run, int? mostIndices = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        string path = run.File(Name);
        if (!File.Exists(path))
        {
            throw new CorpusException($"'{path}' is missing: restore it, or train again.");
        }

        WordIndex index;
        try
        {
            var content = JsonSerializer.Deserialize(
                CorpusFile.Decode(CorpusFile.ReadBytes(path), path), Json.WordIndexContent)
                ?? throw new JsonException("it is null");
            index = new WordIndex(
                content.Words,
                new WordTokenizer(new TokenizerOptions
                {
                    LowerCase = content.LowerCase,
                    Filters = content.Filters,
                    Separator = content.Separator,
                }));
        }
        catch (JsonException error)
        {
            throw new CorpusException(
                $"'{path}' is not a vocabulary (line {(error.LineNumber ?? 0) + 1}): restore it, or train again.",
                error);
        }

        return mostIndices is null || index.Size <= mostIndices
            ? index
            : throw new CorpusException(
                $"'{path}' has {index.Size - 1} words, the model has room for {mostIndices - 1}: "
                + "restore it, or train again.");
    }
}

/// <summary>The content of the file.</summary>
internal sealed record WordIndexContent(bool LowerCase, string Filters, char Separator, IReadOnlyList<string> Words);

/// <summary>Its format, without reflection.</summary>
[JsonSerializable(typeof(WordIndexContent))]
internal sealed partial class WordIndexJson : JsonSerializerContext;
