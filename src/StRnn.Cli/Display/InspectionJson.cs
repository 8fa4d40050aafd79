using StRnn.Accounting;
using StRnn.Experiments.Runs;

namespace StRnn.Cli.Display;

/// <summary>An inspection for machines.</summary>
internal static class InspectionJson
{
    public static object Of(Inspection inspection) => new
    {
        inspection.Source,
        inspection.Config.DataSource.VocabularySize,
        Model = inspection.Config.ToJson()["model"],
        inspection.Config.Method,
        inspection.Epsilon,
        Tensors = inspection.Account.Tensors.Select(tensor => new
        {
            tensor.Name,
            tensor.Rows,
            tensor.Columns,
            tensor.Nnz,
            tensor.Density,
            tensor.Sparsity,
            tensor.IsSparse,
        }),
        Totals = new
        {
            Weights = inspection.Account.WeightCount,
            Biases = inspection.Account.BiasCount,
            Parameters = inspection.Account.ParameterCount,
            Density = inspection.Account.WeightDensity,
            ForwardFlopsPerToken = inspection.Account.ForwardFlopsPerToken,
            TrainingFlopsPerTokenPaper = inspection.Account.TrainingFlopsPaper(1, 0, inspection.HasDenseMomentum),
            TrainingFlopsPerToken = inspection.Account.TrainingFlops(1, 0, inspection.HasDenseMomentum),
            TrainingFlopsPerTokenAtUpdate = inspection.Account.TrainingFlops(1, 0, inspection.HasDenseMomentum || inspection.HasDenseGradientAtUpdates),
            ForwardFlopsPerTarget = inspection.Account.ForwardFlopsPerTarget,
            TrainingFlopsPerTarget = inspection.Account.TrainingFlopsPerTarget,
            InferenceFlopsPerWindowPaper = PaperConvention.Inference(inspection.Account),
            WeightBytes = inspection.Account.CanonicalLengthInBytes,
            ValueBytes = inspection.Account.ValueLengthInBytes,
            PatternBytes = inspection.Account.PatternLengthInBytes,
            GradientBytes = inspection.Account.ValueLengthInBytes,
            OptimizerBytes = inspection.OptimizerLengthInBytes,
            ActivationBytes = inspection.ActivationLengthInBytes,
            inspection.WholeTrainingFlopsPaper,
        },
        inspection.ExplorationRate,
        inspection.Measured,
    };
}
