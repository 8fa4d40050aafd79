using StRnn.Backends;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>
/// The state that stacked LSTM layers carry from one window to the next: a hidden and a cell state of [H, B] per layer.
/// </summary>
public sealed class LstmState : RecurrentState
{
    /// <summary>Initializes a new instance of the <see cref="LstmState"/> class with zeros.</summary>
    /// <param name="backend">The backend that holds the state.</param>
    /// <param name="widths">The hidden size H of each layer.</param>
    /// <param name="batch">The batch size B.</param>
    public LstmState(IBackend backend, IReadOnlyList<int> widths, int batch)
        : base([.. widths.SelectMany((hidden, layer) => new[]
        {
            KeyValuePair.Create($"h_l{layer}", new Tensor(backend, hidden, batch)),
            KeyValuePair.Create($"c_l{layer}", new Tensor(backend, hidden, batch)),
        })])
    {
        Hidden = [.. Tensors.Where((_, i) => i % 2 == 0).Select(tensor => tensor.Value)];
        Cell = [.. Tensors.Where((_, i) => i % 2 == 1).Select(tensor => tensor.Value)];
    }

    /// <summary>Gets the hidden state h of each layer, [H, B].</summary>
    public IReadOnlyList<Tensor> Hidden { get; }

    /// <summary>Gets the cell state c of each layer, [H, B].</summary>
    public IReadOnlyList<Tensor> Cell { get; }
}
