using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;

namespace StRnn.Cli.Options;

/// <summary>The options that describe a language model's shape.</summary>
internal sealed class ShapeOptions
{
    private readonly Option<string?> _cell = OptionFactory.Choice(
        "--cell", "The recurrent cell (default: the preset's).", ModelConfig.Cells);

    private readonly Option<string?> _candidate = CommonOptions.Candidate();

    private readonly Option<int?> _hidden = OptionFactory.Count(
        "--hidden", "H, hidden width and width of the embedding.");

    private readonly Option<int?> _layers = CommonOptions.Layers("L, stacked LSTM layers.");

    private readonly Option<bool?> _separateGates = OptionFactory.Switch(
        "--separate-gates", "LSTM: prune and regrow each gate's matrix by itself, or all four together (default).");

    private readonly Option<int?> _depth = OptionFactory.Count(
        "--depth", "D, micro-layers of an RHN's time step.", least: 1, most: 100);

    private readonly Option<bool?> _tied = OptionFactory.Switch(
        "--tied", "Use the embedding's table as the decoder (default: an RHN does, an LSTM does not).");

    private readonly Option<double?> _dropout = OptionFactory.Share(
        "--dropout", "LSTM: dropout between layers, never on the recurrence.");

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

    private readonly Option<double?> _initRange = OptionFactory.Positive(
        "--init-range", "r: all matrices start from U(-r, r).");

    public IEnumerable<Option> All =>
    [
        _cell, _candidate, _hidden, _layers, _separateGates, _depth, _tied, _dropout, _dropoutEmbedding, _dropoutInput,
        _dropoutHidden, _dropoutOutput, _transformBias, _initRange,
    ];

    /// <summary>Replaces the parts of a shape for which options are given.</summary>
    public ModelConfig Apply(ParseResult parsed, ModelConfig model)
    {
        string cell = parsed.GetValue(_cell) ?? model.Cell;
        var sized = parsed.GetValue(_hidden) is { } hidden ? model.WithHidden(hidden) : model;
        ModelConfig applied = cell == ModelConfig.Rhn ? ApplyRhn(parsed, sized) : ApplyLstm(parsed, sized);
        return applied with
        {
            Candidate = parsed.GetValue(_candidate) ?? model.Candidate,
            EmbeddingRange = parsed.GetValue(_initRange) ?? sized.EmbeddingRange,
            RecurrentRange = parsed.GetValue(_initRange) ?? sized.RecurrentRange,
        };
    }

    private LstmConfig ApplyLstm(ParseResult parsed, ModelConfig model)
    {
        Refuse(
            parsed,
            ModelConfig.Lstm,
            [_depth, _dropoutEmbedding, _dropoutInput, _dropoutHidden, _dropoutOutput, _transformBias]);
        var lstm = model as LstmConfig ?? new LstmConfig { Hidden = model.Hidden };
        return lstm with
        {
            Layers = parsed.GetValue(_layers) ?? lstm.Layers,
            SeparateGates = parsed.GetValue(_separateGates) ?? lstm.SeparateGates,
            Dropout = parsed.GetValue(_dropout) ?? lstm.Dropout,
            Tied = parsed.GetValue(_tied) ?? lstm.Tied,
        };
    }

    private RhnConfig ApplyRhn(ParseResult parsed, ModelConfig model)
    {
        Refuse(parsed, ModelConfig.Rhn, [_layers, _separateGates, _dropout]);
        var rhn = model as RhnConfig ?? new RhnConfig { Hidden = model.Hidden };
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
