using System.Text.Json.Serialization;
using StRnn.Autograd;
using StRnn.Layers;

namespace StRnn.Experiments.Configuration;

/// <summary>Describes connections of several weights; a model without it has connections of one weight.</summary>
public sealed record ConnectionsConfig
{
    /// <summary>The root of the mean square.</summary>
    public const string Norm = "norm";

    /// <summary>The largest magnitude.</summary>
    public const string Largest = "largest";

    /// <summary>The mean magnitude.</summary>
    public const string Mean = "mean";

    internal static readonly string[] Magnitudes = [Norm, Largest, Mean];

    /// <summary>
    /// Gets the rows of a recurrent layer's matrix that share their columns; null for one of each gate.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RecurrentHeight { get; init; }

    /// <summary>Gets the neighbouring rows of another matrix that share their columns.</summary>
    public required int BlockHeight { get; init; }

    /// <summary>Gets the magnitude of a connection, by which it is pruned and regrown.</summary>
    public required string Magnitude { get; init; }

    /// <summary>Gets the defaults.</summary>
    public static ConnectionsConfig Default { get; } = new()
    {
        BlockHeight = UnitConnections.DefaultBlockHeight,
        Magnitude = Norm,
    };

    /// <summary>Returns the description in a few words that follows that of a model's shape.</summary>
    /// <param name="connections">The connections; null for those of one weight.</param>
    internal static string Suffix(ConnectionsConfig? connections)
    {
        if (connections is null)
        {
            return string.Empty;
        }

        string recurrent = connections.RecurrentHeight is { } height ? $"{height} rows" : "the gates";
        string magnitude = connections.Magnitude == Norm ? string.Empty : $", magnitude {connections.Magnitude}";
        return $", connections of {recurrent} of a unit (elsewhere {connections.BlockHeight} rows{magnitude})";
    }

    /// <summary>Returns the option of the models.</summary>
    /// <exception cref="FormatException">There is no such magnitude.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A height is none of 1, 2, 4 and 8.</exception>
    internal UnitConnections ToOptions() => new()
    {
        RecurrentHeight = RecurrentHeight,
        BlockHeight = BlockHeight,
        Magnitude = Magnitude switch
        {
            Norm => BlockMagnitude.Norm,
            Largest => BlockMagnitude.Largest,
            Mean => BlockMagnitude.Mean,
            _ => throw new FormatException(
                $"there is no magnitude '{Magnitude}': use {string.Join(" or ", Magnitudes)}."),
        },
    };
}
