using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Presets;
using StRnn.Training;

namespace StRnn.Experiments.Runs;

/// <summary>Compares the configuration that a program asks for with that of a run that was begun.</summary>
internal static class BegunRun
{
    /// <summary>
    /// Returns whether a run was begun and nothing of it saved, as by a process that was killed before its first
    /// checkpoint: nothing is lost where it begins anew.
    /// </summary>
    public static bool IsUntrained(RunDirectory directory)
        => File.Exists(directory.ConfigPath)
            && !directory.HasCheckpoint
            && !File.Exists(directory.BestCheckpointPath);

    /// <summary>
    /// Names data and parent by their full paths, so that the run finds them from anywhere, and completes the method.
    /// </summary>
    public static RunConfig Prepare(RunConfig config)
    {
        config = config switch
        {
            LanguageModelConfig language => language with
            {
                Data = language.Data with { Name = CorpusSource.FullName(language.Data.Name) },
            },
            ClassifierConfig classifier => classifier with
            {
                Data = classifier.Data with { Name = LabelledTextSource.FullName(classifier.Data.Name) },
            },
            _ => config,
        };
        return config with
        {
            Method = config.Method.Completed(),
            StartFrom = config.StartFrom is { } parent ? Path.GetFullPath(parent) : null,
        };
    }

    /// <summary>
    /// Requires a run to have the settings asked for, those that decide the result. No data are loaded.
    /// </summary>
    /// <param name="directory">The run's folder.</param>
    /// <param name="asked">The configuration asked for, prepared.</param>
    /// <returns>The configuration asked for, with what only data and backend tell.</returns>
    /// <exception cref="RunException">A setting differs, or the folder's configuration cannot be read.</exception>
    public static RunConfig RequireSame(RunDirectory directory, RunConfig asked)
    {
        var begun = RunConfig.Read(directory);
        RunConfig whole = (begun, asked) switch
        {
            (LanguageModelConfig saved, LanguageModelConfig wanted) => SmallDense.Size(wanted with
            {
                Backend = saved.Backend,
                Data = wanted.Data with
                {
                    Source = saved.Data.Source,
                    SourceSha256 = saved.Data.SourceSha256,
                    Sha256 = saved.Data.Sha256,
                    VocabularySize = saved.Data.VocabularySize,
                },
            }),
            (ClassifierConfig saved, ClassifierConfig wanted) => SmallDense.Size(FewTexts.Fit(wanted with
            {
                Backend = saved.Backend,
                Data = wanted.Data with
                {
                    Source = saved.Data.Source,
                    SourceSha256 = saved.Data.SourceSha256,
                    Sha256 = saved.Data.Sha256,
                    Classes = saved.Data.Classes,
                    TrainTexts = saved.Data.TrainTexts,
                    VocabularySize = wanted.Data.VocabularySize == 0 || wanted.StartFrom is not null
                        ? saved.Data.VocabularySize
                        : wanted.Data.VocabularySize,
                },
            })),
            _ => throw new RunException(
                RunProblem.OtherTask,
                $"'{directory.Path}' holds a run of another task, '{begun.TaskName}', and one of '{asked.TaskName}' is "
                + "asked for: take another folder."),
        };
        return ConfigDifference.FirstOf(begun, whole) is { } difference
            ? throw new RunException(
                RunProblem.OtherConfiguration,
                $"'{directory.Path}' holds a run of another configuration: {difference.Key} is "
                + $"{difference.Saved ?? "not set"} there, and {difference.Asked ?? "not set"} is asked for. Take "
                + "another folder, or delete this one to train anew.")
            : whole;
    }
}
