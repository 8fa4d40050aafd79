using StRnn.Backends.Selection;
using StRnn.Cli.Hosting;
using StRnn.Experiments;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Sessions;

/// <summary>Decides if a training command begins or resumes a run, and checks the options of a resumed one.</summary>
internal static class RunStart
{
    /// <summary>Determines whether the folder holds the configuration of a run to resume.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="resume">True if the user asks to resume.</param>
    /// <exception cref="UsageException">It holds a run, and the user does not ask to resume.</exception>
    /// <exception cref="RunException">It holds a checkpoint without a configuration.</exception>
    public static bool HasSavedConfig(RunDirectory folder, bool resume)
    {
        if (!resume && Run.WhyNotBegin(folder) is { } problem)
        {
            throw new UsageException($"--out {problem}: choose another folder, or continue it with --resume.");
        }

        bool hasConfig = File.Exists(folder.ConfigPath);
        return hasConfig || !folder.HasCheckpoint
            ? hasConfig
            : throw new RunException(
                RunProblem.DamagedConfig, $"'{folder.Path}' has a checkpoint but no '{folder.ConfigPath}'.");
    }

    /// <summary>
    /// Requires the configuration asked for to have the saved one's settings, those that decide the result, and returns
    /// it.
    /// </summary>
    /// <exception cref="UsageException">They differ.</exception>
    public static TConfig RequireSameSettings<TConfig>(TConfig saved, TConfig asked)
        where TConfig : RunConfig
        => ConfigDifference.FirstOf(saved, asked) is { } difference
            ? throw new UsageException(
                $"--resume continues the run as it was begun, but {InWords(difference)}: "
                + "leave the option out, or begin a new run.")
            : asked;

    /// <summary>Describes a contradiction, for a message.</summary>
    public static string InWords(ConfigDifference difference)
        => $"{difference.Key} is {difference.Saved ?? "not set"} in config.json "
            + $"and {difference.Asked ?? "not set"} on the command line";

    /// <summary>Returns the run's backend with the name asked for, or unchanged for none and for auto.</summary>
    public static BackendConfig? BackendAsked(RunConfig saved, string? name)
        => name is not null
            && saved.Backend is not null
            && !string.Equals(name, StRnnOptions.Auto, StringComparison.OrdinalIgnoreCase)
            ? saved.Backend with { Name = name.ToLowerInvariant() }
            : saved.Backend;
}
