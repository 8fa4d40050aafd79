using StRnn.Autograd;

namespace StRnn.Layers;

/// <summary>A part of a model with trainable parameters.</summary>
public abstract class Layer
{
    /// <summary>Gets the layer's parameters, in the order that numbers their random streams.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }
}
