using StRnn.Backends;

namespace StRnn.Cli.Configuration;

/// <summary>Where a run computed.</summary>
internal sealed record BackendConfig(string Name, string Device, string InstructionSet, int Threads)
{
    public static BackendConfig Of(BackendInfo info) => new(info.Name, info.Device, info.InstructionSet, info.Threads);
}
