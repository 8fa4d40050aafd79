using Spectre.Console;
using StRnn.Accounting;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;

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

        Line("FLOPs per token", $"{account.ForwardFlopsPerToken:0.000e+0} forward, {account.TrainingFlopsPaper(1, 0, inspection.HasDenseMomentum):0.000e+0} training "
            + $"(paper's convention), {account.TrainingFlops(1, 0, inspection.HasDenseMomentum):0.000e+0} training (executed)");
        if (inspection.HasDenseGradientAtUpdates)
        {
            Line(string.Empty, $"{account.TrainingFlops(1, 0, hasDenseGradient: true):0.000e+0} (executed) in a step that updates the topology");
        }

        if (account.ForwardFlopsPerTarget > 0)
        {
            Line("FLOPs per text", $"{account.ForwardFlopsPerTarget:0.000e+0} forward, {account.TrainingFlopsPerTarget:0.000e+0} training");
        }

        if (account.ForwardFlopsPerTarget == 0)
        {
            Line("FLOPs per window", $"{PaperConvention.Inference(account):0.000e+0} inference (20 streams of 35 tokens, as the paper counts)");
        }

        if (inspection.WholeTrainingFlopsPaper is { } whole)
        {
            Line("FLOPs in all", $"{whole:0.000e+0} training ({inspection.Config.Training.Epochs} epochs of {inspection.EpochTokens:N0} tokens, paper's convention)");
        }

        Line("bytes", $"{account.ValueLengthInBytes:N0} weights, {account.PatternLengthInBytes:N0} patterns, {account.ValueLengthInBytes:N0} gradients, "
            + $"{inspection.OptimizerLengthInBytes:N0} optimiser (canonical storage), {inspection.ActivationLengthInBytes:N0} activations "
            + $"({inspection.Config.Training.Batch} x {inspection.Config.Training.Bptt} words{(inspection.Config is ClassifierConfig ? ", at most" : string.Empty)})");
        if (inspection.Measured is { } measured)
        {
            Line("FLOPs so far", $"{measured.FlopsPaper:0.000e+0} training (paper's convention), {measured.FlopsActual:0.000e+0} (executed)");
            Line("bytes measured", $"{measured.WeightBytes:N0} weights, {measured.PatternBytes:N0} patterns and copies, {measured.GradientBytes:N0} gradients, "
                + $"{measured.OptimizerBytes:N0} optimiser, {measured.ActivationBytes:N0} activations; {measured.PeakRssBytes:N0} peak of the process");
        }

        if (inspection.ExplorationRate is { } explored)
        {
            Line("explored", $"{explored:0.00000} of all positions were connections at some time (ITOP's R_s)");
        }

        void Line(string name, string text) => output.WriteLine($"{name,-17}{text}");
    }
}
