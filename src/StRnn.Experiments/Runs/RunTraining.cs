using StRnn.Accounting;
using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Experiments.Runs;

/// <summary>
/// Trains a run from where it stands until it is done, interrupted, or at its step limit. It holds the run's only
/// configuration.
/// </summary>
public sealed class RunTraining : IDisposable
{
    private readonly RunDirectory _directory;
    private readonly RunTask _task;
    private readonly Lazy<ModelAccount> _account;
    private IBackend? _backend;
    private Trainer? _trainer;

    private RunTraining(RunDirectory directory, RunTask task)
    {
        _directory = directory;
        _task = task;
        Config = task.Config;
        _account = new Lazy<ModelAccount>(() => ModelDeclaration.AccountOf(task.Config));
    }

    /// <summary>Gets the configuration, with what only data and backend tell.</summary>
    public RunConfig Config { get; private set; }

    /// <summary>Gets the data in a few words.</summary>
    public string DataSummary => _task.DataSummary;

    /// <summary>Gets the counts of the model that a new run begins with.</summary>
    public ModelAccount Account => _account.Value;

    /// <summary>Gets the progress of the run.</summary>
    public TrainingProgress Progress => Trainer.Progress;

    /// <summary>Gets the steps of an epoch.</summary>
    public long StepsPerEpoch => Trainer.TotalSteps / Config.Training.Epochs;

    /// <summary>
    /// Gets a value indicating whether the run began on another instruction set, whose last bits differ.
    /// </summary>
    internal bool ChangesInstructionSet
        => Config.Backend is { } begun && _backend is { } now && begun.InstructionSet != now.Info.InstructionSet;

    private Trainer Trainer => _trainer ?? throw new InvalidOperationException("The run is not open yet.");

    /// <summary>Trains.</summary>
    /// <param name="cancellation">Stops the training after the step in progress, and saves.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="TrainingException">The loss is no number, or the run's files cannot be written.</exception>
    public TrainingOutcome Train(CancellationToken cancellation = default) => Trainer.Run(cancellation);

    /// <summary>Frees the model and the activations.</summary>
    public void Dispose() => _trainer?.Dispose();

    /// <summary>Loads the data, which must be those the run began with.</summary>
    /// <exception cref="RunException">They are not.</exception>
    internal static RunTraining Load(RunDirectory directory, RunConfig config)
    {
        var task = RunTask.Load(config);
        if (config.DataSource.Sha256 is { } begun && task.Config.DataSource.Sha256 is var now && begun != now)
        {
            throw new RunException(
                RunProblem.DataChanged,
                $"The data '{config.DataSource.Name}' have changed since the run in '{directory.Path}' began (SHA-256 "
                + $"{now}, then {begun}).");
        }

        return new RunTraining(directory, task);
    }

    /// <summary>Puts model, task, method, optimiser and schedule together into a trainer.</summary>
    internal void Open(IBackend backend, RunOptions? options)
    {
        _backend = backend;
        _trainer = new Trainer(
            backend,
            _task.CreateTask(backend),
            Config.Method.ToMethod(),
            Config.Training.ToOptimizer(backend),
            Config.Training.ToSchedule(),
            Config.Training.ToOptions(options?.MaxSteps ?? 0),
            _directory,
            options?.Observer);
    }

    /// <summary>Writes configuration and vocabulary, and draws patterns and initial values.</summary>
    internal void Begin()
    {
        var trainer = Trainer;
        Config = Config with { Backend = BackendConfig.Of(_backend!.Info) };
        _directory.Create();
        Config.Write(_directory);
        _task.WriteVocabulary(_directory);
        _directory.ClearMetrics();
        bool isWidened = Config.Method[MethodOptions.InitScale] == NamedParts.Widened;
        trainer.Initialize(isWidened ? 1 / Math.Sqrt(Account.WeightDensity) : 1);
    }

    /// <summary>Loads the newest checkpoint.</summary>
    internal void Resume() => Trainer.Resume();
}
