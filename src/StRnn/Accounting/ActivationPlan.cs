using StRnn.Autograd;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Accounting;

/// <summary>
/// Computes the activation memory of a training step before the model is allocated: the step's own code runs on a
/// backend that stores and computes nothing, and its tape counts the bytes requested.
/// </summary>
public static class ActivationPlan
{
    /// <summary>
    /// Computes the number of bytes that the tape holds after the forward and backward pass of a training step on the
    /// CPU backend: the activations kept for BPTT, their gradients, and the step's integers.
    /// </summary>
    /// <remarks>
    /// The number does not depend on patterns and numbers of connections. It excludes what a method's rules take from
    /// the tape afterwards, such as the blocks in which dense gradients are read.
    /// </remarks>
    /// <param name="parameters">
    /// The parameters of a model that is only declared; they have no weights afterwards either.
    /// </param>
    /// <param name="isSparse">
    /// True to give a pattern to every parameter that can be sparse; a model may take another path then.
    /// </param>
    /// <param name="keepsFactors">
    /// True if the step keeps the factors of its weight gradients, as a step with a dense gradient does.
    /// </param>
    /// <param name="forward">
    /// Records the step's forward pass up to the loss; it receives the tape and one element for the loss sum.
    /// </param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="InvalidOperationException">A parameter already has a weight, which would be lost.</exception>
    public static long LengthInBytes(
        IReadOnlyList<Parameter> parameters, bool isSparse, bool keepsFactors, Action<Tape, VectorView> forward)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(forward);
        if (parameters.FirstOrDefault(parameter => parameter.HasWeight) is { } used)
        {
            throw new InvalidOperationException(
                $"Parameter '{used.Name}' already has a weight: plan with a model that is only declared.");
        }

        using var backend = new ShapeBackend();
        using var tape = new Tape(backend);
        try
        {
            foreach (var parameter in parameters)
            {
                parameter.Replace(isSparse && parameter.CanBeSparse
                    ? new SparseWeight(backend, NoConnections(parameter), parameter.Uses)
                    : new DenseWeight(backend, parameter.Rows, parameter.Columns));
            }

            tape.Begin(new StepContext(IsTraining: true, Seed: 0, Step: 0, keepsFactors));
            forward(tape, new VectorView(backend.Allocate(ElementType.Float32, 1)));
            tape.Backward();
            return tape.LengthInBytes;
        }
        finally
        {
            foreach (var parameter in parameters)
            {
                parameter.ReturnToDeclaration();
            }
        }
    }

    private static SparsityPattern NoConnections(Parameter parameter)
        => new(
            parameter.Rows, parameter.Columns, new int[parameter.Rows + 1], [], parameter.Spec.Connections.Rows);
}
