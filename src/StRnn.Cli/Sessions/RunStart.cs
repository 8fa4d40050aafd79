using StRnn.Backends.Selection;
using StRnn.Cli.Hosting;
using StRnn.Experiments;
using StRnn.Experiments.Configuration;
using StRnn.Training;

namespace StRnn.Cli.Sessions;

/// <summary>Whether a training command begins a run or goes on with one, and what it may ask of it.</summary>
internal static class RunStart
{
    /// <summary>Whether the folder holds a run's configuration.</summary>
    /// <param name="run">The folder.</param>
    /// <param name="resume">Whether the user asks to go on.</param>
    /// <exception cref="UsageException">It holds a run, and the user does not ask to go on.</exception>
    /// <exception cref="RunException">It holds a checkpoint without a configuration.</exception>
    public static bool IsKnown(RunDirectory run, bool resume)
    {
        if (run.HasRun && !resume)
        {
            throw new UsageException($"--out '{run.Path}' already holds a run: choose another folder, or continue it with --resume.");
        }

        bool isKnown = File.Exists(run.ConfigPath);
        return isKnown || !run.HasCheckpoint
            ? isKnown
            : throw new RunException(
                RunProblem.DamagedConfig, $"'{run.Path}' has a checkpoint but no '{run.ConfigPath}'.");
    }

    /// <summary>What is asked for, where it agrees with what was saved in everything that decides the result.</summary>
    /// <exception cref="UsageException">Something else is asked for.</exception>
    public static TConfig Agree<TConfig>(TConfig saved, TConfig asked)
        where TConfig : RunConfig
        => ConfigDifference.FirstOf(saved, asked) is { } difference
            ? throw new UsageException(
                $"--resume continues the run as it was begun, but {InWords(difference)}: leave the option out, or begin a new run.")
            : asked;

    /// <summary>A contradiction, for a message.</summary>
    public static string InWords(ConfigDifference difference)
        => $"{difference.Key} is {difference.Saved ?? "not set"} in config.json and {difference.Asked ?? "not set"} on the command line";

    /// <summary>The run's backend with the name asked for, unless that leaves it open.</summary>
    public static BackendConfig? BackendAsked(RunConfig saved, string? name)
        => name is not null && saved.Backend is not null && !string.Equals(name, StRnnOptions.Auto, StringComparison.OrdinalIgnoreCase)
            ? saved.Backend with { Name = name.ToLowerInvariant() }
            : saved.Backend;
}
