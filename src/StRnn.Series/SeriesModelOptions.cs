using StRnn.Layers;

namespace StRnn.Series;

/// <summary>The shape of a model of number series: inputs, hidden layers and outputs.</summary>
public sealed record SeriesModelOptions
{
    /// <summary>Gets the number of input channels C.</summary>
    public required int Inputs { get; init; }

    /// <summary>Gets the number of outputs m: values, or classes.</summary>
    public required int Outputs { get; init; }

    /// <summary>Gets the name of the layers' cell, one of <see cref="StRnn.Layers.Cells.CellCatalog"/>.</summary>
    public string Cell { get; init; } = "lstm";

    /// <summary>
    /// Gets a value indicating whether each layer reads a sequence in both directions; a forecast cannot.
    /// </summary>
    public bool IsBidirectional { get; init; }

    /// <summary>Gets the hidden size H of each layer and direction.</summary>
    public required int Hidden { get; init; }

    /// <summary>Gets the number of recurrent layers L.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Gets the dropout probability p between the layers and on the last layer's output.</summary>
    public float Dropout { get; init; }

    /// <summary>
    /// Gets what connections of several weights the recurrent layers have; null for one weight each. The output layer
    /// stays dense.
    /// </summary>
    public UnitConnections? Connections { get; init; }

    /// <summary>
    /// Gets a value indicating whether the output layer reads one state of a sequence, the last, instead of the state
    /// of each step.
    /// </summary>
    public bool IsPerSequence { get; init; }

    /// <summary>
    /// Gets the range r of the initial distribution U(-r, r) of the recurrent layers; null for 1 / sqrt(H), as in
    /// PyTorch.
    /// </summary>
    public double? RecurrentRange { get; init; }

    /// <summary>Gets the initial bias of the forget gates, where the cell has such gates.</summary>
    public double ForgetBias { get; init; } = 1;
}
