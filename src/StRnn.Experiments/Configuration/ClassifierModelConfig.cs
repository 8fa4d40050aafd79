using System.Text.Json.Serialization;
using StRnn.Layers.Cells;
using StRnn.Text.Classification;

namespace StRnn.Experiments.Configuration;

/// <summary>Describes a text classifier's shape: embedding, recurrent layers, output layer.</summary>
public sealed record ClassifierModelConfig
{
    /// <summary>Pooling by the last state.</summary>
    public const string Last = "last";

    /// <summary>Pooling by the mean over the steps.</summary>
    public const string Mean = "mean";

    /// <summary>Gates by the logistic function.</summary>
    public const string Logistic = "logistic";

    /// <summary>Gates by the hard sigmoid of early Keras.</summary>
    public const string HardSigmoid = "hard-sigmoid";

    internal static readonly string[] Poolings = [Last, Mean];
    internal static readonly string[] Cells = [.. CellCatalog.All.Select(cell => cell.Name)];
    internal static readonly string[] Gates = [Logistic, HardSigmoid];

    /// <summary>Gets E, the embedding's width.</summary>
    public int Width { get; init; } = 256;

    /// <summary>Gets the recurrent cell, a name of <see cref="CellCatalog"/>; null for lstm.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cell { get; init; }

    /// <summary>
    /// Gets where a GRU's reset gate acts, after or before the candidate's product; null for after, and for cells
    /// without such a gate.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reset { get; init; }

    /// <summary>Gets L, the number of recurrent layers; null for 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Layers { get; init; }

    /// <summary>Gets a value indicating whether each layer also reads the texts from their end; null for no.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Bidirectional { get; init; }

    /// <summary>Gets H, the hidden width of each layer and direction.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>Gets the input of the output layer, <see cref="Last"/> or <see cref="Mean"/>.</summary>
    public string Pooling { get; init; } = Last;

    /// <summary>Gets the activation of the gates, <see cref="Logistic"/> or <see cref="HardSigmoid"/>.</summary>
    public string GateActivation { get; init; } = Logistic;

    /// <summary>Gets the activation of the cell's candidate; runs from before there was a choice had tanh.</summary>
    public string Candidate { get; init; } = CandidateNames.Tanh;

    /// <summary>
    /// Gets a value indicating whether each gate's matrix has its own connections, pruning and regrowth.
    /// </summary>
    public bool SeparateGates { get; init; } = true;

    /// <summary>Gets the connections of several weights; null for one weight each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConnectionsConfig? Connections { get; init; }

    /// <summary>Gets a value indicating whether padding is no input at all, in place of a word like others.</summary>
    public bool MaskPadding { get; init; }

    /// <summary>Gets p of the dropout of the embedding.</summary>
    public double DropoutInput { get; init; }

    /// <summary>Gets p of the dropout before the output layer.</summary>
    public double DropoutOutput { get; init; }

    /// <summary>Gets r of U(-r, r) for the embedding.</summary>
    public double EmbeddingRange { get; init; } = 0.05;

    /// <summary>Gets the initial bias of the forget gates.</summary>
    public double ForgetBias { get; init; } = 1;

    /// <summary>Gets the shape in a few words.</summary>
    public string Summary
        => $"{Width} -> {(Layers > 1 ? $"{Layers}x" : string.Empty)}{Hidden} {CellName}"
            + (Bidirectional == true ? " in both directions" : string.Empty)
            + (Reset is null ? string.Empty : $", reset {Reset}")
            + $", {Pooling}, {GateActivation} gates"
            + (Candidate == DefaultCandidate ? string.Empty : CandidateNames.Words(Candidate))
            + ConnectionsConfig.Suffix(Connections);

    internal string CellName => Cell ?? ModelConfig.Lstm;

    internal string DefaultCandidate => CandidateNames.Of(CellCatalog.Get(CellName).Candidate);

    /// <summary>Declares the model, which has no weights yet.</summary>
    /// <param name="vocabularySize">V.</param>
    /// <param name="classes">C.</param>
    /// <exception cref="FormatException">A word stands for nothing.</exception>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public TextClassifier ToModel(int vocabularySize, int classes) => new(new TextClassifierOptions
    {
        VocabularySize = vocabularySize,
        Width = Width,
        Cell = StackedConfig.ToCell(CellName, Reset),
        Layers = Layers ?? 1,
        IsBidirectional = Bidirectional ?? false,
        Hidden = Hidden,
        Classes = classes,
        Pooling = Pooling switch
        {
            Last => SequencePooling.LastState,
            Mean => SequencePooling.Mean,
            _ => throw new FormatException($"there is no pooling '{Pooling}': use {string.Join(" or ", Poolings)}."),
        },
        GateActivation = GateActivation switch
        {
            Logistic => StRnn.Backends.Kernels.GateActivation.Logistic,
            HardSigmoid => StRnn.Backends.Kernels.GateActivation.HardSigmoid,
            _ => throw new FormatException($"there are no gates '{GateActivation}': use {string.Join(" or ", Gates)}."),
        },
        Candidate = CandidateNames.Parse(Candidate),
        SeparateGates = SeparateGates,
        Connections = Connections?.ToOptions(),
        MaskPadding = MaskPadding,
        InputDropout = (float)DropoutInput,
        OutputDropout = (float)DropoutOutput,
        EmbeddingRange = EmbeddingRange,
        ForgetBias = ForgetBias,
    });
}
