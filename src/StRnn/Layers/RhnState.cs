using StRnn.Backends;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>The state that a recurrent highway layer carries from one window to the next, [H, B].</summary>
public sealed class RhnState : RecurrentState
{
    /// <summary>Allocates a zero state.</summary>
    /// <param name="backend">Where it lives.</param>
    /// <param name="hidden">H.</param>
    /// <param name="batch">B.</param>
    public RhnState(IBackend backend, int hidden, int batch)
        : base([KeyValuePair.Create("s", new Tensor(backend, hidden, batch))])
    {
    }

    /// <summary>s_D of the last step.</summary>
    public Tensor Value => Tensors[0].Value;
}
