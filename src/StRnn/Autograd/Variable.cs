using StRnn.Backends.Memory;

namespace StRnn.Autograd;

/// <summary>
/// An activation on the tape: a value and, during <see cref="Tape.Backward"/>, the gradient of the loss in it.
/// </summary>
public sealed class Variable
{
    internal Variable(MatrixView value) => Value = value;

    /// <summary>Gets the value, [features, T*B].</summary>
    public MatrixView Value { get; }

    /// <summary>
    /// Gets or sets the gradient of the loss, of the value's shape; null until something contributed to it.
    /// </summary>
    public MatrixView? Gradient { get; internal set; }
}
