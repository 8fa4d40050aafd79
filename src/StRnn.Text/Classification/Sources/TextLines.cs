using StRnn.Text.Corpora;

namespace StRnn.Text.Classification.Sources;

/// <summary>Reads the texts of a plain file, one per line.</summary>
public static class TextLines
{
    /// <summary>Streams the lines of a file of strict UTF-8, plain or .gz; a line may have any length.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The lines.</returns>
    /// <exception cref="CorpusException">
    /// The file cannot be read or is not UTF-8; the message names file and line.
    /// </exception>
    public static IEnumerable<string> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = new CorpusTextReader(path);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
