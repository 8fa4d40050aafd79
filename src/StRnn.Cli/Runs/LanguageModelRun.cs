using StRnn.Accounting;
using StRnn.Backends;
using StRnn.Cli.Configuration;
using StRnn.Optimizers;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Cli.Runs;

/// <summary>A configuration made real: model, task, method, optimiser and schedule put together into a trainer.</summary>
internal sealed class LanguageModelRun : IDisposable
{
    private readonly RunConfig _config;
    private readonly LanguageModel _model;
    private readonly LanguageModelTask _task;

    public LanguageModelRun(
        RunConfig config, Corpus corpus, IBackend backend, RunDirectory run, Action<MetricsEntry> observer, long maxSteps)
    {
        _config = config;
        _model = config.Model.ToModel(corpus.Vocabulary.Count);
        _task = new LanguageModelTask(backend, _model, corpus, config.Training.Batch, config.Training.Bptt);
        Account = AccountOf(config, corpus.Vocabulary.Count);
        Trainer = new Trainer(
            backend,
            _task,
            config.Method.ToMethod(),
            new SgdMomentum(backend, config.Training.Momentum, config.Training.WeightDecay, config.Training.ClipNorm),
            config.Training.ToSchedule(),
            config.Training.ToOptions(maxSteps),
            run,
            observer);
    }

    public Trainer Trainer { get; }

    public ModelAccount Account { get; }

    public int StepsPerEpoch => _task.StepsPerEpoch;

    /// <summary>What a model costs, from its configuration alone: nothing is allocated.</summary>
    public static ModelAccount AccountOf(RunConfig config, int vocabularySize)
        => ModelAccount.Plan(config.Model.ToModel(vocabularySize).Parameters, config.Method.ToInitializer());

    /// <summary>Draws patterns and initial values.</summary>
    public void Initialize()
    {
        bool isWidened = _config.Method.InitScale == MethodConfig.Widened;
        Trainer.Initialize(isWidened ? 1 / Math.Sqrt(Account.WeightDensity) : 1);
    }

    public void Dispose() => Trainer.Dispose();
}
