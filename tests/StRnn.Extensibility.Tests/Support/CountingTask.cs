using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Tensors;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Extensibility.Tests.Support;

/// <summary>A user's own task: the symbols count up, and the model says which comes next.</summary>
internal sealed class CountingTask(IBackend backend) : ITrainingTask
{
    public const int Symbols = 9;

    private const int Batch = 2;
    private const int Steps = 5;
    private const int Windows = 10;

    private readonly LstmLanguageModel _model = new(
        new LstmLanguageModelOptions { VocabularySize = Symbols, Hidden = 16, Layers = 1 });

    public IReadOnlyList<Parameter> Parameters => _model.Parameters;

    public bool HasPerplexity => true;

    public IReadOnlyList<KeyValuePair<string, Tensor>> CarriedState => [];

    public int StepsPerEpoch => Windows;

    public string ValidationSplit => "valid";

    public IReadOnlyList<string> FinalSplits => [];

    public IReadOnlyList<string> LastEpochSplits => [];

    public void BeginEpoch()
    {
        // Every window starts from state 0.
    }

    public StepSize Forward(Tape tape, int epoch, int stepInEpoch, VectorView lossSum)
    {
        using var state = _model.NewState(backend, Batch);
        int[] ids = [.. Enumerable.Range(0, Steps * Batch)
            .Select(k => (stepInEpoch + (k / Batch) + (3 * (k % Batch))) % Symbols)];
        _model.Loss(tape, tape.Integers(ids), state, tape.Integers([.. ids.Select(id => (id + 1) % Symbols)]), lossSum);
        return new StepSize(ids.Length, ids.Length);
    }

    public Evaluation Evaluate(Tape tape, string split)
    {
        using var loss = new Tensor(backend, 1, 1);
        tape.Begin(StepContext.Evaluation);
        int count = Forward(tape, 0, 0, loss.Values).Targets;
        return new Evaluation(split, loss.ToArray()[0] / count, count);
    }

    public void Dispose()
    {
        // The trainer frees the parameters.
    }
}
