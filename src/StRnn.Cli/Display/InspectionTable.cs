using System.Text.Json.Serialization;
using Spectre.Console;
using StRnn.Accounting;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;

namespace StRnn.Cli.Display;

/// <summary>Formats an inspection as a table and as JSON.</summary>
internal static class InspectionTable
{
    public static void Write(CliConsole console, Inspection inspection)
    {
        string[] figures = ["rows", "columns", "nnz", "density", "sparsity"];
        var scales = inspection.Scales;
        bool hasBlocks = inspection.Account.Tensors.Any(tensor => tensor.Blocks.Height > 1);
        string[] blocks = hasBlocks ? [BlocksText.Heading] : [];
        var table = CliConsole.NewTable(
            "tensor", scales is null ? [.. figures, .. blocks] : [.. figures, .. blocks, "range x", "lr x"]);
        foreach (var tensor in inspection.Account.Tensors)
        {
            string[] cells =
            [
                Markup.Escape(tensor.Name),
                $"{tensor.Rows:N0}",
                $"{tensor.Columns:N0}",
                $"{tensor.Nnz:N0}",
                $"{tensor.Density:0.00000}",
                $"{tensor.Sparsity:0.00000}",
                .. hasBlocks ? (string[])[BlocksText.Of(tensor.Blocks)] : [],
            ];
            table.AddRow(scales?[tensor.Name] is { } scale
                ? [.. cells, $"{scale.InitialRange:0.####}", $"{scale.LearningRate:0.####}"]
                : cells);
        }

        console.WriteTable(table);
        WriteTotals(console.Out, inspection);
    }

    public static object ToJson(Inspection inspection)
    {
        var account = inspection.Account;
        bool isDense = inspection.HasDenseMomentum;
        var scales = inspection.Scales;
        bool isDenseAtUpdate = isDense || inspection.HasDenseGradientAtUpdates;
        return new
        {
            inspection.Source,
            inspection.Config.DataSource.VocabularySize,
            Model = inspection.Config.ToJson()["model"],
            inspection.Config.Method,
            inspection.Epsilon,
            Tensors = account.Tensors.Select(tensor => new TensorLine(
                tensor.Name,
                tensor.Rows,
                tensor.Columns,
                tensor.Nnz,
                tensor.Density,
                tensor.Sparsity,
                tensor.IsSparse,
                scales?[tensor.Name].InitialRange,
                scales?[tensor.Name].LearningRate,
                tensor.Blocks.Height > 1 ? tensor.Blocks.Height : null,
                tensor.Blocks.Height > 1 ? tensor.Blocks.AcrossGates : null)),
            Totals = new
            {
                Weights = account.WeightCount,
                Biases = account.BiasCount,
                Parameters = account.ParameterCount,
                Density = account.WeightDensity,
                account.ForwardFlopsPerToken,
                TrainingFlopsPerTokenPaper = account.TrainingFlopsPaper(1, 0, isDense),
                TrainingFlopsPerToken = account.TrainingFlops(1, 0, isDense),
                TrainingFlopsPerTokenAtUpdate = account.TrainingFlops(1, 0, isDenseAtUpdate),
                account.ForwardFlopsPerTarget,
                account.TrainingFlopsPerTarget,
                InferenceFlopsPerWindowPaper = PaperConvention.Inference(account),
                WeightBytes = account.CanonicalLengthInBytes,
                ValueBytes = account.ValueLengthInBytes,
                PatternBytes = account.PatternLengthInBytes,
                GradientBytes = account.ValueLengthInBytes,
                OptimizerBytes = inspection.OptimizerLengthInBytes,
                ActivationBytes = inspection.ActivationLengthInBytes,
                inspection.WholeTrainingFlopsPaper,
            },
            inspection.ExplorationRate,
            inspection.Measured,
        };
    }

    private static void WriteTotals(TextWriter output, Inspection inspection)
    {
        var account = inspection.Account;
        var training = inspection.Config.Training;
        bool isDense = inspection.HasDenseMomentum;
        Line("counted from", inspection.Source);
        Line("weights", $"{account.WeightCount:N0} (density {account.WeightDensity:0.00000})");
        Line("biases", $"{account.BiasCount:N0} (one vector per gate)");
        Line("parameters", $"{account.ParameterCount:N0}");
        if (inspection.Epsilon is { } epsilon)
        {
            Line("epsilon", $"{epsilon:0.000}");
        }

        Line(
            "FLOPs per token",
            $"{Flops(account.ForwardFlopsPerToken)} forward, "
            + $"{Flops(account.TrainingFlopsPaper(1, 0, isDense))} training (paper's convention), "
            + $"{Flops(account.TrainingFlops(1, 0, isDense))} training (executed)");
        if (inspection.HasDenseGradientAtUpdates)
        {
            string atUpdate = Flops(account.TrainingFlops(1, 0, hasDenseGradient: true));
            Line(string.Empty, $"{atUpdate} (executed) in a step that updates the topology");
        }

        if (account.ForwardFlopsPerTarget > 0)
        {
            Line(
                "FLOPs per text",
                $"{Flops(account.ForwardFlopsPerTarget)} forward, {Flops(account.TrainingFlopsPerTarget)} training");
        }
        else
        {
            string inference = Flops(PaperConvention.Inference(account));
            Line("FLOPs per window", $"{inference} inference (20 streams of 35 tokens, as the paper counts)");
        }

        if (inspection.WholeTrainingFlopsPaper is { } whole)
        {
            string length = $"{training.Epochs} epochs of {inspection.EpochTokens:N0} tokens";
            Line("FLOPs in all", $"{Flops(whole)} training ({length}, paper's convention)");
        }

        string atMost = inspection.Config is ClassifierConfig ? ", at most" : string.Empty;
        Line(
            "bytes",
            $"{account.ValueLengthInBytes:N0} weights, {account.PatternLengthInBytes:N0} patterns, "
            + $"{account.ValueLengthInBytes:N0} gradients, {inspection.OptimizerLengthInBytes:N0} optimiser "
            + $"(canonical storage), {inspection.ActivationLengthInBytes:N0} activations "
            + $"({training.Batch} x {training.Bptt} words{atMost})");
        if (account.SparseNnz > 0)
        {
            Line(
                string.Empty,
                $"{account.RoundedValueLengthInBytes:N0} weights, and nothing for training, with --weights bfloat16");
        }

        if (inspection.Measured is { } measured)
        {
            Line(
                "FLOPs so far",
                $"{Flops(measured.FlopsPaper)} training (paper's convention), "
                + $"{Flops(measured.FlopsActual)} (executed)");
            Line(
                "bytes measured",
                $"{measured.WeightBytes:N0} weights, {measured.PatternBytes:N0} patterns and copies, "
                + $"{measured.GradientBytes:N0} gradients, {measured.OptimizerBytes:N0} optimiser, "
                + $"{measured.ActivationBytes:N0} activations; {measured.PeakRssBytes:N0} peak of the process");
        }

        if (inspection.ExplorationRate is { } explored)
        {
            Line("explored", $"{explored:0.00000} of all positions were connections at some time (ITOP's R_s)");
        }

        void Line(string name, string text) => output.WriteLine($"{name,-17}{text}");

        static string Flops(double? count) => $"{count:0.000e+0}";
    }

    private sealed record TensorLine(
        string Name,
        int Rows,
        int Columns,
        long Nnz,
        double Density,
        double Sparsity,
        bool IsSparse,
        double? InitialRangeFactor,
        double? LearningRateFactor,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? BlockHeight,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? BlocksAcrossGates);
}
