using System.Text.Json;
using System.Text.Json.Serialization;
using StRnn.Sparsity.Topology;

namespace StRnn.Training.Checkpoints;

/// <summary>
/// The numbers of connections that some topology updates changed; in a checkpoint, an array of the three.
/// </summary>
/// <param name="Pruned">The number of connections removed.</param>
/// <param name="Regrown">The number of connections added, survivors included.</param>
/// <param name="Survivors">The number of connections removed and drawn again.</param>
[JsonConverter(typeof(ArrayConverter))]
public readonly record struct ConnectionChanges(long Pruned, long Regrown, long Survivors)
{
    /// <summary>Returns the same with those of another update.</summary>
    /// <param name="update">The update.</param>
    public ConnectionChanges Add(TopologyUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return new(Pruned + update.Pruned, Regrown + update.Regrown, Survivors + update.Survivors);
    }

    internal sealed class ArrayConverter : JsonConverter<ConnectionChanges>
    {
        public override ConnectionChanges Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
            => JsonSerializer.Deserialize(ref reader, CheckpointJson.Default.Int64Array) is [var pruned, var regrown, var survivors]
                ? new ConnectionChanges(pruned, regrown, survivors)
                : throw new JsonException("The changes of connections are not three numbers.");

        public override void Write(Utf8JsonWriter writer, ConnectionChanges changes, JsonSerializerOptions options)
            => JsonSerializer.Serialize(
                writer,
                [changes.Pruned, changes.Regrown, changes.Survivors],
                CheckpointJson.Default.Int64Array);
    }
}
