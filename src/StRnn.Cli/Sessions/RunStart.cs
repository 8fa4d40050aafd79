using StRnn.Backends.Selection;
using StRnn.Cli.Hosting;
using StRnn.Experiments;
using StRnn.Experiments.Configuration;
using StRnn.Training;

namespace StRnn.Cli.Sessions;

/// <summary>Decides if a training command begins or resumes a run, and checks the options of a resumed one.</summary>
internal static class RunStart
{
    /// <summary>Determines whether the folder holds a run to resume.</summary>
    /// <param name="run">The folder.</param>
    /// <param name="resume">True if the user asks to resume.</param>
    /// <exception cref="UsageException">It holds a run, and the user does not ask to resume.</exception>
    /// <exception cref="RunException">It holds a checkpoint without a configuration.</exception>
    public static bool IsKnown(RunDirectory run, bool resume)
    {
        if (run.HasRun && !resume)
        {
            throw new UsageException(
                $"--out '{run.Path}' already holds a run: choose another folder, or continue it with --resume.");
        }

        bool isKnown = File.Exists(run.ConfigPath);
        return isKnown || !run.HasCheckpoint
            ? isKnown
            : throw new RunException(
                RunProblem.DamagedConfig, $"'{run.Path}' has a checkpoint but no '{run.ConfigPath}'.");
    }

    /// <summary>
    /// Returns the configuration asked for, if it agrees with the saved one in everything that decides the result.
    /// </summary>
    /// <exception cref="UsageException">They differ.</exception>
    public static TConfig Agree<TConfig>(TConfig saved, TConfig asked)
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
