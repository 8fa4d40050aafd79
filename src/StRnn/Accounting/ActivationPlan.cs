using StRnn.Autograd;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Accounting;

/// <summary>
/// The activation memory of a training step, known before anything of the model is allocated: the step's own code is walked through on a
/// backend that stores and computes nothing, and its tape tells what was asked for.
/// </summary>
public static class ActivationPlan
{
    /// <summary>
    /// Bytes that the tape holds after forward and backward pass of a training step on the CPU backend: what the forward pass keeps for BPTT, the gradients of
    /// it, and the step's integers. Patterns and numbers of connections have no part in it; nor has what a method's rules take from the tape
    /// afterwards, such as the blocks in which dense gradients are read.
    /// </summary>
    /// <param name="parameters">Those of a model that is only declared; they have no weights afterwards either.</param>
    /// <param name="isSparse">Whether those have patterns that can: a model may take another way then.</param>
    /// <param name="keepsFactors">Whether the step keeps the factors of its weight gradients, as one with a dense gradient does.</param>
    /// <param name="forward">Records the step's forward pass up to the loss, whose sum it gets one element for.</param>
    /// <exception cref="InvalidOperationException">A parameter has a weight, which would be lost.</exception>
    public static long LengthInBytes(
        IReadOnlyList<Parameter> parameters, bool isSparse, bool keepsFactors, Action<Tape, VectorView> forward)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(forward);
        if (parameters.FirstOrDefault(parameter => parameter.HasWeight) is { } used)
        {
            throw new InvalidOperationException($"Parameter '{used.Name}' has a weight already: plan with a model that is only declared.");
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
                parameter.Dispose();
            }
        }
    }

    private static SparsityPattern NoConnections(Parameter parameter)
        => new(parameter.Rows, parameter.Columns, new int[parameter.Rows + 1], []);
}
