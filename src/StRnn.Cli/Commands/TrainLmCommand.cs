using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Text.Corpora;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn train lm</c>.</summary>
internal sealed class TrainLmCommand : TrainCommand<LanguageModelConfig>
{
    private readonly Option<string?> _data = OptionFactory.Text(
        "--data",
        "A corpus: a folder, a text file with a sentence per line, a token file of 'strnn tokenize', or a name "
        + "('strnn doctor' lists them).",
        "PATH|NAME");

    private readonly Option<double?> _validationShare = OptionFactory.Share(
        "--validation-share",
        "Share of a single text file's lines to validate on, after those to train on (default 0.05).");

    private readonly Option<double?> _testShare = OptionFactory.Share(
        "--test-share", "Share of a single text file's lines to test on, the last ones (default 0.05).");

    private readonly Option<string?> _preset = CommonOptions.Preset(
        $"The published recipe that other options override (default {LanguageModelPresets.DefaultName}).");

    private readonly SparseMethodOptions _method = new(
        "st with --sparsity or --epsilon, else dense", NamedParts.Uniform, "0.7 for LSTM, 0.5 for RHN");

    private readonly ShapeOptions _shape = new();
    private readonly RecipeOptions _recipe = new(
        "B, parallel streams of text.",
        OptionFactory.Count("--bptt", "T, steps of back-propagation through time."));

    private readonly Option<int?> _trainTokens = OptionFactory.Count(
        "--train-tokens", "Tokens to learn from (default: all).", least: 2);

    public TrainLmCommand(CliConsole console, CancellationToken cancellation)
        : base(
            LanguageModelConfig.Task,
            "Train a language model of LSTM, GRU, minGRU or RHN layers, dense or sparse from the first step on.",
            console,
            cancellation)
        => AddOptions([_data, _validationShare, _testShare, _preset, .. _method.All, .. _shape.All, .. _recipe.All, _trainTokens]);

    public override IReadOnlyList<string> Notes =>
    [
        .. LanguageModelPresets.All.Select(preset => $"{preset.Name}: {preset.Summary}"), .. SparseMethodOptions.Notes,
    ];

    public override IReadOnlyList<string> Examples =>
    [
        "strnn train lm --data dotnet-docs --sparsity 0.8 --out runs/st",
        "strnn train lm --data data/ptb --preset ptb-lstm-medium --sparsity 0.67 --init er --out runs/er",
        "strnn train lm --data data/ptb --preset ptb-rhn --sparsity 0.528 --out runs/rhn",
        "strnn train lm --data my-text.txt --validation-share 0.1 --sparsity 0.8 --out runs/mine",
        "strnn train lm --data my-corpus --method dense --epochs 5 --out runs/dense",
        "strnn train lm --resume --out runs/st",
    ];

    protected override int Run(ParseResult parsed)
        => Train(parsed, new RunDirectory(Folder(parsed)), () => NewConfig(parsed), saved => Asked(parsed, saved));

    private LanguageModelConfig NewConfig(ParseResult parsed)
    {
        string data = parsed.GetValue(_data)
            ?? throw new UsageException("--data is missing: name a corpus or its folder.");
        if ((parsed.GetValue(_validationShare) ?? parsed.GetValue(_testShare)) is not null
            && (!File.Exists(data) || TokenFile.IsTokenFile(data)))
        {
            throw new UsageException(
                $"--validation-share and --test-share split a single text file; '{data}' is none: leave them out.");
        }

        var preset = LanguageModelPresets.Get(parsed.GetValue(_preset) ?? LanguageModelPresets.DefaultName);
        var config = preset.ToConfig(data);
        var model = _shape.Apply(parsed, preset.Model);
        return config with
        {
            Data = config.Data with
            {
                TrainTokens = parsed.GetValue(_trainTokens),
                ValidationShare = parsed.GetValue(_validationShare),
                TestShare = parsed.GetValue(_testShare),
            },
            Model = model,
            Method = _method.Apply(parsed, MethodConfig.OfDense, Console, preset.PruneRate, model is RhnConfig),
            Training = _recipe.Apply(parsed, preset.Training),
        };
    }

    private LanguageModelConfig Asked(ParseResult parsed, LanguageModelConfig saved) => saved with
    {
        Preset = parsed.GetValue(_preset) ?? saved.Preset,
        Data = saved.Data with
        {
            Name = parsed.GetValue(_data) is { } data ? CorpusSource.FullName(data) : saved.Data.Name,
            TrainTokens = parsed.GetValue(_trainTokens) ?? saved.Data.TrainTokens,
            ValidationShare = parsed.GetValue(_validationShare) ?? saved.Data.ValidationShare,
            TestShare = parsed.GetValue(_testShare) ?? saved.Data.TestShare,
        },
        Model = _shape.Apply(parsed, saved.Model),
        Method = _method.Apply(parsed, saved.Method, Console),
        Training = _recipe.Apply(parsed, saved.Training),
    };
}
