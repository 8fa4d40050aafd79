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

    private readonly MethodOptions _method = new(
        "st with --sparsity or --epsilon, else dense", MethodConfig.Uniform, "0.7 for LSTM, 0.5 for RHN");
    private readonly ShapeOptions _shape = new();
    private readonly RecipeOptions _recipe = new("B, parallel streams of text.");
    private readonly Option<int?> _trainTokens = OptionFactory.Number<int>(
        "--train-tokens", "Learn from only so many tokens.", value => value >= 2, "a whole number of at least 2");

    private readonly Option<string?> _backend = OptionFactory.Backend();
    private readonly Option<int?> _threads = OptionFactory.Threads();
    private readonly Option<long?> _maxSteps = OptionFactory.MaxSteps();
    private readonly Option<string?> _out = OptionFactory.OutFolder();
    private readonly Option<bool> _resume = OptionFactory.Resume();

    public TrainLmCommand(CliConsole console, CancellationToken cancellation)
        : base("lm", "Train a language model, LSTM or recurrent highway network, dense or sparse from the first step to the last.")
    {
        _console = console;
        _cancellation = cancellation;
        Option[] options =
            [_data, _preset, .. _method.All, .. _shape.All, .. _recipe.All, _trainTokens, _backend, _threads, _maxSteps, _out, _resume];
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
        bool isKnown = RunStart.IsKnown(run, resume);
        var config = isKnown ? Continue(parsed, RunConfig.Read<LanguageModelConfig>(run)) : Begin(parsed);
        string? backend = isKnown ? config.Backend?.Name : parsed.GetValue(_backend);
        using var host = new BackendHost(_console, backend, parsed.GetValue(_threads));
        using var interruption = new Interruption(_console, _cancellation);
        var session = new TrainingSession(_console, config, run, host, parsed.GetValue(_maxSteps) ?? 0);
        var outcome = session.Train(resume, interruption.Token);
        return Closing.Write(_console, config, run, outcome);
    }

    private LanguageModelConfig Begin(ParseResult parsed)
    {
        string data = parsed.GetValue(_data) ?? throw new UsageException("--data is missing: name a corpus or its folder.");
        var preset = Presets.Get(parsed.GetValue(_preset) ?? Presets.DefaultName);
        return new LanguageModelConfig
        {
            Preset = preset.Name,
            Data = new CorpusConfig { Name = CorpusSource.FullName(data), TrainTokens = parsed.GetValue(_trainTokens) },
            Model = _shape.Apply(parsed, preset.Model, preset.RecurrentRange),
            Method = _method.Apply(parsed, MethodConfig.OfDense, _console, preset.PruneRate),
            Training = _shape.Apply(parsed, _recipe.Apply(parsed, preset.Training)),
        };
    }

    /// <summary>The run's own configuration, once it is clear that the options given do not contradict it.</summary>
    private LanguageModelConfig Continue(ParseResult parsed, LanguageModelConfig saved)
        => RunStart.Agree(
            saved,
            saved with
            {
                Preset = parsed.GetValue(_preset) ?? saved.Preset,
                Data = saved.Data with
                {
                    Name = parsed.GetValue(_data) is { } data ? CorpusSource.FullName(data) : saved.Data.Name,
                    TrainTokens = parsed.GetValue(_trainTokens) ?? saved.Data.TrainTokens,
                },
                Model = _shape.Apply(parsed, saved.Model, saved.Model.RecurrentRange),
                Method = _method.Apply(parsed, saved.Method, _console),
                Training = _shape.Apply(parsed, _recipe.Apply(parsed, saved.Training)),
                Backend = RunStart.BackendAsked(saved, parsed.GetValue(_backend)),
            });
}
