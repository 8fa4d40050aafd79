using StRnn.Backends.Kernels;

namespace StRnn.Layers.Cells.Gru;

/// <summary>
/// The GRU (gated recurrent unit). Source: Cho et al. 2014; as PyTorch has it, with the reset gate after the
/// candidate's recurrent product, unless <see cref="Reset"/> says otherwise.
/// </summary>
public sealed class GruCell : RecurrentCell
{
    /// <summary>The name of the choice where the reset gate acts.</summary>
    public const string ResetChoice = "reset";

    /// <summary>The reset gate after the product, as in PyTorch.</summary>
    public const string After = "after";

    /// <summary>The reset gate before the product, as in Cho et al. 2014.</summary>
    public const string Before = "before";

    /// <summary>Gets the side of the candidate's recurrent product on which the reset gate acts.</summary>
    public ResetGate Reset { get; init; }

    /// <inheritdoc/>
    public override string Name => "gru";

    /// <inheritdoc/>
    public override string Title => "GRU";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gates => ["r", "z", "n"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RecurrentWeights => ["weight_hh", "weight_hn"];

    /// <inheritdoc/>
    public override IReadOnlyList<float> WithoutInput => [float.NegativeInfinity, float.NegativeInfinity, 0];

    /// <inheritdoc/>
    public override IReadOnlyList<CellChoice> Choices =>
    [
        new(ResetChoice, "GRU: the reset gate acts after the candidate's product, or before it", [After, Before]),
    ];

    /// <inheritdoc/>
    public override RecurrentLayer NewLayer(string place, int inputs, int hidden, RecurrentLayerOptions options)
        => new GruLayer(this, place, inputs, hidden, options);

    /// <inheritdoc/>
    protected override RecurrentCell Choose(string choice, string value)
        => new GruCell { Reset = value == Before ? ResetGate.BeforeProduct : ResetGate.AfterProduct };
}
