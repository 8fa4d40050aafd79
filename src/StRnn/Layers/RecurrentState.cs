using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>The state that a recurrent model carries from one window to the next: tensors of [H, B].</summary>
public abstract class RecurrentState : IDisposable
{
    private protected RecurrentState(IReadOnlyList<KeyValuePair<string, Tensor>> tensors) => Tensors = tensors;

    /// <summary>Gets the tensors with their names in checkpoints.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Tensors { get; }

    /// <summary>Gets the batch size B.</summary>
    public int Batch => Tensors[0].Value.Columns;

    /// <summary>Sets the state to zero, as at the start of an epoch or of an evaluation.</summary>
    public void Reset()
    {
        foreach (var (_, tensor) in Tensors)
        {
            tensor.Backend.Dense.Fill(tensor.Values, 0);
        }
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var (_, tensor) in Tensors)
        {
            tensor.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
