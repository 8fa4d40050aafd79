namespace StRnn.Autograd;

/// <summary>
/// The record of one operation, which passes the gradient of its output on to its inputs and parameters.
/// </summary>
public abstract class TapeNode
{
    /// <summary>Adds the operation's contribution to the gradients of its inputs and parameters.</summary>
    /// <param name="tape">The tape, for gradient memory.</param>
    public abstract void Backward(Tape tape);
}
