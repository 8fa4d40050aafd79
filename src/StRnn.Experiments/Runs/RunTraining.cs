using StRnn.Accounting;
using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Experiments.Runs;

/// <summary>
/// Trains a run from where it stands until it is done, interrupted, or at its step limit. The configuration to read is
/// <see cref="Config"/>: it alone has what only data and backend tell.
/// </summary>
public sealed class RunTraining : IDisposable
{
    private readonly RunDirectory _directory;
    private readonly LoadedRun _loaded;
    private readonly IBackend _backend;
    private readonly Trainer _trainer;
    private readonly Lazy<ModelAccount> _account;

    private RunTraining(RunDirectory directory, LoadedRun loaded, IBackend backend, RunOptions? options)
    {
        _directory = directory;
        _loaded = loaded;
        _backend = backend;
        Config = loaded.Config;
        var task = loaded.CreateTask(backend);
        _account = new Lazy<ModelAccount>(() => Config.StartFrom is null
            ? ModelDeclaration.AccountOf(loaded.Config)
            : ModelAccount.Of(task.Parameters));
        Config.Parameterization?.Apply(task.Parameters, Config);
        _trainer = new Trainer(
            backend,
            task,
            Config.Method.ToMethod(),
            Config.Training.ToOptimizer(backend),
            Config.Training.ToSchedule(),
            Config.Training.ToOptions(options?.MaxSteps ?? 0),
            directory,
            options?.Observer);
        foreach (var observer in options?.Observers ?? [])
        {
            _trainer.Observe(observer);
        }

        if (options?.Progress is { } progress)
        {
            _trainer.Observe(progress);
        }

        if (options?.Logger is { } logger)
        {
            _trainer.LogTo(logger);
        }
    }

    /// <summary>Gets the configuration, with what only data and backend tell.</summary>
    public RunConfig Config { get; private set; }

    /// <summary>Gets the data in a few words.</summary>
    public string DataSummary => _loaded.DataSummary;

    /// <summary>
    /// Gets the counts of the model that a new run begins with; of a method that begins dense (gmp, snip), those of its
    /// end; of a run that goes on from another one, those of its weights.
    /// </summary>
    public ModelAccount Account => _account.Value;

    /// <summary>Gets the progress of the run.</summary>
    public TrainingProgress Progress => _trainer.Progress;

    /// <summary>Gets the steps of an epoch.</summary>
    public long StepsPerEpoch => _trainer.TotalSteps / Config.Training.Epochs;

    /// <summary>
    /// Gets a value indicating whether the run began on another instruction set, whose last bits differ.
    /// </summary>
    internal bool ChangesInstructionSet
        => Config.Backend is { } begun && begun.InstructionSet != _backend.Info.InstructionSet;

    /// <summary>Trains.</summary>
    /// <param name="cancellation">Stops the training after the step in progress, and saves.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="TrainingException">The loss is no number, or the run's files cannot be written.</exception>
    public TrainingOutcome Train(CancellationToken cancellation = default) => _trainer.Run(cancellation);

    /// <summary>Trains on a thread of its own; a cancellation ends the task without an exception.</summary>
    /// <param name="cancellation">Stops the training after the step in progress, and saves.</param>
    /// <returns>The outcome.</returns>
    public Task<TrainingOutcome> TrainAsync(CancellationToken cancellation = default)
        => _trainer.RunAsync(cancellation);

    /// <summary>Asks the training to save and stop; any thread may ask.</summary>
    public void RequestStop() => _trainer.RequestStop();

    /// <summary>Frees the model and the activations.</summary>
    public void Dispose() => _trainer.Dispose();

    /// <summary>
    /// Loads the data, which must be those the run began with, and puts model, task, method, optimiser and schedule
    /// together into a trainer. <see cref="Begin"/> or <see cref="Resume"/> must follow.
    /// </summary>
    /// <param name="directory">The run's folder.</param>
    /// <param name="config">The run's configuration.</param>
    /// <param name="backend">Opens the backend, once the data are loaded.</param>
    /// <param name="options">The observer, and the limit of steps.</param>
    /// <exception cref="RunException">The data have changed, or settings contradict each other.</exception>
    internal static RunTraining Assemble(
        RunDirectory directory, RunConfig config, Func<IBackend> backend, RunOptions? options)
    {
        // A run that goes on from another one has its words, and of its own once it is begun.
        RunDirectory? words = null;
        if (config.StartFrom is { } parent)
        {
            bool isBegun = directory.HasCheckpoint;
            config = isBegun ? config : ParentRun.Complete(Run.Open(parent), config);
            words = isBegun ? directory : new RunDirectory(parent);
        }

        var loaded = LoadedRun.Load(config, words);
        if (config.DataSource.Sha256 is { } begun && loaded.Config.DataSource.Sha256 is var now && begun != now)
        {
            throw new RunException(
                RunProblem.DataChanged,
                $"The data '{config.DataSource.Name}' have changed since the run in '{directory.Path}' began (SHA-256 "
                + $"{now}, then {begun}).");
        }

        // Before the backend opens and anything is written.
        loaded.Config.RequireSense();
        return new RunTraining(directory, loaded, backend(), options);
    }

    /// <summary>
    /// Draws patterns and initial values or takes those of another run, and then writes configuration and vocabulary.
    /// </summary>
    internal void Begin()
    {
        Start();
        Config = Config with { Backend = BackendConfig.Of(_backend.Info) };
        _directory.Create();
        _loaded.WriteVocabulary(_directory);
        _directory.ClearMetrics();

        // The last: a folder with a configuration is taken.
        Config.Write(_directory);
    }

    /// <summary>Loads the newest checkpoint.</summary>
    internal void Resume() => _trainer.Resume();

    private void Start()
    {
        if (Config.StartFrom is { } parent)
        {
            _trainer.StartFrom(Run.CheckpointPath(new RunDirectory(parent), CheckpointChoice.Any));
            _ = Account;
            return;
        }

        bool isWidened = Config.Method[MethodOptions.InitScale] == NamedParts.Widened;
        _trainer.Initialize(isWidened ? 1 / Math.Sqrt(Account.WeightDensity) : 1);
    }
}
