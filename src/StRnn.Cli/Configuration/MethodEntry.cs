using StRnn.Sparsity.Topology;

namespace StRnn.Cli.Configuration;

/// <summary>A method as the command line knows it.</summary>
/// <param name="Summary">One line for the help: what it does, and its source.</param>
/// <param name="IsSparse">Whether it ends with connections, and so needs a sparsity.</param>
/// <param name="Defaults">The default of every option it has a use for, null for the others.</param>
/// <param name="Compose">Puts the engine's parts together.</param>
internal sealed record MethodEntry(
    string Summary, bool IsSparse, MethodConfig Defaults, Func<MethodConfig, SparseTrainingMethod> Compose)
{
    public string Name => Defaults.Name;
}
