using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Presets;

/// <summary>A published recipe: the starting point that options override.</summary>
/// <param name="Name">What --preset calls it.</param>
/// <param name="Summary">One line for the help: numbers and source.</param>
/// <param name="Model">The shape.</param>
/// <param name="RecurrentRange">r of the recurrent layers' matrices; null for 1/sqrt(H).</param>
/// <param name="Training">The recipe.</param>
/// <param name="PruneRate">p of the first topology update, where the model is trained by prune and regrow.</param>
internal sealed record LanguageModelPreset(
    string Name,
    string Summary,
    ModelConfig Model,
    double? RecurrentRange,
    TrainingConfig Training,
    double PruneRate = MethodConfig.DefaultPruneRate);
