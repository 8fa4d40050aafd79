using StRnn.Backends.Kernels;

namespace StRnn.Layers;

/// <summary>Options of an LSTM layer's gates: activations and initial values.</summary>
public sealed record LstmOptions
{
    /// <summary>Gets the range r of the initial distribution U(-r, r) of W_ih.</summary>
    public required double InputRange { get; init; }

    /// <summary>Gets the range r of the initial distribution U(-r, r) of W_hh.</summary>
    public required double HiddenRange { get; init; }

    /// <summary>Gets the activations: σ of the gates i, f and o, and φ of the candidate g.</summary>
    public CellActivations Activations { get; init; }

    /// <summary>
    /// Gets a value indicating whether each gate's matrix is a tensor of its own for initial density, pruning and
    /// regrowth, as in Keras; otherwise the four stacked gates are one tensor.
    /// </summary>
    public bool SeparateGates { get; init; }

    /// <summary>
    /// Gets a value indicating whether the layer reads words of an embedding, so that rows of W_ih are also looked up.
    /// </summary>
    public bool ReadsWords { get; init; }

    /// <summary>Gets the initial bias of the forget gates; the other biases start at 0.</summary>
    public double ForgetBias { get; init; }
}
