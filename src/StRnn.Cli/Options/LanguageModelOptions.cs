using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Text.Corpora;

namespace StRnn.Cli.Options;

/// <summary>The options that make a language model's configuration: data, preset, method, shape, recipe.</summary>
internal sealed class LanguageModelOptions
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

    private readonly ParameterizationOptions _parameterization = new();

    private readonly Option<int?> _trainTokens = OptionFactory.Count(
        "--train-tokens", "Tokens to learn from (default: all).", least: 2);

    public IEnumerable<Option> All =>
    [
        _data, _validationShare, _testShare, _preset, .. _method.All, .. _shape.All, .. _recipe.All,
        .. _parameterization.All, _trainTokens,
    ];

    /// <summary>Returns the configuration of a new run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="console">Is warned of options that the method ignores.</param>
    /// <exception cref="UsageException">Options are missing, or contradict each other.</exception>
    public LanguageModelConfig NewConfig(ParseResult parsed, CliConsole console)
    {
        string data = DataOf(parsed)
            ?? throw new UsageException("--data is missing: name a corpus or its folder.");
        var preset = LanguageModelPresets.Get(parsed.GetValue(_preset) ?? LanguageModelPresets.DefaultName);
        var config = preset.ToConfig(data);
        var model = _shape.Apply(parsed, preset.Model);
        var method = _method.Apply(parsed, MethodConfig.OfDense, console, preset.PruneRate, model is RhnConfig);
        return config with
        {
            Data = Apply(parsed, config.Data),
            Model = model with { Connections = ConnectionOptions.For(model.Connections, method, console) },
            Method = method,
            Training = _recipe.Apply(parsed, preset.Training),
            Parameterization = _parameterization.Apply(parsed, before: null),
        };
    }

    /// <summary>Applies the options given to the configuration of a run to resume or to start from.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="console">Is warned of options that the method ignores.</param>
    /// <param name="saved">The configuration.</param>
    public LanguageModelConfig Asked(ParseResult parsed, CliConsole console, LanguageModelConfig saved)
    {
        var model = _shape.Apply(parsed, saved.Model);
        var method = _method.Apply(
            parsed,
            saved.Method,
            console,
            LanguageModelPresets.All.FirstOrDefault(preset => preset.Name == saved.Preset)?.PruneRate,
            saved.Model is RhnConfig);
        return saved with
        {
            Preset = parsed.GetValue(_preset) ?? saved.Preset,
            Data = Apply(parsed, saved.Data),
            Model = model with { Connections = ConnectionOptions.For(model.Connections, method, console) },
            Method = method,
            Training = _recipe.Apply(parsed, saved.Training),
            Parameterization = _parameterization.Apply(parsed, saved.Parameterization),
        };
    }

    /// <summary>Gets the full name of the data; null if none are named.</summary>
    public string? DataOf(ParseResult parsed)
        => parsed.GetValue(_data) is { } data ? CorpusSource.FullName(data) : null;

    /// <summary>Returns the base model of the parameterization; null for none.</summary>
    /// <param name="parsed">The command line.</param>
    public ParameterizationConfig? BaseModel(ParseResult parsed) => _parameterization.BaseModel(parsed);

    private CorpusConfig Apply(ParseResult parsed, CorpusConfig data)
    {
        string name = DataOf(parsed) ?? data.Name;
        if ((parsed.GetValue(_validationShare) ?? parsed.GetValue(_testShare)) is not null
            && (!File.Exists(name) || TokenFile.IsTokenFile(name)))
        {
            throw new UsageException(
                $"--validation-share and --test-share split a single text file; '{name}' is none: leave them out.");
        }

        return data with
        {
            Name = name,
            TrainTokens = parsed.GetValue(_trainTokens) ?? data.TrainTokens,
            ValidationShare = parsed.GetValue(_validationShare) ?? data.ValidationShare,
            TestShare = parsed.GetValue(_testShare) ?? data.TestShare,
        };
    }
}
