using StRnn.Sparsity.Topology;

namespace StRnn.Experiments.Methods;

/// <summary>A method of the catalogue.</summary>
public sealed class MethodEntry
{
    internal MethodEntry(string summary, MethodConfig defaults, Func<MethodConfig, SparseTrainingMethod> compose)
    {
        Summary = summary;
        Defaults = defaults;
        Compose = compose;
    }

    /// <summary>Gets the name, one of <see cref="MethodNames"/>.</summary>
    public string Name => Defaults.Name;

    /// <summary>Gets a description of the method, and its source, in one line.</summary>
    public string Summary { get; }

    /// <summary>Gets a value indicating whether the method ends with connections, and so needs a sparsity.</summary>
    public bool IsSparse => MethodNames.Sparse.Contains(Name);

    /// <summary>Gets the default of every option that the method uses.</summary>
    public MethodConfig Defaults { get; }

    /// <summary>Puts the engine's parts together.</summary>
    internal Func<MethodConfig, SparseTrainingMethod> Compose { get; }
}
