using System.CommandLine;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Cli.Sessions;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn train classify</c>.</summary>
internal sealed class TrainClassifyCommand : TrainCommand<ClassifierConfig>
{
    private readonly LabelledTextOptions _data = new();
    private readonly Option<string?> _preset = CommonOptions.Preset(
        $"The recipe that other options override (default {ClassifierPresets.DefaultName}).", ClassifierPresets.Names);

    private readonly SparseMethodOptions _method = new(
        "st, with the preset's epsilon", NamedParts.ErdosRenyi, "0.2 to 0.6");

    private readonly ClassifierOptions _shape = new();
    private readonly RecipeOptions _recipe = new(
        "B, texts of a step.",
        OptionFactory.Count(
            "--words", "T, words of a text: shorter texts are padded, longer ones cut (default 100)."));

    private readonly ParameterizationOptions _parameterization = new();

    private readonly Option<int?> _repeats = OptionFactory.Count(
        "--repeats",
        "Number of runs, with seeds from --seed on, in folders seed-N of --out; prints mean and standard deviation.",
        least: 1,
        most: 1000);

    public TrainClassifyCommand(CliConsole console, CancellationToken cancellation)
        : base(
            ClassifierConfig.Task,
            "Train a text classifier: embedding, recurrent layers, output layer; sparse as in the paper, or dense.",
            console,
            cancellation)
        => AddOptions([
            .. _data.All, _preset, .. _method.All, .. _shape.All, .. _recipe.All, .. _parameterization.All, _repeats,
        ]);

    public override IReadOnlyList<string> Notes =>
    [
        .. ClassifierPresets.All.Select(preset => $"{preset.Name}: {preset.Summary}"), .. SparseMethodOptions.Notes,
    ];

    public override IReadOnlyList<string> Examples =>
    [
        "strnn train classify --data dotnet-docs --out runs/docs",
        "strnn train classify --data data/imdb --preset imdb --out runs/imdb",
        "strnn train classify --data data/imdb --preset imdb --epsilon 2 --repeats 5 --out runs/imdb-sparser",
        "strnn train classify --start-from runs/imdb --data more-reviews.csv --epochs 2 --out runs/tuned",
        "strnn train classify --data mail.csv --text-column body --label-column folder --method dense --out runs/mail",
    ];

    protected override string? DataOf(ParseResult parsed) => _data.NameOf(parsed);

    protected override int Run(ParseResult parsed)
        => parsed.GetValue(_repeats) is { } repeats
            ? Repeat(parsed, repeats)
            : Train(parsed, new RunDirectory(Folder(parsed)), () => NewConfig(parsed), saved => Asked(parsed, saved));

    private int Repeat(ParseResult parsed, int repeats)
    {
        string folder = Folder(parsed);
        if (new RunDirectory(folder).HasRun)
        {
            throw new UsageException($"--out '{folder}' holds a single run: choose another folder for --repeats.");
        }

        if (LimitsSteps(parsed))
        {
            throw new UsageException(
                "--max-steps ends a run early, --repeats trains several to their end: give one of them.");
        }

        ulong first = _recipe.SeedOf(parsed) ?? 1;
        if (first > ulong.MaxValue - (ulong)repeats)
        {
            throw new UsageException($"--seed {first} leaves no room for {repeats} seeds: choose a smaller one.");
        }

        RunDirectory[] runs =
        [
            .. Enumerable.Range(0, repeats)
                .Select(i => new RunDirectory(Path.Combine(folder, $"seed-{first + (ulong)i}"))),
        ];

        // The recipe of the runs begun earlier is also that of the seeds still to come.
        var begun = Resumes(parsed) ? runs.FirstOrDefault(run => File.Exists(run.ConfigPath)) : null;
        for (int i = 0; i < repeats; i++)
        {
            ulong seed = first + (ulong)i;
            Console.Out.WriteLine();
            Console.Out.WriteLine($"seed {seed} (run {i + 1} of {repeats})");
            int code = Train(
                parsed,
                runs[i],
                () => begun is null ? NewConfig(parsed, seed) : Reseeded(parsed, begun, seed),
                saved => Asked(parsed, saved, seed),
                $"--repeats {repeats} --seed {first} --out {folder}");
            if (code != ExitCode.Done)
            {
                return code;
            }
        }

        RepeatsTable.Write(Console, runs);
        return ExitCode.Done;
    }

    // Another seed's configuration, which the options given must not contradict.
    private ClassifierConfig Reseeded(ParseResult parsed, RunDirectory begun, ulong seed)
    {
        var config = RunConfig.Read<ClassifierConfig>(begun);
        var other = config with { Training = config.Training with { Seed = seed }, Backend = null };
        return RunStart.RequireSameSettings(other, Asked(parsed, other, seed));
    }

    private ClassifierConfig NewConfig(ParseResult parsed, ulong? seed = null)
    {
        string data = _data.NameOf(parsed)
            ?? throw new UsageException("--data is missing: name labelled texts, or dotnet-docs.");
        var preset = ClassifierPresets.Get(parsed.GetValue(_preset) ?? ClassifierPresets.DefaultName);
        var config = preset.ToConfig(data);
        var method = _method.Apply(parsed, preset.Method, Console);
        return config with
        {
            Data = _data.Apply(parsed, config.Data),
            Model = Model(parsed, preset.Model, method),
            Method = method,
            Training = Training(parsed, preset.Training, seed),
            Parameterization = _parameterization.Apply(parsed, before: null),
        };
    }

    private ClassifierConfig Asked(ParseResult parsed, ClassifierConfig saved, ulong? seed = null)
    {
        var method = _method.Apply(parsed, saved.Method, Console);
        return saved with
        {
            Preset = parsed.GetValue(_preset) ?? saved.Preset,
            Data = _data.Apply(parsed, saved.Data),
            Model = Model(parsed, saved.Model, method),
            Method = method,
            Training = Training(parsed, saved.Training, seed),
            Parameterization = _parameterization.Apply(parsed, saved.Parameterization),
        };
    }

    private ClassifierModelConfig Model(ParseResult parsed, ClassifierModelConfig model, MethodConfig method)
    {
        var shaped = _shape.Apply(parsed, model);
        return shaped with { Connections = ConnectionOptions.For(shaped.Connections, method, Console) };
    }

    private TrainingConfig Training(ParseResult parsed, TrainingConfig training, ulong? seed)
    {
        var applied = _recipe.Apply(parsed, training);
        return seed is { } given ? applied with { Seed = given } : applied;
    }
}
