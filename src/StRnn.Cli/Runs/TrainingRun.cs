using StRnn.Accounting;
using StRnn.Backends;
using StRnn.Cli.Configuration;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Cli.Runs;

/// <summary>A configuration made real: data loaded, and then model, task, method, optimiser and schedule put together into a trainer.</summary>
internal abstract class TrainingRun : IDisposable
{
    private Trainer? _trainer;
    private ITrainingTask? _task;

    /// <summary>The configuration, with everything that only the data tell.</summary>
    public abstract RunConfig Config { get; }

    /// <summary>The data in a few words.</summary>
    public abstract string DataSummary { get; }

    public Trainer Trainer => _trainer ?? throw new InvalidOperationException("The run is not open yet.");

    public ModelAccount Account => AccountOf(Config);

    public int StepsPerEpoch => _task?.StepsPerEpoch ?? throw new InvalidOperationException("The run is not open yet.");

    /// <summary>Loads the data.</summary>
    /// <param name="config">Names them.</param>
    public static TrainingRun Load(RunConfig config) => config switch
    {
        LanguageModelConfig language => new LanguageModelRun(language),
        ClassifierConfig classifier => new ClassifierRun(classifier),
        _ => throw new InvalidOperationException($"No run is known for {config.GetType().Name}."),
    };

    /// <summary>What a model costs, from its configuration alone: nothing is allocated.</summary>
    public static ModelAccount AccountOf(RunConfig config)
        => ModelAccount.Plan(config.DeclareParameters(), config.Method.ToInitializer());

    /// <summary>Puts the trainer together.</summary>
    public void Open(IBackend backend, RunDirectory run, Action<MetricsEvent> observer, long maxSteps)
    {
        _task = NewTask(backend);
        _trainer = new Trainer(
            backend,
            _task,
            Config.Method.ToMethod(),
            Config.Training.ToOptimizer(backend),
            Config.Training.ToSchedule(),
            Config.Training.ToOptions(maxSteps),
            run,
            observer);
    }

    /// <summary>Draws patterns and initial values.</summary>
    public void Initialize()
    {
        bool isWidened = Config.Method.InitScale == MethodConfig.Widened;
        Trainer.Initialize(isWidened ? 1 / Math.Sqrt(Account.WeightDensity) : 1);
    }

    /// <summary>Keeps the words with the run, without which its model means nothing.</summary>
    public abstract void WriteVocabulary(RunDirectory run);

    public void Dispose() => _trainer?.Dispose();

    protected abstract ITrainingTask NewTask(IBackend backend);
}
