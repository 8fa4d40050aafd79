using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Layers.Cells.Gru;

/// <summary>
/// A GRU layer with weights W_ih [3H, E], gate rows in PyTorch's order r, z, n; W_hh [2H, H] of r and z; W_hn [H, H] of
/// the candidate n, whose operand is another one if the reset comes before the product; and a bias [3H]. With the reset
/// after the product, W_hn*h has a bias of its own, b_hn [H].
/// </summary>
/// <remarks>
/// PyTorch's <c>weight_hh_l0</c> is W_hh above W_hn; of its <c>bias_hh_l0</c>, the rows of r and z add to those of
/// <c>bias_ih_l0</c>, and the rows of n are b_hn. Its matrices have connections of one weight: those of three gates
/// would have three, which <see cref="UnitConnections"/> refuses.
/// </remarks>
public sealed class GruLayer : RecurrentLayer
{
    private readonly ResetGate _reset;

    /// <summary>
    /// Initializes a new instance of the <see cref="GruLayer"/> class without allocating its weights.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="place">The end of the parameters' names, for example l0.</param>
    /// <param name="inputs">The input size E.</param>
    /// <param name="hidden">The hidden size H.</param>
    /// <param name="options">The options of the layer.</param>
    public GruLayer(GruCell cell, string place, int inputs, int hidden, RecurrentLayerOptions options)
        : base(cell, place, inputs, hidden, options)
    {
        _reset = cell.Reset;
        WeightHidden = new Parameter(new ParameterSpec(
            NameOf("weight_hh"), 2 * hidden, hidden, WeightUses.RhnRecurrence, options.HiddenRange)
        {
            TopologyGroups = options.SeparateGates ? 2 : 1,
        });
        WeightCandidate = new Parameter(
            NameOf("weight_hn"),
            hidden,
            hidden,
            WeightUses.Product | WeightUses.TransposedProduct,
            options.HiddenRange);
        BiasCandidate = cell.Reset == ResetGate.AfterProduct
            ? new Parameter(NameOf("bias_hn"), hidden, 1, WeightUses.None, initialRange: 0)
            : null;
    }

    /// <summary>Gets the recurrent weight of reset and update gate, W_hh, [2H, H].</summary>
    public Parameter WeightHidden { get; }

    /// <summary>Gets the recurrent weight of the candidate, W_hn, [H, H].</summary>
    public Parameter WeightCandidate { get; }

    /// <summary>Gets the bias of W_hn*h, [H, 1]; null if the reset comes before the product.</summary>
    public Parameter? BiasCandidate { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> RecurrentWeights => [WeightHidden, WeightCandidate];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> RecurrentBiases => BiasCandidate is null ? [] : [BiasCandidate];

    /// <inheritdoc/>
    protected override Variable Recur(Tape tape, Variable fromInput, IReadOnlyList<MatrixView> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return GruOperation.Recur(
            tape,
            new GruWeights(WeightHidden, WeightCandidate, BiasCandidate),
            fromInput,
            state[0],
            _reset,
            Options.Activations);
    }
}
