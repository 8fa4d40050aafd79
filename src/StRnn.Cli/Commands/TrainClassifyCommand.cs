using System.CommandLine;
using StRnn.Backends;
using StRnn.Cli.Commands.Options;
using StRnn.Cli.Configuration;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Runs;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn train classify</c>.</summary>
internal sealed class TrainClassifyCommand : Command, IDocumented
{
    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly LabelledTextOptions _data = new();
    private readonly Option<string?> _preset = OptionFactory.PresetOption(
        $"The recipe that other options override (default {ClassifierPresets.DefaultName}).", ClassifierPresets.Names);

    private readonly MethodOptions _method = new("st, with the preset's epsilon", MethodConfig.ErdosRenyi, "0.2 to 0.6");
    private readonly ClassifierOptions _shape = new();
    private readonly RecipeOptions _recipe = new("B, texts of a step.");
    private readonly Option<int?> _repeats = OptionFactory.Number<int>(
        "--repeats",
        "Train so many times, with seeds from --seed on, in folders seed-N of --out; prints mean and standard deviation.",
        value => value is >= 1 and <= 1000,
        "a whole number from 1 to 1000");

    private readonly Option<string?> _backend = OptionFactory.Backend();
    private readonly Option<int?> _threads = OptionFactory.Threads();
    private readonly Option<long?> _maxSteps = OptionFactory.MaxSteps();
    private readonly Option<string?> _out = OptionFactory.OutFolder();
    private readonly Option<bool> _resume = OptionFactory.Resume();

    public TrainClassifyCommand(CliConsole console, CancellationToken cancellation)
        : base("classify", "Train a text classifier: embedding, LSTM, output layer; sparse as in the paper, or dense.")
    {
        _console = console;
        _cancellation = cancellation;
        Option[] options =
        [
            .. _data.All, _preset, .. _method.All, .. _shape.All, .. _recipe.All, _repeats, _backend, _threads, _maxSteps, _out, _resume,
        ];
        foreach (var option in options)
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    public string NotesTitle => "Presets";

    public IReadOnlyList<string> Notes => [.. ClassifierPresets.All.Select(preset => $"{preset.Name}: {preset.Summary}")];

    public IReadOnlyList<string> Examples =>
    [
        "strnn train classify --data dotnet-docs --out runs/docs",
        "strnn train classify --data data/imdb --preset imdb --out runs/imdb",
        "strnn train classify --data data/imdb --preset imdb --epsilon 2 --repeats 5 --out runs/imdb-sparser",
        "strnn train classify --data mail.csv --text-column body --label-column folder --method dense --out runs/mail",
    ];

    private int Run(ParseResult parsed)
        => parsed.GetValue(_repeats) is { } repeats
            ? Repeat(parsed, repeats)
            : Train(parsed, new RunDirectory(parsed.GetValue(_out)!));

    private int Repeat(ParseResult parsed, int repeats)
    {
        string folder = parsed.GetValue(_out)!;
        if (new RunDirectory(folder).HasRun)
        {
            throw new UsageException($"--out '{folder}' holds a single run: choose another folder for --repeats.");
        }

        if (parsed.GetValue(_maxSteps) is not null)
        {
            throw new UsageException("--max-steps ends a run early, --repeats trains several to their end: give one of them.");
        }

        ulong first = _recipe.SeedOf(parsed) ?? 1;
        if (first > ulong.MaxValue - (ulong)repeats)
        {
            throw new UsageException($"--seed {first} leaves no room for {repeats} seeds: choose a smaller one.");
        }

        var runs = Enumerable.Range(0, repeats).Select(i => new RunDirectory(Path.Combine(folder, $"seed-{first + (ulong)i}"))).ToList();

        // What was begun earlier has one recipe, and so have the seeds that are still to come.
        var begun = parsed.GetValue(_resume) ? runs.FirstOrDefault(run => File.Exists(run.ConfigPath)) : null;
        for (int i = 0; i < repeats; i++)
        {
            ulong seed = first + (ulong)i;
            _console.Out.WriteLine();
            _console.Out.WriteLine($"seed {seed} (run {i + 1} of {repeats})");
            int code = Train(parsed, runs[i], seed, begun, $"--repeats {repeats} --seed {first} --out {folder}");
            if (code != ExitCode.Done)
            {
                return code;
            }
        }

        RepeatsTable.Write(_console, runs);
        return ExitCode.Done;
    }

    private int Train(ParseResult parsed, RunDirectory run, ulong? seed = null, RunDirectory? like = null, string? resumeOptions = null)
    {
        bool resume = parsed.GetValue(_resume);
        bool isKnown = RunStart.IsKnown(run, resume);
        var config = isKnown ? Continue(parsed, RunConfig.Read<ClassifierConfig>(run), seed)
            : like is not null ? Continue(parsed, Reseeded(RunConfig.Read<ClassifierConfig>(like), seed!.Value), seed)
            : Begin(parsed, seed);
        string? backend = isKnown ? config.Backend?.Name : parsed.GetValue(_backend);
        using var host = new BackendHost(_console, backend, parsed.GetValue(_threads));
        using var interruption = new Interruption(_console, _cancellation);
        var session = new TrainingSession(_console, config, run, host, parsed.GetValue(_maxSteps) ?? 0);
        var outcome = session.Train(resume, interruption.Token);
        return Closing.Write(_console, config, run, outcome, resumeOptions);
    }

    private static ClassifierConfig Reseeded(ClassifierConfig config, ulong seed)
        => config with { Training = config.Training with { Seed = seed }, Backend = null };

    private ClassifierConfig Begin(ParseResult parsed, ulong? seed)
    {
        string data = _data.NameOf(parsed) ?? throw new UsageException("--data is missing: name labelled texts, or dotnet-docs.");
        var preset = ClassifierPresets.Get(parsed.GetValue(_preset) ?? ClassifierPresets.DefaultName);
        var fresh = new LabelledTextConfig
        {
            Name = data,
            VocabularySize = ClassifierPresets.DefaultVocabulary,
            TestShare = ClassifierPresets.DefaultTestShare,
            ValidationShare = ClassifierPresets.DefaultValidationShare,
        };
        return new ClassifierConfig
        {
            Preset = preset.Name,
            Data = _data.Apply(parsed, fresh),
            Model = _shape.Apply(parsed, new ClassifierModelConfig()),
            Method = _method.Apply(parsed, preset.Method, _console),
            Training = Training(parsed, preset.Training, seed),
        };
    }

    /// <summary>The run's own configuration, once it is clear that the options given do not contradict it.</summary>
    private ClassifierConfig Continue(ParseResult parsed, ClassifierConfig saved, ulong? seed)
        => RunStart.Agree(
            saved,
            saved with
            {
                Preset = parsed.GetValue(_preset) ?? saved.Preset,
                Data = _data.Apply(parsed, saved.Data),
                Model = _shape.Apply(parsed, saved.Model),
                Method = _method.Apply(parsed, saved.Method, _console),
                Training = Training(parsed, saved.Training, seed),
                Backend = RunStart.BackendAsked(saved, parsed.GetValue(_backend)),
            });

    private TrainingConfig Training(ParseResult parsed, TrainingConfig training, ulong? seed)
    {
        var applied = _data.Apply(parsed, _recipe.Apply(parsed, training));
        return seed is { } given ? applied with { Seed = given } : applied;
    }
}
