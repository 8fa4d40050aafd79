using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Training;

namespace StRnn.Experiments.Runs;

/// <summary>An evaluation, and of what.</summary>
/// <param name="Data">The data.</param>
/// <param name="Result">The figures.</param>
/// <param name="Progress">Where the run stood at the checkpoint.</param>
internal sealed record EvaluationReport(string Data, Evaluation Result, TrainingProgress Progress);
