using StRnn.Layers;
using StRnn.Layers.Cells;
using StRnn.Layers.Cells.Gru;
using StRnn.Text.LanguageModeling;

namespace StRnn.Experiments.Configuration;

/// <summary>Describes stacked layers of a cell between an embedding and a decoder.</summary>
public record StackedConfig : ModelConfig
{
    /// <summary>Initializes a new instance of the <see cref="StackedConfig"/> class.</summary>
    /// <param name="cell">A name of <see cref="CellCatalog"/>.</param>
    /// <exception cref="FormatException">There is no such cell.</exception>
    public StackedConfig(string cell)
    {
        Cell = CellCatalog.Get(cell).Name;
        Candidate = DefaultCandidate;
    }

    /// <inheritdoc/>
    public override string Cell { get; }

    /// <summary>Gets L, the number of layers.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Gets E, the embedding's width; null for H.</summary>
    public int? Embedding { get; init; }

    /// <summary>
    /// Gets H of each layer where they differ, as in a model whose units have vanished; null for H in all of them.
    /// </summary>
    public IReadOnlyList<int>? Widths { get; init; }

    /// <summary>Gets a value indicating whether each gate has its own number of connections; null for no.</summary>
    public bool? SeparateGates { get; init; }

    /// <summary>Gets a value indicating whether the decoder is the embedding's table; null for no.</summary>
    public bool? Tied { get; init; }

    /// <summary>Gets p of the dropout between layers, never on the recurrence.</summary>
    public double Dropout { get; init; }

    /// <summary>
    /// Gets where a GRU's reset gate acts, after or before the candidate's product; null for after, and for cells
    /// without such a gate.
    /// </summary>
    public string? Reset { get; init; }

    /// <inheritdoc/>
    public override string Summary
        => (Widths is null
            ? $"{Layers}x{Hidden} {Cell}"
            : $"{string.Join("+", Widths)} {Cell}, embedding {Embedding ?? Hidden}")
            + (Tied == true ? ", tied" : string.Empty)
            + (Reset is null ? string.Empty : $", reset {Reset}")
            + (Candidate == DefaultCandidate ? string.Empty : CandidateNames.Words(Candidate))
            + ConnectionsConfig.Suffix(Connections);

    internal override string DefaultCandidate => CandidateNames.Of(CellCatalog.Get(Cell).Candidate);

    /// <summary>Declares the configuration of a cell's stack.</summary>
    /// <param name="cell">The cell's name.</param>
    /// <param name="hidden">H.</param>
    /// <exception cref="FormatException">There is no such cell.</exception>
    public static StackedConfig Of(string cell, int hidden)
        => cell == Lstm ? new LstmConfig { Hidden = hidden } : new StackedConfig(cell) { Hidden = hidden };

    /// <inheritdoc/>
    public override ModelConfig WithDropoutTimes(double share) => this with { Dropout = share * Dropout };

    /// <inheritdoc/>
    public override LanguageModel ToModel(int vocabularySize)
    {
        var options = new RecurrentLanguageModelOptions
        {
            VocabularySize = vocabularySize,
            Cell = ToCell(Cell, Reset),
            Hidden = Hidden,
            Layers = Layers,
            Embedding = Embedding,
            Widths = Widths,
            Dropout = (float)Dropout,
            EmbeddingRange = EmbeddingRange,
            RecurrentRange = RecurrentRange,
            Candidate = CandidateNames.Parse(Candidate),
            SeparateGates = SeparateGates ?? false,
            Tied = Tied ?? false,
            Connections = Connections?.ToOptions(),
        };
        return new RecurrentLanguageModel(options);
    }

    /// <summary>Makes a cell from the words of a configuration.</summary>
    internal static RecurrentCell ToCell(string cell, string? reset)
    {
        var found = CellCatalog.Get(cell);
        return reset is null ? found : found.With(GruCell.ResetChoice, reset);
    }

    // The embedding keeps its width, unless it is the decoder.
    internal override ModelConfig WithUnits(IReadOnlyList<int> units)
        => this with { Widths = [.. units], Embedding = Tied == true ? units[^1] : Embedding ?? Hidden };
}
