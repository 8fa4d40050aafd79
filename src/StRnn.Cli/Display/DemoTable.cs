using Spectre.Console;
using StRnn.Backends;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Runs;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Text.Ngrams;
using StRnn.Training;

namespace StRnn.Cli.Display;

/// <summary>A finished run of the demo.</summary>
/// <param name="Title">The name in the table.</param>
/// <param name="Run">The run.</param>
/// <param name="Inspection">The costs of its model.</param>
/// <param name="TestPerplexity">exp of the mean test loss; null if it exceeds a double.</param>
/// <param name="TrainingFlops">The executed FLOPs of the whole training.</param>
/// <param name="TokensPerSecond">The mean throughput of training.</param>
internal sealed record DemoRow(
    string Title,
    Run Run,
    Inspection Inspection,
    double? TestPerplexity,
    double? TrainingFlops,
    double? TokensPerSecond)
{
    public static DemoRow Of(string title, Run run)
    {
        var report = run.ReadReport();
        return new DemoRow(
            title,
            run,
            run.Inspect(),
            report.EvaluationOf(SplitNames.Test)?.Perplexity,
            report.Last?.FlopsActual,
            report.TokensPerSecond);
    }
}

/// <summary>Prints the demo's table, and a sentence by its last model.</summary>
internal static class DemoTable
{
    private const double BytesPerMebibyte = 1024 * 1024;
    private const int LongestSentence = 40;
    private const double Temperature = 0.7;

    public static void Write(CliConsole console, IReadOnlyList<DemoRow> rows, Corpus corpus)
    {
        var table = CliConsole.NewTable(
            "model",
            "test perplexity",
            "parameters",
            "training FLOPs",
            "of dense",
            "weights + optimiser",
            "of dense",
            "tokens/s");
        var dense = rows[0];
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Title),
                $"{row.TestPerplexity:0.0}",
                $"{row.Inspection.Account.ParameterCount:N0}",
                $"{row.TrainingFlops:0.00e+0}",
                $"{row.TrainingFlops / dense.TrainingFlops:0.000}",
                $"{Bytes(row) / BytesPerMebibyte:0.00} MiB",
                $"{Bytes(row) / (double)Bytes(dense):0.000}",
                $"{row.TokensPerSecond:N0}");
        }

        table.AddRow("trigram (Kneser-Ney)", $"{TrigramPerplexity(dense, corpus):0.0}", "-", "-", "-", "-", "-", "-");
        console.Out.WriteLine();
        console.WriteTable(table);
        var training = dense.Inspection.Config.Training;
        console.Out.WriteLine(
            $"{corpus.Name}: {corpus.Train.Length:N0} training tokens, {corpus.Vocabulary.Count:N0} words; "
            + $"{training.Epochs} epochs of one recipe, best of the validations; "
            + $"perplexity on {corpus.Test.Length:N0} test tokens in {training.Batch} streams.");
    }

    /// <summary>Generates a sentence from nothing but the end of the sentence before it.</summary>
    public static void WriteSentence(CliConsole console, Run run, IBackend backend)
    {
        var vocabulary = run.ReadVocabulary();
        int end = vocabulary.IdOf(Vocabulary.EndOfSentence);
        using var trained = run.LoadLanguageModel(backend);
        int[] drawn = new TextGenerator(backend, trained.Model, backend.Info.Threads)
            .Generate([end], LongestSentence, Temperature, run.Config.Training.Seed, vocabulary.UnknownId ?? -1);
        int length = Array.IndexOf(drawn, end) is >= 0 and var at ? at + 1 : drawn.Length;
        console.Out.WriteLine();
        console.Out.WriteLine($"A sentence by the model of '{run.Directory.Path}':");
        console.Out.WriteLine($"  {Detokenizer.ToText(drawn.AsSpan(0, length), vocabulary)}");
    }

    private static long Bytes(DemoRow row)
        => row.Inspection.Account.CanonicalLengthInBytes + row.Inspection.OptimizerLengthInBytes;

    // Over exactly the targets that the networks were tested on.
    private static double TrigramPerplexity(DemoRow row, Corpus corpus)
    {
        var training = row.Inspection.Config.Training;
        return TrigramModel.Train(corpus.Train.ToArray(), corpus.Vocabulary.Count)
            .Perplexity(new TokenBatches(corpus.Test, training.Batch, training.Bptt));
    }
}
