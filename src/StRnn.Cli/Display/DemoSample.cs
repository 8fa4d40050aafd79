using StRnn.Backends;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Runs;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;

namespace StRnn.Cli.Display;

/// <summary>A sentence by a trained model, begun by nothing but the end of the sentence before it.</summary>
internal static class DemoSample
{
    private const int LongestSentence = 40;
    private const double Temperature = 0.7;

    public static void Write(CliConsole console, Run run, IBackend backend)
    {
        var vocabulary = run.ReadVocabulary();
        int end = vocabulary.IdOf(Vocabulary.EndOfSentence);
        using var trained = run.LoadLanguageModel(backend);
        int[] drawn = new TextGenerator(backend, trained.Model)
            .Generate([end], LongestSentence, Temperature, run.Config.Training.Seed, vocabulary.UnknownId ?? -1);
        int length = Array.IndexOf(drawn, end) is >= 0 and var at ? at + 1 : drawn.Length;
        console.Out.WriteLine();
        console.Out.WriteLine($"A sentence by the model of '{run.Directory.Path}':");
        console.Out.WriteLine($"  {Detokenizer.ToText(drawn.AsSpan(0, length), vocabulary)}");
    }
}
