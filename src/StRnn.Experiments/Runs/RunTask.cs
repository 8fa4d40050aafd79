using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Training;

namespace StRnn.Experiments.Runs;

/// <summary>A configuration with its data loaded, from which the training task is made.</summary>
internal abstract class RunTask
{
    /// <summary>Gets the configuration, with everything that only the data tell.</summary>
    public abstract RunConfig Config { get; }

    /// <summary>Gets the data in a few words.</summary>
    public abstract string DataSummary { get; }

    /// <summary>Loads the data that a configuration names.</summary>
    public static RunTask Load(RunConfig config) => config switch
    {
        LanguageModelConfig language => new LanguageModelRunTask(language),
        ClassifierConfig classifier => new ClassifierRunTask(classifier),
        _ => throw new NotSupportedException($"{config.GetType().Name} describes no task."),
    };

    /// <summary>Writes the words to the run, without which its model means nothing.</summary>
    public abstract void WriteVocabulary(RunDirectory run);

    /// <summary>Declares the model and makes the task that trains it.</summary>
    public abstract ITrainingTask CreateTask(IBackend backend);
}
