using StRnn.Text.Corpora;
using StRnn.Training;

namespace StRnn.Experiments.Data;

/// <summary><c>vocabulary.txt</c> of a run: one word a line, the first is word 0.</summary>
internal static class VocabularyFile
{
    public static string PathOf(RunDirectory run) => run.File("vocabulary.txt");

    public static void Write(RunDirectory run, Vocabulary vocabulary)
        => RunDirectory.WriteText(PathOf(run), string.Concat(vocabulary.Words.Select(word => word + "\n")));

    /// <summary>Reads the words of a run.</summary>
    /// <exception cref="RunException">The file is missing or has another number of words than the model.</exception>
    public static Vocabulary Read(RunDirectory run, int expectedCount)
    {
        string path = PathOf(run);
        if (!File.Exists(path))
        {
            throw new RunException(RunProblem.DamagedVocabulary, $"'{path}' is missing.");
        }

        string[] words = File.ReadAllLines(path);
        return words.Length == expectedCount && words.Distinct(StringComparer.Ordinal).Count() == words.Length
            ? new Vocabulary(words)
            : throw new RunException(
                RunProblem.DamagedVocabulary,
                $"'{path}' has {words.Length} lines where {expectedCount} different words belong.");
    }
}
