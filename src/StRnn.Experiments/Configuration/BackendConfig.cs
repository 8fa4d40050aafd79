using StRnn.Backends;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Configuration;

/// <summary>Where a run computed.</summary>
internal sealed record BackendConfig(string Name, string Device, string InstructionSet, int Threads)
{
    public static BackendConfig Of(BackendInfo info) => new(info.Name, info.Device, info.InstructionSet, info.Threads);
}
