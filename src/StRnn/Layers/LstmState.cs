using StRnn.Backends;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>The hidden and cell state that a stacked LSTM carries from one window to the next, [H, B] each per layer.</summary>
public sealed class LstmState : RecurrentState
{
    /// <summary>Allocates a zero state.</summary>
    /// <param name="backend">Where it lives.</param>
    /// <param name="widths">H of each layer.</param>
    /// <param name="batch">B.</param>
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

    /// <summary>h of every layer.</summary>
    public IReadOnlyList<Tensor> Hidden { get; }

    /// <summary>c of every layer.</summary>
    public IReadOnlyList<Tensor> Cell { get; }
}
