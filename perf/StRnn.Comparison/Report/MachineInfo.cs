using System.Runtime.InteropServices;

namespace StRnn.Comparison.Report;

/// <summary>Where a comparison ran.</summary>
/// <param name="Processor">The CPU's name and what tells its kind.</param>
/// <param name="Processors">How many.</param>
/// <param name="System">Operating system and runtime.</param>
internal sealed record MachineInfo(string Processor, int Processors, string System)
{
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
