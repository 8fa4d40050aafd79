using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Presets;

/// <summary>A recipe for a data set: the starting point that options override.</summary>
/// <param name="Name">What --preset calls it.</param>
/// <param name="Summary">One line for the help: numbers and source.</param>
/// <param name="Classes">The data set's classes, for counting without data.</param>
/// <param name="Method">Sparse from the start, as published.</param>
/// <param name="Training">The recipe.</param>
internal sealed record ClassifierPreset(string Name, string Summary, int Classes, MethodConfig Method, TrainingConfig Training);
