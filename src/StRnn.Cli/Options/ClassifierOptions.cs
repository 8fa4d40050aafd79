using System.CommandLine;
using StRnn.Experiments.Configuration;

namespace StRnn.Cli.Options;

/// <summary>The options that describe a text classifier's shape.</summary>
internal sealed class ClassifierOptions
{
    private readonly CellOptions _cell = new(ClassifierModelConfig.Cells);

    private readonly Option<int?> _layers = CommonOptions.Layers("L, stacked recurrent layers (default 1).");

    private readonly Option<bool?> _bidirectional = OptionFactory.Switch(
        "--bidirectional", "Read the texts from their end too: each layer has H units for each direction.");

    private readonly Option<int?> _width = OptionFactory.Count("--width", "E, width of the embedding (default 256).");

    private readonly Option<int?> _hidden = OptionFactory.Count("--hidden", "H, hidden width (default 256).");

    private readonly Option<string?> _pooling = OptionFactory.Choice(
        "--pooling",
        "Input of the output layer: the last state (default), or the mean over the steps.",
        ClassifierModelConfig.Poolings);

    private readonly Option<string?> _gates = OptionFactory.Choice(
        "--gates",
        "Activation of the gates: logistic (default), or the hard sigmoid of early Keras.",
        ClassifierModelConfig.Gates);

    private readonly Option<string?> _candidate = CommonOptions.Candidate();

    private readonly Option<bool?> _separateGates = OptionFactory.Switch(
        "--separate-gates", "Prune and regrow each gate's matrix by itself (default), or all together (false).");

    private readonly ConnectionOptions _connections = new();

    private readonly Option<bool?> _maskPadding = OptionFactory.Switch(
        "--mask-padding", "Skip padding, at no cost; by default it is a word like any other, as in Keras.");

    private readonly Option<double?> _dropoutInput = OptionFactory.Share(
        "--dropout-input", "Dropout of the embedding.");

    private readonly Option<double?> _dropoutOutput = OptionFactory.Share(
        "--dropout-output", "Dropout before the output layer.");

    private readonly Option<double?> _initRange = OptionFactory.Positive(
        "--init-range", "r: the embedding starts from U(-r, r) (default 0.05).");

    private readonly Option<double?> _forgetBias = OptionFactory.Finite(
        "--forget-bias", "LSTM: initial bias of the forget gates (default 1).");

    public IEnumerable<Option> All =>
    [
        .. _cell.All, _layers, _bidirectional, _width, _hidden, _pooling, _gates, _candidate, _separateGates,
        .. _connections.All, _maskPadding, _dropoutInput, _dropoutOutput,
        _initRange, _forgetBias,
    ];

    /// <summary>Replaces the parts of a shape for which options are given.</summary>
    public ClassifierModelConfig Apply(ParseResult parsed, ClassifierModelConfig model)
        => ApplyShape(parsed, _cell.Apply(parsed, model));

    private ClassifierModelConfig ApplyShape(ParseResult parsed, ClassifierModelConfig model) => model with
    {
        Layers = parsed.GetValue(_layers) is { } layers ? (layers == 1 ? null : layers) : model.Layers,
        Bidirectional = parsed.GetValue(_bidirectional) is { } both ? (both ? true : null) : model.Bidirectional,
        Width = parsed.GetValue(_width) ?? model.Width,
        Hidden = parsed.GetValue(_hidden) ?? model.Hidden,
        Pooling = parsed.GetValue(_pooling) ?? model.Pooling,
        GateActivation = parsed.GetValue(_gates) ?? model.GateActivation,
        Candidate = parsed.GetValue(_candidate) ?? model.Candidate,
        SeparateGates = parsed.GetValue(_separateGates) ?? model.SeparateGates,
        Connections = _connections.Apply(parsed, model.Connections),
        MaskPadding = parsed.GetValue(_maskPadding) ?? model.MaskPadding,
        DropoutInput = parsed.GetValue(_dropoutInput) ?? model.DropoutInput,
        DropoutOutput = parsed.GetValue(_dropoutOutput) ?? model.DropoutOutput,
        EmbeddingRange = parsed.GetValue(_initRange) ?? model.EmbeddingRange,
        ForgetBias = parsed.GetValue(_forgetBias) ?? model.ForgetBias,
    };
}
