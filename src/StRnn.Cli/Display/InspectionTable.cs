using Spectre.Console;
using StRnn.Cli.Hosting;
using StRnn.Cli.Runs;

namespace StRnn.Cli.Display;

/// <summary>An inspection for people.</summary>
internal static class InspectionTable
{
    public static void Write(CliConsole console, Inspection inspection)
    {
        var table = new Table().AddColumn("tensor");
        foreach (string header in new[] { "rows", "columns", "nnz", "density", "sparsity" })
        {
            table.AddColumn(new TableColumn(header).RightAligned());
        }

        foreach (var tensor in inspection.Account.Tensors)
        {
            table.AddRow(
                Markup.Escape(tensor.Name),
                $"{tensor.Rows:N0}",
                $"{tensor.Columns:N0}",
                $"{tensor.Nnz:N0}",
                $"{tensor.Density:0.00000}",
                $"{tensor.Sparsity:0.00000}");
        }

        console.WriteTable(table);
        WriteTotals(console.Out, inspection);
    }

    private static void WriteTotals(TextWriter output, Inspection inspection)
    {
        var account = inspection.Account;
        Line("counted from", inspection.Source);
        Line("weights", $"{account.WeightCount:N0} (density {account.WeightDensity:0.00000})");
        Line("biases", $"{account.BiasCount:N0} (one vector per gate)");
        Line("parameters", $"{account.ParameterCount:N0}");
        if (inspection.Epsilon is { } epsilon)
        {
            Line("epsilon", $"{epsilon:0.000}");
        }

        Line("FLOPs per token", $"{account.ForwardFlopsPerToken:0.000e+0} forward, {account.TrainingFlopsPerTokenPaper:0.000e+0} training "
            + $"(paper's convention), {account.TrainingFlopsPerToken:0.000e+0} training (honest)");
        if (account.ForwardFlopsPerTarget > 0)
        {
            Line("FLOPs per text", $"{account.ForwardFlopsPerTarget:0.000e+0} forward, {account.TrainingFlopsPerTarget:0.000e+0} training");
        }

        Line("bytes", $"{account.CanonicalLengthInBytes:N0} weights, {inspection.OptimizerLengthInBytes:N0} optimiser");

        void Line(string name, string text) => output.WriteLine($"{name,-17}{text}");
    }
}
