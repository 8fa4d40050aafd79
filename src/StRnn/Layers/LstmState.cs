using StRnn.Backends;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>The hidden and cell state that a stacked LSTM carries from one window to the next, [H, B] each per layer.</summary>
public sealed class LstmState : IDisposable
{
    private readonly Tensor[] _hidden;
    private readonly Tensor[] _cell;

    /// <summary>Allocates a zero state.</summary>
    /// <param name="backend">Where it lives.</param>
    /// <param name="layers">The number of layers.</param>
    /// <param name="hidden">H.</param>
    /// <param name="batch">B.</param>
    public LstmState(IBackend backend, int layers, int hidden, int batch)
    {
        _hidden = [.. Enumerable.Range(0, layers).Select(_ => new Tensor(backend, hidden, batch))];
        _cell = [.. Enumerable.Range(0, layers).Select(_ => new Tensor(backend, hidden, batch))];
    }

    /// <summary>h of every layer.</summary>
    public IReadOnlyList<Tensor> Hidden => _hidden;

    /// <summary>c of every layer.</summary>
    public IReadOnlyList<Tensor> Cell => _cell;

    /// <summary>The batch size.</summary>
    public int Batch => _hidden[0].Columns;

    /// <summary>Sets everything to zero: the start of an epoch or of an evaluation.</summary>
    public void Reset()
    {
        foreach (var tensor in _hidden.Concat(_cell))
        {
            tensor.Backend.Dense.Fill(tensor.Values, 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _hidden.Concat(_cell))
        {
            tensor.Dispose();
        }
    }
}
