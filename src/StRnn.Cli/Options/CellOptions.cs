using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;
using StRnn.Layers.Cells.Gru;

namespace StRnn.Cli.Options;

/// <summary>The options that choose a recurrent cell.</summary>
/// <param name="cells">The names of the cells that the model can have.</param>
internal sealed class CellOptions(IReadOnlyList<string> cells)
{
    private readonly Option<string?> _cell = OptionFactory.Choice(
        "--cell", "The recurrent cell (default: the preset's).", cells);

    private readonly Option<string?> _reset = OptionFactory.Choice(
        "--reset",
        "GRU: the reset gate acts after the candidate's product, as in PyTorch (default), or before it (Cho et al.).",
        [GruCell.After, GruCell.Before]);

    public IReadOnlyList<Option> All => [_cell, _reset];

    /// <summary>Gets the cell that is asked for, or else the one that there is.</summary>
    public string CellOf(ParseResult parsed, string cell) => parsed.GetValue(_cell) ?? cell;

    /// <summary>Gets the reset that is asked for, or else the one that there is; null for the default.</summary>
    public string? ResetOf(ParseResult parsed, string cell, string? reset)
    {
        string? asked = parsed.GetValue(_reset);
        if (asked is not null && cell != new GruCell().Name)
        {
            throw new UsageException($"--reset cannot be used with --cell {cell}: leave it out.");
        }

        string? chosen = asked ?? (cell == new GruCell().Name ? reset : null);
        return chosen == GruCell.After ? null : chosen;
    }

    /// <summary>Replaces the cell of a language model; everything that both cells have is kept.</summary>
    public ModelConfig Apply(ParseResult parsed, ModelConfig model)
    {
        string cell = CellOf(parsed, model.Cell);
        var applied = cell == model.Cell ? model
            : cell == ModelConfig.Rhn ? new RhnConfig { Hidden = model.Hidden }
            : StackedConfig.Of(cell, model.Hidden) is var stack && model is StackedConfig before
                ? stack with { Layers = before.Layers, SeparateGates = before.SeparateGates, Dropout = before.Dropout }
                : stack;
        applied = applied with { EmbeddingRange = model.EmbeddingRange, RecurrentRange = model.RecurrentRange };
        string? reset = ResetOf(parsed, cell, (applied as StackedConfig)?.Reset);
        return applied is StackedConfig changed ? changed with { Reset = reset } : applied;
    }

    /// <summary>
    /// Replaces the cell of a preset's text classifier, which cannot be every cell of a language model.
    /// </summary>
    public ClassifierModelConfig ApplyToClassifier(ParseResult parsed, string preset, ClassifierModelConfig model)
    {
        string cell = CellOf(parsed, model.CellName);
        return ClassifierModelConfig.Cells.Contains(cell)
            ? Apply(parsed, model)
            : throw new UsageException(
                $"--cell {cell} cannot be used with --preset {preset}, a classifier: use one of "
                + $"{string.Join(", ", ClassifierModelConfig.Cells)}.");
    }

    /// <summary>Replaces the cell of a text classifier.</summary>
    public ClassifierModelConfig Apply(ParseResult parsed, ClassifierModelConfig model)
    {
        string cell = CellOf(parsed, model.CellName);
        var applied = cell == model.CellName
            ? model
            : model with { Cell = cell == ModelConfig.Lstm ? null : cell };
        return applied with
        {
            Reset = ResetOf(parsed, cell, model.Reset),
            Candidate = cell == model.CellName ? model.Candidate : applied.DefaultCandidate,
        };
    }
}
