using StRnn.Autograd;
using StRnn.Backends.Memory;

namespace StRnn.Layers.Cells.MinGru;

/// <summary>
/// A minGRU layer with one weight W_ih [2H, E], rows of the candidate h, then of the gate z, and a bias [2H].
/// </summary>
/// <param name="cell">The cell.</param>
/// <param name="place">The end of the parameters' names, for example l0.</param>
/// <param name="inputs">The input size E.</param>
/// <param name="hidden">The hidden size H.</param>
/// <param name="options">The options of the layer.</param>
public sealed class MinGruLayer(
    MinGruCell cell, string place, int inputs, int hidden, RecurrentLayerOptions options)
    : RecurrentLayer(cell, place, inputs, hidden, options)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> RecurrentWeights => [];

    /// <inheritdoc/>
    protected override Variable Recur(Tape tape, Variable fromInput, IReadOnlyList<MatrixView> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return MinGruOperation.Recur(tape, fromInput, state[0], Options.Activations);
    }
}
