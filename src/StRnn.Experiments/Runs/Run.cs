using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Tensors;
using StRnn.Text.Classification;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Experiments.Runs;

/// <summary>
/// Opens what a training run has written: its configuration, its model, its metrics. <see cref="TrainAsync"/> brings
/// one to its end, whether it is new, stopped or finished; <c>Begin</c> and <c>Resume</c> prepare one to train, for a
/// program that watches it. The command line writes and reads the same folders, and prepares its runs by the same two
/// steps of <see cref="RunTraining"/>, with messages in between.
/// </summary>
public sealed class Run
{
    private Run(RunDirectory directory, RunConfig config)
    {
        Directory = directory;
        Config = config;
    }

    /// <summary>Gets the run's folder.</summary>
    public RunDirectory Directory { get; }

    /// <summary>Gets the run's configuration.</summary>
    public RunConfig Config { get; }

    /// <summary>Gets the splits that the run's model can be evaluated on.</summary>
    public IReadOnlyList<string> Splits
        => Config is ClassifierConfig ? ClassifierEvaluation.Splits : LanguageModelEvaluation.Splits;

    /// <summary>Opens a run's folder; nothing is loaded yet.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="RunException">It holds no run, or a damaged one.</exception>
    public static Run Open(string path) => Open(new RunDirectory(path));

    /// <summary>
    /// Trains a run from wherever it stands, and opens it: begins it where the folder holds none, resumes it where it
    /// stopped or was killed, and only opens it where it is finished. So a program that trains at its start may be
    /// started again and again. One process at a time trains a run.
    /// </summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="config">The configuration; that of a run that was begun must be the same.</param>
    /// <param name="backend">The backend to compute on.</param>
    /// <param name="options">The observer, and the limit of steps of this call.</param>
    /// <param name="cancellation">Stops the training after the step in progress, and saves.</param>
    /// <returns>
    /// The run; <see cref="RunReport.IsFinished"/> of its <see cref="ReadReport"/> says if it came to its end, or was
    /// stopped by <paramref name="cancellation"/> or <see cref="RunOptions.MaxSteps"/>.
    /// </returns>
    /// <exception cref="RunException">
    /// The folder holds a run of another configuration (the message names the setting), or one that cannot go on.
    /// </exception>
    /// <exception cref="CorpusException">The data are not there, or cannot be read.</exception>
    /// <exception cref="TrainingException">The loss is no number, or the run's files cannot be written.</exception>
    public static Run Train(
        string path,
        RunConfig config,
        IBackend backend,
        RunOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(backend);
        using (var training = BeginOrResume(new RunDirectory(path), config, backend, options))
        {
            training?.Train(cancellation);
        }

        return Open(path);
    }

