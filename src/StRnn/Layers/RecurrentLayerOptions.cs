using StRnn.Backends.Kernels;

namespace StRnn.Layers;

/// <summary>Options of a recurrent layer that every cell has: activations and initial values.</summary>
public sealed record RecurrentLayerOptions
{
    /// <summary>Gets the range r of the initial distribution U(-r, r) of the input weight.</summary>
    public required double InputRange { get; init; }

    /// <summary>Gets the range r of the initial distribution U(-r, r) of the recurrent weights.</summary>
    public required double HiddenRange { get; init; }

    /// <summary>Gets the activations: σ of the gates and φ of the candidate.</summary>
    public CellActivations Activations { get; init; }

    /// <summary>
    /// Gets a value indicating whether each gate's matrix is a tensor of its own for initial density, pruning and
    /// regrowth, as in Keras; otherwise the stacked gates are one tensor.
    /// </summary>
    public bool SeparateGates { get; init; }

    /// <summary>
    /// Gets what connections of several weights the layer's matrices have; null for one weight each. Gates that share
    /// their inputs are never separate.
    /// </summary>
    public UnitConnections? Connections { get; init; }

    /// <summary>
    /// Gets a value indicating whether the layer reads words of an embedding, so that rows of its input weight are also
    /// looked up.
    /// </summary>
    public bool ReadsWords { get; init; }

    /// <summary>
    /// Gets the initial bias of the forget gates, where the cell has such a gate; the other biases start at 0.
    /// </summary>
    public double ForgetBias { get; init; }
}
