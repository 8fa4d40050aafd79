using StRnn.Backends.Kernels;

namespace StRnn.Layers;

/// <summary>How an LSTM layer's gates work and begin.</summary>
public sealed record LstmOptions
{
    /// <summary>r of U(-r, r) for W_ih.</summary>
    public required double InputRange { get; init; }

    /// <summary>r of U(-r, r) for W_hh.</summary>
    public required double HiddenRange { get; init; }

    /// <summary>σ of i, f and o, and φ of the candidate g.</summary>
    public CellActivations Activations { get; init; }

    /// <summary>
    /// Whether each gate's matrix is a tensor of its own for the number of connections, pruning and regrowing, as in Keras-like models; else
    /// the four stacked gates are one.
    /// </summary>
    public bool SeparateGates { get; init; }

    /// <summary>Whether the layer reads a table's words, so that W_ih is looked up by row too.</summary>
    public bool ReadsWords { get; init; }

    /// <summary>The initial bias of the forget gates; the others start at 0.</summary>
    public double ForgetBias { get; init; }
}