    /// <summary>Does what <see cref="Train"/> does on a thread of its own, data and all.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="config">The configuration; that of a run that was begun must be the same.</param>
    /// <param name="backend">The backend to compute on.</param>
    /// <param name="options">The observer, and the limit of steps of this call.</param>
    /// <param name="cancellation">
    /// Stops the training after the step in progress, and saves; the task ends without an exception.
    /// </param>
    /// <returns>The run.</returns>
    public static Task<Run> TrainAsync(
        string path,
        RunConfig config,
        IBackend backend,
        RunOptions? options = null,
        CancellationToken cancellation = default)
        => Task.Factory.StartNew(
            () => Train(path, config, backend, options, cancellation),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    /// <summary>
    /// Begins a run: loads the data, writes the configuration, and draws patterns and initial values; with
    /// <see cref="RunConfig.StartFrom"/> it goes on from the weights of another run instead (fine-tuning).
    /// </summary>
    /// <param name="path">
    /// The run's folder, which holds no run yet, or one of the same configuration that was killed before its first
    /// checkpoint.
    /// </param>
    /// <param name="config">The configuration, as of <c>LanguageModelPresets.Get(name).ToConfig(data)</c>.</param>
    /// <param name="backend">The backend to compute on.</param>
    /// <param name="options">The observer, and the limit of steps.</param>
    /// <returns>The run, ready to train.</returns>
    /// <exception cref="RunException">
    /// The folder holds a run, or <see cref="RunConfig.StartFrom"/> none that can start this one.
    /// </exception>
    /// <exception cref="CorpusException">The data are not there, or cannot be read.</exception>
    public static RunTraining Begin(string path, RunConfig config, IBackend backend, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(backend);
        var directory = new RunDirectory(path);
        config = BegunRun.Prepare(config);
        if (WhyNotBegin(directory) is { } problem)
        {
            if (!BegunRun.IsUntrained(directory))
            {
                throw new RunException(RunProblem.FolderTaken, $"{problem}.");
            }

            BegunRun.RequireSame(directory, config);
        }

        return Begin(directory, config, backend, options);
    }

    /// <summary>
    /// Resumes a run from its newest checkpoint, bit for bit as if it had never stopped; one that was killed before its
    /// first checkpoint begins anew.
    /// </summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="backend">The backend to compute on.</param>
    /// <param name="options">The observer, and the limit of steps.</param>
    /// <returns>The run, ready to train.</returns>
    /// <exception cref="RunException">
    /// The run is finished, its data have changed, or it has weights but no checkpoint to resume from.
    /// </exception>
    public static RunTraining Resume(string path, IBackend backend, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        var run = Open(path);
        if (BegunRun.IsUntrained(run.Directory))
        {
            return Begin(run.Directory, run.Config, backend, options);
        }

        return WhyNotResume(run.Directory) is { } problem
            ? throw new RunException(RunProblem.Finished, $"{problem}.")
            : Resume(run.Directory, run.Config, backend, options);
    }

    /// <summary>
    /// Returns the configuration of a new run that goes on from this one (<see cref="RunConfig.StartFrom"/>), with its
    /// shape, method and recipe; another recipe is set by <c>with</c>.
    /// </summary>
    /// <param name="data">Other data than this run's; null for these.</param>
    public RunConfig FineTuning(string? data = null)
    {
        RunConfig child = Config switch
        {
            LanguageModelConfig language => language with
            {
                Data = data is null ? language.Data : new CorpusConfig { Name = data },
            },
            ClassifierConfig classifier => classifier with
            {
                Data = data is null ? classifier.Data : classifier.Data.OfOtherTexts(data),
            },
            _ => throw new NotSupportedException($"{Config.GetType().Name} describes no task."),
        };
        return BegunRun.Prepare(child.WithNewData() with
        {
            Program = ProgramVersion.Text,
            StartFrom = Directory.Path,
            Backend = null,
        });
    }

    /// <summary>Reads the run's metrics so far.</summary>
    public RunReport ReadReport() => RunReport.Of(Directory);

    /// <summary>
    /// Counts the model's weights, FLOPs and bytes: of its newest checkpoint, or of the plan without one.
    /// </summary>
    public Inspection Inspect() => Inspection.OfRun(Directory, Config);

    /// <summary>Returns the path of a checkpoint.</summary>
    /// <param name="choice">The checkpoint.</param>
    /// <exception cref="RunException">There is none.</exception>
    public string CheckpointPath(CheckpointChoice choice = CheckpointChoice.Any) => CheckpointPath(Directory, choice);

    /// <summary>Loads the language model that the run has trained.</summary>
    /// <param name="backend">The backend of the model.</param>
    /// <param name="choice">The checkpoint.</param>
    /// <param name="weights">The form of the weights; in 16 bits they are for inference alone.</param>
    /// <exception cref="RunException">There is no such checkpoint, or the run's model is no language model.</exception>
    public TrainedModel<LanguageModel> LoadLanguageModel(
        IBackend backend, CheckpointChoice choice = CheckpointChoice.Any, WeightStorage weights = WeightStorage.Float32)
        => new(Require<LanguageModelConfig>().ToModel(), CheckpointPath(choice), backend, weights);

    /// <summary>Loads the classifier that the run has trained.</summary>
    /// <param name="backend">The backend of the model.</param>
    /// <param name="choice">The checkpoint.</param>
    /// <param name="weights">The form of the weights; in 16 bits they are for inference alone.</param>
    /// <exception cref="RunException">There is no such checkpoint, or the run's model is no classifier.</exception>
    public TrainedModel<TextClassifier> LoadClassifier(
        IBackend backend, CheckpointChoice choice = CheckpointChoice.Any, WeightStorage weights = WeightStorage.Float32)
        => new(Require<ClassifierConfig>().ToModel(), CheckpointPath(choice), backend, weights);

    /// <summary>Opens the language model that the run has trained, with its words, to complete texts.</summary>
    /// <param name="backend">The backend of the model; it stays the caller's.</param>
    /// <param name="choice">The checkpoint.</param>
    /// <param name="threads">
    /// The threads of each computation on a CPU; 1 suits many callers at once, 0 takes one per processor.
    /// </param>
    /// <param name="weights">The form of the weights; in 16 bits they are for inference alone.</param>
    /// <exception cref="RunException">Checkpoint or words are missing, or it is no language model.</exception>
    public OpenedLanguageModel OpenLanguageModel(
        IBackend backend,
        CheckpointChoice choice = CheckpointChoice.Any,
        int threads = 1,
        WeightStorage weights = WeightStorage.Float32)
    {
        var vocabulary = ReadVocabulary();
        var model = LoadLanguageModel(backend, choice, weights).Model;
        return new OpenedLanguageModel(backend, model, vocabulary, ownsModel: true, threads);
    }

    /// <summary>Opens the classifier that the run has trained, with its words and labels.</summary>
    /// <param name="backend">The backend of the model; it stays the caller's.</param>
    /// <param name="choice">The checkpoint.</param>
    /// <param name="threads">
    /// The threads of each computation on a CPU; 1 suits many callers at once, 0 takes one per processor.
    /// </param>
    /// <param name="weights">The form of the weights; in 16 bits they are for inference alone.</param>
    /// <exception cref="RunException">There is no such checkpoint, or the run's model is no classifier.</exception>
    /// <exception cref="CorpusException">The words are missing or damaged.</exception>
    public OpenedClassifier OpenClassifier(
        IBackend backend,
        CheckpointChoice choice = CheckpointChoice.Any,
        int threads = 1,
        WeightStorage weights = WeightStorage.Float32)
    {
        var config = Require<ClassifierConfig>();
        var words = ReadWordIndex();
        var model = LoadClassifier(backend, choice, weights).Model;
        return new OpenedClassifier(
            backend, model, words, config.Data.Classes!, config.Sequence, ownsModel: true, threads);
    }

    /// <summary>Reads the words of a language model, in the order of its numbers.</summary>
    /// <exception cref="RunException">They are missing or damaged, or the run's model is no language model.</exception>
    public Vocabulary ReadVocabulary()
        => VocabularyFile.Read(Directory, Require<LanguageModelConfig>().Data.VocabularySize);

    /// <summary>Reads the words of a classifier, in the order of its numbers.</summary>
    /// <exception cref="RunException">The run's model is no classifier.</exception>
    /// <exception cref="CorpusException">The words are missing or damaged.</exception>
    public WordIndex ReadWordIndex() => WordIndexFile.Read(Directory, Require<ClassifierConfig>().Data.VocabularySize);

    /// <summary>Evaluates the model that the run has trained.</summary>
    /// <param name="backend">The backend to compute on.</param>
    /// <param name="split">One of <see cref="Splits"/>.</param>
    /// <param name="data">Other data than those the run learnt from; null for these.</param>
    /// <param name="choice">The checkpoint.</param>
    /// <param name="weights">The form of the weights; in 16 bits they are for inference alone.</param>
    /// <exception cref="ArgumentException">The run's model has no such split.</exception>
    /// <exception cref="RunException">There is no such checkpoint, or no text in the split.</exception>
    /// <exception cref="CorpusException">The data are not there, or are not the model's.</exception>
    public RunEvaluation Evaluate(
        IBackend backend,
        string split = SplitNames.Test,
        string? data = null,
        CheckpointChoice choice = CheckpointChoice.Any,
        WeightStorage weights = WeightStorage.Float32)
        => Evaluate(() => backend, split, data, choice, weights);

    internal static Run Open(RunDirectory directory) => new(directory, RunConfig.Read(directory));

    /// <summary>Returns why no run can begin in a folder, as the start of a sentence; null if one can.</summary>
    internal static string? WhyNotBegin(RunDirectory directory)
        => directory.HasRun ? $"'{directory.Path}' already holds a run" : null;

    /// <summary>Returns why a run cannot go on, as a sentence without its full stop; null if it can.</summary>
    internal static string? WhyNotResume(RunDirectory directory)
        => RunReport.Of(directory).IsFinished ? $"'{directory.Path}' is finished: nothing is left to train" : null;

    internal static string CheckpointPath(RunDirectory directory, CheckpointChoice choice)
    {
        string best = directory.BestCheckpointPath, last = directory.LastCheckpointPath;
        string wanted = choice == CheckpointChoice.Last ? last : best;
        if (File.Exists(wanted))
        {
            return wanted;
        }

        string problem = $"'{directory.Path}' has no checkpoint '{Path.GetFileName(wanted)}'";
        if (choice == CheckpointChoice.Last || !File.Exists(last))
        {
            throw new RunException(RunProblem.NoCheckpoint, $"{problem}.");
        }

        int bestEpoch = Checkpoint.ReadProgress(last).BestEpoch;
        return bestEpoch > 0
            ? throw new RunException(
                RunProblem.NoBestCheckpoint,
                $"{problem}, although its epoch {bestEpoch} was validated as the best: the file was removed.")
            : choice == CheckpointChoice.Any ? last
            : throw new RunException(RunProblem.NoBestCheckpoint, $"{problem}: its first epoch is not done.");
    }

    /// <summary>Evaluates on a backend that is opened once everything else is at hand.</summary>
    internal RunEvaluation Evaluate(
        Func<IBackend> backend, string split, string? data, CheckpointChoice choice, WeightStorage weights)
    {
        if (!Splits.Contains(split))
        {
            throw new ArgumentException(
                $"A run of the task '{Config.TaskName}' has no split '{split}': use {string.Join(", ", Splits)}.",
                nameof(split));
        }

        return Config is ClassifierConfig
            ? ClassifierEvaluation.Run(this, backend, split, data, choice, weights)
            : LanguageModelEvaluation.Run(this, backend, split, data, choice, weights);
    }

    /// <summary>Returns the configuration where only one task makes sense.</summary>
    /// <exception cref="RunException">It is of another task.</exception>
    internal TConfig Require<TConfig>()
        where TConfig : RunConfig
        => Config as TConfig ?? throw new RunException(
            RunProblem.OtherTask, $"'{Directory.Path}' holds a run of another task, '{Config.TaskName}'.");

    /// <summary>Begins or resumes a run; null for one that is finished.</summary>
    private static RunTraining? BeginOrResume(
        RunDirectory directory, RunConfig config, IBackend backend, RunOptions? options)
    {
        config = BegunRun.Prepare(config);
        if (!directory.HasRun)
        {
            return Begin(directory, config, backend, options);
        }

        var begun = BegunRun.RequireSame(directory, config);
        return BegunRun.IsUntrained(directory) ? Begin(directory, config, backend, options)
            : WhyNotResume(directory) is not null ? null
            : Resume(directory, begun, backend, options);
    }

    private static RunTraining Begin(RunDirectory directory, RunConfig config, IBackend backend, RunOptions? options)
        => Start(RunTraining.Assemble(directory, config, () => backend, options), training => training.Begin());

    private static RunTraining Resume(RunDirectory directory, RunConfig config, IBackend backend, RunOptions? options)
        => directory.HasCheckpoint
            ? Start(RunTraining.Assemble(directory, config, () => backend, options), training => training.Resume())
            : throw new RunException(
                RunProblem.NoCheckpoint, $"'{directory.Path}' has no checkpoint to resume from, only weights.");

    private static RunTraining Start(RunTraining training, Action<RunTraining> start)
    {
        try
        {
            start(training);
            return training;
        }
        catch
        {
            training.Dispose();
            throw;
        }
    }
}

/// <summary>Says which of a run's checkpoints is meant.</summary>
public enum CheckpointChoice
{
    /// <summary>
    /// The best one, or the newest while there is no best one yet: before the first validation, and while a model that
    /// becomes sparse is not as sparse as it will be. A best one that was removed is an error.
    /// </summary>
    Any,

    /// <summary>The checkpoint of the best validation.</summary>
    Best,

    /// <summary>The newest checkpoint.</summary>
    Last,
}
