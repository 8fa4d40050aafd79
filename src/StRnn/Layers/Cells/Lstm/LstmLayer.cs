using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Layers.Cells.Lstm;

/// <summary>
/// An LSTM layer with weights W_ih [4H, E] and W_hh [4H, H], gate rows in PyTorch's order i, f, g, o, and one bias
/// [4H]. Source: Liu et al. 2021, equation 1.
/// </summary>
/// <param name="cell">The cell.</param>
/// <param name="place">The end of the parameters' names, for example l0.</param>
/// <param name="inputs">The input size E.</param>
/// <param name="hidden">The hidden size H.</param>
/// <param name="options">The options of the layer.</param>
public sealed class LstmLayer(
    LstmCell cell, string place, int inputs, int hidden, RecurrentLayerOptions options)
    : RecurrentLayer(cell, place, inputs, hidden, options, BiasOffset(hidden, options))
{
    private const int ForgetGate = 1;

    /// <summary>Gets the recurrent weight W_hh, [4H, H].</summary>
    public Parameter WeightHidden { get; } = new(new ParameterSpec(
        $"{cell.Name}.weight_hh_{place}",
        cell.Gates.Count * hidden,
        hidden,
        WeightUses.LstmRecurrence,
        options.HiddenRange)
    {
        TopologyGroups = options.SeparateGates ? cell.Gates.Count : 1,
        Connections = UnitConnections.OfGates(options.Connections, cell.Name, cell.Gates.Count, hidden),
    });

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> RecurrentWeights => [WeightHidden];

    /// <inheritdoc/>
    protected override Variable Recur(Tape tape, Variable fromInput, IReadOnlyList<MatrixView> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return LstmOperation.Recur(tape, WeightHidden, fromInput, state[0], state[1], Options.Activations);
    }

    private static Func<int, double>? BiasOffset(int hidden, RecurrentLayerOptions options)
        => options.ForgetBias == 0 ? null : row => row / hidden == ForgetGate ? options.ForgetBias : 0;
}
