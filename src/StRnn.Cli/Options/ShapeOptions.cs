using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;

namespace StRnn.Cli.Options;

/// <summary>The options that describe a language model's shape.</summary>
internal sealed class ShapeOptions
{
    private readonly CellOptions _cell = new(ModelConfig.Cells);

    private readonly Option<string?> _candidate = CommonOptions.Candidate();

    private readonly Option<int?> _hidden = OptionFactory.Count(
        "--hidden", "H, hidden width and width of the embedding.");

    private readonly Option<int?> _layers = CommonOptions.Layers("L, stacked layers (not of an RHN).");

    private readonly Option<bool?> _separateGates = OptionFactory.Switch(
        "--separate-gates", "Prune and regrow each gate's matrix by itself, or a layer's gates together (default).");

    private readonly ConnectionOptions _connections = new();

    private readonly Option<int?> _depth = OptionFactory.Count(
        "--depth", "D, micro-layers of an RHN's time step.", least: 1, most: 100);

    private readonly Option<bool?> _tied = OptionFactory.Switch(
        "--tied", "Use the embedding's table as the decoder (default: only an RHN does).");

    private readonly Option<double?> _dropout = OptionFactory.Share(
        "--dropout", "Dropout between layers, never on the recurrence (not of an RHN).");

    private readonly Option<double?> _dropoutEmbedding = OptionFactory.Share(
        "--dropout-embedding", "RHN: dropout of whole words, one draw per word and window.");

    private readonly Option<double?> _dropoutInput = OptionFactory.Share(
        "--dropout-input", "RHN: dropout of the embedding, one mask per window.");

    private readonly Option<double?> _dropoutHidden = OptionFactory.Share(
        "--dropout-hidden", "RHN: dropout of the state inside the recurrent products, one mask per window.");

    private readonly Option<double?> _dropoutOutput = OptionFactory.Share(
        "--dropout-output", "RHN: dropout before the decoder, one mask per window.");

    private readonly Option<double?> _transformBias = OptionFactory.Finite(
        "--transform-bias", "RHN: initial bias of the transform gates.");

    private readonly Option<bool?> _bidirectional = OptionFactory.Switch(
        "--bidirectional", "Refused: a language model that reads from the end sees what it has to predict.");

    private readonly Option<double?> _initRange = OptionFactory.Positive(
        "--init-range", "r: all matrices start from U(-r, r).");

    public IEnumerable<Option> All =>
    [
        .. _cell.All, _candidate, _hidden, _layers, _separateGates, .. _connections.All, _depth, _tied, _dropout,
        _dropoutEmbedding, _dropoutInput, _dropoutHidden, _dropoutOutput, _transformBias, _initRange, _bidirectional,
    ];

    /// <summary>Replaces the parts of a shape for which options are given.</summary>
    public ModelConfig Apply(ParseResult parsed, ModelConfig model)
    {
        if (parsed.GetValue(_bidirectional) == true)
        {
            throw new UsageException(
                "--bidirectional cannot be used with a language model, which would see the words that it has to "
                + "predict: leave it out, or train a classifier.");
        }

        var sized = parsed.GetValue(_hidden) is { } hidden ? model.WithHidden(hidden) : model;
        var shaped = _cell.Apply(parsed, sized);
        ModelConfig applied = shaped is RhnConfig rhn
            ? ApplyRhn(parsed, rhn)
            : ApplyStack(parsed, (StackedConfig)shaped);
        return applied with
        {
            Candidate = parsed.GetValue(_candidate)
                ?? (applied.Cell == model.Cell ? model.Candidate : applied.DefaultCandidate),
            EmbeddingRange = parsed.GetValue(_initRange) ?? sized.EmbeddingRange,
            RecurrentRange = parsed.GetValue(_initRange) ?? sized.RecurrentRange,
            Connections = _connections.Apply(parsed, model.Connections),
        };
    }

    private StackedConfig ApplyStack(ParseResult parsed, StackedConfig stack)
    {
        Refuse(
            parsed,
            stack.Cell,
            [_depth, _dropoutEmbedding, _dropoutInput, _dropoutHidden, _dropoutOutput, _transformBias]);
        return stack with
        {
            Layers = parsed.GetValue(_layers) ?? stack.Layers,
            SeparateGates = parsed.GetValue(_separateGates) ?? stack.SeparateGates,
            Dropout = parsed.GetValue(_dropout) ?? stack.Dropout,
            Tied = parsed.GetValue(_tied) ?? stack.Tied,
        };
    }

    private RhnConfig ApplyRhn(ParseResult parsed, RhnConfig rhn)
    {
        Refuse(parsed, ModelConfig.Rhn, [_layers, _separateGates, _dropout]);
        return rhn with
        {
            Depth = parsed.GetValue(_depth) ?? rhn.Depth,
            Tied = parsed.GetValue(_tied) ?? rhn.Tied,
            DropoutEmbedding = parsed.GetValue(_dropoutEmbedding) ?? rhn.DropoutEmbedding,
            DropoutInput = parsed.GetValue(_dropoutInput) ?? rhn.DropoutInput,
            DropoutHidden = parsed.GetValue(_dropoutHidden) ?? rhn.DropoutHidden,
            DropoutOutput = parsed.GetValue(_dropoutOutput) ?? rhn.DropoutOutput,
            TransformBias = parsed.GetValue(_transformBias) ?? rhn.TransformBias,
        };
    }

    private static void Refuse(ParseResult parsed, string cell, IEnumerable<Option> options)
    {
        var given = OptionFactory.Given(parsed, options);
        if (given.Count > 0)
        {
            throw new UsageException($"{string.Join(", ", given)} cannot be used with --cell {cell}: leave it out.");
        }
    }
}
