using Spectre.Console;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Runs;
using StRnn.Text.Corpora;
using StRnn.Text.Ngrams;

namespace StRnn.Cli.Display;

/// <summary>The demo's one table.</summary>
internal static class DemoTable
{
    private const double BytesPerMebibyte = 1024 * 1024;

    public static void Write(CliConsole console, IReadOnlyList<DemoRow> rows, Corpus corpus)
    {
        var table = new Table().AddColumn("model");
        string[] headers =
            ["test perplexity", "parameters", "training FLOPs", "of dense", "weights + optimiser", "of dense", "tokens/s"];
        foreach (string header in headers)
        {
            table.AddColumn(new TableColumn(header).RightAligned());
        }

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

        table.AddRow("trigram (Kneser-Ney)", $"{TrigramPerplexity(rows[0], corpus):0.0}", "-", "-", "-", "-", "-", "-");
        console.Out.WriteLine();
        console.WriteTable(table);
        var training = dense.Inspection.Config.Training;
        console.Out.WriteLine(
            $"{corpus.Name}: {corpus.Train.Length:N0} training tokens, {corpus.Vocabulary.Count:N0} words; "
            + $"{training.Epochs} epochs of one recipe, best of the validations; perplexity on {corpus.Test.Length:N0} test tokens in {training.Batch} streams.");
    }

    private static long Bytes(DemoRow row) => row.Inspection.Account.CanonicalLengthInBytes + row.Inspection.OptimizerLengthInBytes;

    /// <summary>Over exactly the targets that the networks were tested on.</summary>
    private static double TrigramPerplexity(DemoRow row, Corpus corpus)
    {
        var training = row.Inspection.Config.Training;
        return TrigramModel.Train(corpus.Train, corpus.Vocabulary.Count)
            .Perplexity(new TokenBatches(corpus.Test, training.Batch, training.Bptt));
    }
}
