using System.Text;

namespace StRnn.Cli.Tests.Support;

/// <summary>
/// A temporary folder with labelled texts that one word tells apart, and the options of a small run on them.
/// </summary>
/// <param name="backend">The backend of every run.</param>
public sealed class ReviewPlace(string backend = "reference") : IDisposable
{
    private static readonly string[][] Usual =
    [
        ["--width", "8"], ["--hidden", "10"], ["--batch", "8"], ["--words", "6"], ["--vocabulary", "30"],
        ["--epochs", "4"], ["--lr", "0.02"], ["--epsilon", "2"], ["--log-every", "5"], ["--patience", "0"],
    ];

    public string Root { get; } = Begin();

    public string Data => At("reviews.csv");

    public string At(string name) => Path.Combine(Root, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(At(name), content);
        return At(name);
    }

    /// <summary>Writes CSV with the columns label and text: filler words and one that names the class.</summary>
    public static string Texts(int count, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder("label,text\n");
        for (int i = 0; i < count; i++)
        {
            bool good = i % 2 == 0;
            string[] words = [.. Enumerable.Range(0, 1 + random.Next(7)).Select(_ => $"filler{random.Next(9)}")];
            words[random.Next(words.Length)] = good ? "Splendid" : "dreadful!";
            text.Append(good ? "good" : "bad").Append(',').AppendJoin(' ', words).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// Returns the arguments of a run that takes a second or two; an option given here goes before the usual one.
    /// </summary>
    public string[] TrainArguments(string run, params string[] more)
        => ["train", "classify", "--out", At(run), .. Defaults(more), .. more];

    public byte[] LastCheckpoint(string run) => File.ReadAllBytes(Path.Combine(At(run), "last.safetensors"));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string Begin()
    {
        string root = Directory.CreateTempSubdirectory("strnn-classify-").FullName;
        File.WriteAllText(Path.Combine(root, "reviews.csv"), Texts(160, seed: 1));
        return root;
    }

    private IEnumerable<string> Defaults(string[] more)
    {
        string[][] usual = [["--data", Data], ["--backend", backend], .. Usual];
        bool isDense = more.Contains("dense");
        return usual.Where(option => !more.Contains(option[0]) && !(isDense && option[0] == "--epsilon"))
            .SelectMany(option => option);
    }
}
