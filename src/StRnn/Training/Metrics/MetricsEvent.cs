using System.Text.Json;
using System.Text.Json.Serialization;

namespace StRnn.Training.Metrics;

/// <summary>
/// An event of a run, written as a line of <c>metrics.jsonl</c> and shown by progress displays. Each kind of event has
/// its own record. Fields that do not apply are null and omitted from the line. <see cref="MetricsEntry"/> reads lines
/// back.
/// </summary>
public abstract record MetricsEvent
{
    private protected const string TrainSplit = SplitNames.Train;

    private protected MetricsEvent(string name) => Event = name;

    /// <summary>Gets the kind: step, epoch, topology, eval or done.</summary>
    [JsonPropertyOrder(-3)]
    public string Event { get; }

    /// <summary>Gets the epoch, from 1.</summary>
    [JsonPropertyOrder(-2)]
    public required int Epoch { get; init; }

    /// <summary>Gets the training steps done.</summary>
    [JsonPropertyOrder(-1)]
    public long Step { get; init; }

    /// <summary>Gets the backend's name and instruction set.</summary>
    [JsonPropertyOrder(1)]
    public string Backend { get; init; } = string.Empty;

    /// <summary>Gets the seconds since this process began the run.</summary>
    [JsonPropertyOrder(2)]
    public double ElapsedS { get; init; }

    /// <summary>Gets the line, without its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, GetType(), MetricsJson.Default);
}
