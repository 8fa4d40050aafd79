using System.Runtime.InteropServices;

namespace StRnn.Comparison.Report;

/// <summary>The machine of a comparison.</summary>
/// <param name="Processor">The CPU's name, family and model.</param>
/// <param name="Processors">The number of logical processors.</param>
/// <param name="System">Operating system and runtime.</param>
internal sealed record MachineInfo(string Processor, int Processors, string System)
{
    /// <summary>Describes this machine.</summary>
    public static MachineInfo Read()
    {
        var lines = File.Exists("/proc/cpuinfo") ? File.ReadAllLines("/proc/cpuinfo") : [];
        string Field(string name) => lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
            ?.Split(':', 2)[1].Trim() ?? "unknown";
        return new MachineInfo(
            $"{Field("model name")} (family {Field("cpu family")}, model {Field("model\t")})",
            Environment.ProcessorCount,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
    }
}
