using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>
/// The state that stacked recurrent layers carry from one window to the next: the cell's tensors of [H, B] per layer.
/// </summary>
public sealed class StackState : RecurrentState
{
    private readonly int _perLayer;

    /// <summary>Initializes a new instance of the <see cref="StackState"/> class with zeros.</summary>
    /// <param name="backend">The backend that holds the state.</param>
    /// <param name="cell">The layers' cell.</param>
    /// <param name="widths">The hidden size H of each layer.</param>
    /// <param name="batch">The batch size B.</param>
    public StackState(IBackend backend, RecurrentCell cell, IReadOnlyList<int> widths, int batch)
        : base([.. widths.SelectMany((hidden, layer) => cell.StateNames.Select(
            name => KeyValuePair.Create($"{name}_l{layer}", new Tensor(backend, hidden, batch))))])
        => _perLayer = cell.StateNames.Count;

    /// <summary>Gets a layer's tensors, in the order of <see cref="RecurrentCell.StateNames"/>.</summary>
    /// <param name="layer">The number of the layer, from 0.</param>
    public IReadOnlyList<MatrixView> Of(int layer)
        => [.. Tensors.Skip(layer * _perLayer).Take(_perLayer).Select(tensor => tensor.Value.View)];
}
