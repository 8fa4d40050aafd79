using System.CommandLine;
using StRnn.Backends;
using StRnn.Cli.Commands.Options;
using StRnn.Cli.Configuration;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Runs;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn train lm</c>.</summary>
internal sealed class TrainLmCommand : Command, IDocumented
{
    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly Option<string?> _data = OptionFactory.Text(
        "--data", "A corpus: a folder, or a name ('strnn doctor' lists them).", "DIR|NAME");

    private readonly Option<string?> _preset = OptionFactory.PresetOption(
        $"The published recipe that other options override (default {Presets.DefaultName}).");

    private readonly MethodOptions _method = new();
    private readonly RecipeOptions _recipe = new();
    private readonly Option<int?> _trainTokens = OptionFactory.Number<int>(
        "--train-tokens", "Learn from only so many tokens.", value => value >= 2, "a whole number of at least 2");

    private readonly Option<string?> _backend = OptionFactory.Backend();
    private readonly Option<int?> _threads = OptionFactory.Threads();
    private readonly Option<long?> _maxSteps = OptionFactory.Number<long>(
        "--max-steps",
        "Stop and save after so many steps; schedules are not shortened.",
        value => value >= 1,
        "a whole number of at least 1");

    private readonly Option<string?> _out = OptionFactory.Text("--out", "The run's folder.", "DIR");
    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Continue the run in --out from its last checkpoint, bit for bit as if it had never stopped.",
    };

    public TrainLmCommand(CliConsole console, CancellationToken cancellation)
        : base("lm", "Train a language model, LSTM or recurrent highway network, dense or sparse from the first step to the last.")
    {
        _console = console;
        _cancellation = cancellation;
        _out.Required = true;
        Option[] options =
            [_data, _preset, .. _method.All, .. _recipe.All, _trainTokens, _backend, _threads, _maxSteps, _out, _resume];
        foreach (var option in options)
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    public string NotesTitle => "Presets";

    public IReadOnlyList<string> Notes => [.. Presets.All.Select(preset => $"{preset.Name}: {preset.Summary}")];

    public IReadOnlyList<string> Examples =>
    [
        "strnn train lm --data dotnet-docs --sparsity 0.8 --out runs/st",
        "strnn train lm --data data/ptb --preset ptb-lstm-medium --sparsity 0.67 --init er --prune-rate 0.5 --out runs/er",
        "strnn train lm --data data/ptb --preset ptb-rhn --sparsity 0.528 --out runs/rhn",
        "strnn train lm --data my-corpus --method dense --epochs 5 --out runs/dense",
        "strnn train lm --resume --out runs/st",
    ];

    private int Run(ParseResult parsed)
    {
        var run = new RunDirectory(parsed.GetValue(_out)!);
        bool resume = parsed.GetValue(_resume);
        if (run.HasRun && !resume)
        {
            throw new UsageException($"--out '{run.Path}' already holds a run: choose another folder, or continue it with --resume.");
        }

        bool isKnown = File.Exists(run.ConfigPath);
        if (!isKnown && run.HasCheckpoint)
        {
            throw new ConfigException(
                $"'{run.Path}' has a checkpoint but no '{run.ConfigPath}': restore it, or begin a new run in another --out.");
        }

        var config = isKnown ? Continue(parsed, RunConfig.Read(run)) : Begin(parsed);
        string? backend = isKnown ? config.Backend?.Name : parsed.GetValue(_backend);
        using var host = new BackendHost(_console, backend, parsed.GetValue(_threads));
        using var interruption = new Interruption(_console, _cancellation);
        var session = new TrainingSession(_console, config, run, host, parsed.GetValue(_maxSteps) ?? 0);
        var outcome = session.Train(resume, interruption.Token);
        return Closing.Write(_console, run, outcome);
    }

    private RunConfig Begin(ParseResult parsed)
    {
        string data = parsed.GetValue(_data) ?? throw new UsageException("--data is missing: name a corpus or its folder.");
        var preset = Presets.Get(parsed.GetValue(_preset) ?? Presets.DefaultName);
        return new RunConfig
        {
            Preset = preset.Name,
            Data = new DataConfig { Name = CorpusSource.FullName(data), TrainTokens = parsed.GetValue(_trainTokens) },
            Model = _recipe.Apply(parsed, preset.Model, preset.RecurrentRange),
            Method = _method.Apply(parsed, MethodConfig.OfDense, _console, preset.PruneRate),
            Training = _recipe.Apply(parsed, preset.Training),
        };
    }

    /// <summary>The run's own configuration, once it is clear that the options given do not contradict it.</summary>
    private RunConfig Continue(ParseResult parsed, RunConfig saved)
    {
        var asked = saved with
        {
            Preset = parsed.GetValue(_preset) ?? saved.Preset,
            Data = saved.Data with
            {
                Name = parsed.GetValue(_data) is { } data ? CorpusSource.FullName(data) : saved.Data.Name,
                TrainTokens = parsed.GetValue(_trainTokens) ?? saved.Data.TrainTokens,
            },
            Model = _recipe.Apply(parsed, saved.Model, saved.Model.RecurrentRange),
            Method = _method.Apply(parsed, saved.Method, _console),
            Training = _recipe.Apply(parsed, saved.Training),
            Backend = parsed.GetValue(_backend) is { } name && saved.Backend is not null
                && !string.Equals(name, StRnnOptions.Auto, StringComparison.OrdinalIgnoreCase)
                ? saved.Backend with { Name = name.ToLowerInvariant() }
                : saved.Backend,
        };
        if (ConfigDifference.FirstOf(saved, asked) is { } difference)
        {
            throw new UsageException(
                $"--resume continues the run as it was begun, but {difference}: leave the option out, or begin a new run.");
        }

        return asked;
    }
}
