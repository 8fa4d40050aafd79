using System.Reflection;

namespace StRnn.Experiments.Configuration;

/// <summary>The program's name and version.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } = "strnn " + (typeof(ProgramVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");
}
