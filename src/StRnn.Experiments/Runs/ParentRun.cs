using StRnn.Experiments.Configuration;

namespace StRnn.Experiments.Runs;

/// <summary>A run that another one goes on from (<see cref="RunConfig.StartFrom"/>).</summary>
internal static class ParentRun
{
    /// <summary>
    /// Completes the configuration of a run that goes on from another one, with the words and classes of that one.
    /// </summary>
    /// <param name="parent">The run to go on from.</param>
    /// <param name="child">The configuration of the run that does.</param>
    /// <exception cref="RunException">
    /// The parent is of another task, shape or number of connections, or has no checkpoint.
    /// </exception>
    public static RunConfig Complete(Run parent, RunConfig child)
    {
        string path = parent.Directory.Path;
        var config = parent.Config;
        _ = parent.CheckpointPath();
        child = (config, child with { StartFrom = Path.GetFullPath(path) }) switch
        {
            (LanguageModelConfig mine, LanguageModelConfig its) => its with
            {
                Data = its.Data with { VocabularySize = mine.Data.VocabularySize },
            },
            (ClassifierConfig mine, ClassifierConfig its) => its with
            {
                Data = its.Data with { Classes = mine.Data.Classes, VocabularySize = mine.Data.VocabularySize },
            },
            _ => throw new RunException(
                RunProblem.OtherTask,
                $"'{path}' holds a run of another task, '{config.TaskName}', and cannot start one of "
                + $"'{child.TaskName}'."),
        };
        if (!ModelDeclaration.ShapesOf(config).SequenceEqual(ModelDeclaration.ShapesOf(child)))
        {
            throw new RunException(
                RunProblem.Contradiction,
                $"'{path}' holds a model of another shape, {config.ModelSummary}, than the one to start from "
                + $"it, {child.ModelSummary}: give both the same.");
        }

        // A method that begins dense makes its connections itself.
        if (child.Method.ToMethod().Initializer is not null
            && (child.Method.Sparsity, child.Method.Epsilon) != (config.Method.Sparsity, config.Method.Epsilon))
        {
            throw new RunException(
                RunProblem.Contradiction,
                $"A run that starts from '{path}' has its connections ({config.Method.SizeText}), not those "
                + $"of {child.Method.SizeText}: give both the same.");
        }

        return child;
    }
}
