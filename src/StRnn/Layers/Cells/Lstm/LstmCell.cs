using StRnn.Backends.Kernels;

namespace StRnn.Layers.Cells.Lstm;

/// <summary>The LSTM (long short-term memory). Source: Liu et al. 2021, equation 1; gate rows as PyTorch's.</summary>
public sealed class LstmCell : RecurrentCell
{
    /// <inheritdoc/>
    public override string Name => "lstm";

    /// <inheritdoc/>
    public override string Title => "LSTM";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gates => ["i", "f", "g", "o"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RecurrentWeights => ["weight_hh"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => ["h", "c"];

    /// <inheritdoc/>
    public override IReadOnlyList<float> WithoutInput => WordGateInput.WithoutInput;

    /// <inheritdoc/>
    public override RecurrentLayer NewLayer(string place, int inputs, int hidden, RecurrentLayerOptions options)
        => new LstmLayer(this, place, inputs, hidden, options);
}
