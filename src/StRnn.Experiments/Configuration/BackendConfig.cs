using System.Text.Json.Serialization;
using StRnn.Backends;

namespace StRnn.Experiments.Configuration;

/// <summary>Names where a run computed.</summary>
/// <param name="Name">The backend's name.</param>
/// <param name="Device">Its device.</param>
/// <param name="InstructionSet">The instruction set, on which the last bits of results depend.</param>
/// <param name="Threads">The number of threads, on which they do not.</param>
public sealed record BackendConfig(string Name, string Device, string InstructionSet, int Threads)
{
    /// <summary>
    /// Gets the machine's processor with family and model; null where the system does not tell, and in configurations
    /// from before it was recorded.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Processor { get; init; }

    internal static BackendConfig Of(BackendInfo info)
        => new(info.Name, info.Device, info.InstructionSet, info.Threads) { Processor = ProcessorName.Text };
}
