using StRnn.Backends;
using StRnn.Tensors;

namespace StRnn.Layers.Cells.Rhn;

/// <summary>The state that an RHN layer carries from one window to the next, [H, B].</summary>
public sealed class RhnState : RecurrentState
{
    /// <summary>Initializes a new instance of the <see cref="RhnState"/> class with zeros.</summary>
    /// <param name="backend">The backend that holds the state.</param>
    /// <param name="hidden">The hidden size H.</param>
    /// <param name="batch">The batch size B.</param>
    public RhnState(IBackend backend, int hidden, int batch)
        : base([KeyValuePair.Create("s", new Tensor(backend, hidden, batch))])
    {
    }

    /// <summary>Gets the state s_D of the last time step, [H, B].</summary>
    public Tensor Value => Tensors[0].Value;
}
