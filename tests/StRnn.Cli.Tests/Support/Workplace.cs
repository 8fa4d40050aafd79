using System.Text;
using System.Text.Json;

namespace StRnn.Cli.Tests.Support;

/// <summary>
/// A temporary folder with a small corpus that has something to learn, and the options of a small run on it.
/// </summary>
public sealed class Workplace : IDisposable
{
    private const int Words = 12;
    private const int WordsPerSentence = 7;

    private static readonly string[][] Usual =
    [
        ["--hidden", "12"], ["--batch", "4"], ["--bptt", "6"], ["--epochs", "2"], ["--lr", "5"],
        ["--init-range", "0.3"], ["--log-every", "10"], ["--backend", "reference"],
    ];

    public Workplace(int trainSentences = 120)
    {
        Root = Directory.CreateTempSubdirectory("strnn-cli-").FullName;
        Directory.CreateDirectory(Data);
        WriteSplit("train", trainSentences, seed: 1);
        WriteSplit("valid", 40, seed: 2);
        WriteSplit("test", 40, seed: 3);
    }

    public string Root { get; }

    public string Data => At("data");

    public string At(string name) => Path.Combine(Root, name);

    public byte[] LastCheckpoint(string run) => File.ReadAllBytes(Path.Combine(At(run), "last.safetensors"));

    /// <summary>
    /// Returns the arguments of a run that takes a second or less; an option given here goes before the usual one.
    /// </summary>
    public string[] TrainArguments(string run, params string[] more)
        => ["train", "lm", "--data", Data, "--out", At(run),
            .. Usual.Where(option => !more.Contains(option[0])).SelectMany(option => option), .. more];

    public IReadOnlyList<JsonElement> Metrics(string run)
        => [.. File.ReadAllLines(Path.Combine(At(run), "metrics.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Counts the steps logged so far by a run that may be going on.</summary>
    public int StepsLogged(string run)
    {
        string path = Path.Combine(At(run), "metrics.jsonl");
        return File.Exists(path) ? File.ReadAllText(path).Split("\"event\":\"step\"").Length - 1 : 0;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>The next word follows from the last one and a coin.</summary>
    private void WriteSplit(string name, int sentences, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        int word = 0;
        for (int i = 0; i < sentences; i++)
        {
            for (int j = 0; j < WordsPerSentence; j++)
            {
                word = ((word * 5) + 1 + random.Next(2)) % Words;
                text.Append("word").Append(word).Append(j + 1 < WordsPerSentence ? ' ' : '\n');
            }
        }

        File.WriteAllText(Path.Combine(Data, $"{name}.txt"), text.ToString());
    }
}
