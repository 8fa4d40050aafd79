using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Training;

namespace StRnn.Experiments.Runs;

/// <summary>What is to be evaluated.</summary>
/// <param name="Run">The run.</param>
/// <param name="Data">Other data than those the run learnt from; null for these.</param>
/// <param name="Split">The split's name.</param>
/// <param name="Checkpoint">The path of the weights.</param>
internal sealed record EvaluationRequest(RunDirectory Run, string? Data, string Split, string Checkpoint);
