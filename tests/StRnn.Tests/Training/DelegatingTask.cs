using StRnn.Autograd;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Tests.Training;

/// <summary>A <see cref="SequenceTask"/> of a length of one's own, which a test may interrupt.</summary>
internal sealed class DelegatingTask(SequenceTask inner) : ITrainingTask
{
    private int _forwards;

    /// <summary>The action after the forward pass of a training step, with the number of those so far.</summary>
    public Action<int>? AfterForward { get; init; }

    public Action<string>? BeforeEvaluation { get; init; }

    public int StepsPerEpoch { get; init; } = SequenceTask.Windows;

    public IReadOnlyList<Parameter> Parameters => inner.Parameters;

    public IReadOnlyList<UnitStructure> UnitStructures => inner.UnitStructures;

    public bool HasPerplexity => inner.HasPerplexity;

    public IReadOnlyList<KeyValuePair<string, Tensor>> CarriedState => inner.CarriedState;

    public string ValidationSplit => inner.ValidationSplit;

    public IReadOnlyList<string> FinalSplits => inner.FinalSplits;

    public IReadOnlyList<string> LastEpochSplits => inner.LastEpochSplits;

    public void BeginEpoch() => inner.BeginEpoch();

    public StepSize Forward(Tape tape, int epoch, int stepInEpoch, VectorView lossSum)
    {
        var count = inner.Forward(tape, epoch, stepInEpoch % SequenceTask.Windows, lossSum);
        AfterForward?.Invoke(++_forwards);
        return count;
    }

    public Evaluation Evaluate(Tape tape, string split)
    {
        BeforeEvaluation?.Invoke(split);
        return inner.Evaluate(tape, split);
    }

    public void Dispose() => inner.Dispose();
}
