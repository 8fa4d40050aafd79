using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StRnn.Cpu.Native;

/// <summary>
/// Finds and loads the native library: everything in this assembly that depends on the operating system. A
/// <c>ProjectReference</c>, a tool package and a single-file program leave the file in <c>runtimes/RID/native</c>,
/// where the runtime's own search does not look.
/// </summary>
internal static class NativeLibraryLoader
{
    /// <summary>The library's name in the imports; the operating system adds prefix and suffix.</summary>
    public const string LibraryName = "strnn_native";

    /// <summary>The version of the ABI that this assembly is written for.</summary>
    public const int ExpectedAbiVersion = 9;

    /// <summary>Alpine's C library, which cannot load what is built for glibc.</summary>
    private const string MuslSystem = "linux-musl";

    /// <summary>The environment variable that names another library, for example one with sanitizers.</summary>
    private const string OverrideVariable = "STRNN_NATIVE_LIBRARY";

    // Read once: every session says what it runs on.
    private static readonly Lazy<string> Processor = new(ReadProcessorName);

    private static string FileName
        => OperatingSystem.IsWindows() ? $"{LibraryName}.dll"
            : OperatingSystem.IsMacOS() ? $"lib{LibraryName}.dylib"
            : $"lib{LibraryName}.so";

    private static string RuntimeIdentifier
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win"
                : OperatingSystem.IsMacOS() ? "osx"
                : RuntimeInformation.RuntimeIdentifier.StartsWith(MuslSystem, StringComparison.Ordinal) ? MuslSystem
                : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    /// <summary>Gets the processor's model name, where the system tells it.</summary>
    public static string ProcessorName => Processor.Value;

    /// <summary>Loads the library and checks its ABI.</summary>
    /// <param name="problem">The reason in one line, when the result is false.</param>
    public static bool TryLoad([NotNullWhen(false)] out string? problem)
    {
        if (Resolve(LibraryName, typeof(NativeLibraryLoader).Assembly, null) == 0)
        {
            problem = Problem(Candidates());
            return false;
        }

        return CheckAbi(out problem);
    }

    /// <summary>Says where a library for a platform comes from.</summary>
    internal static string AdviceFor(string runtimeIdentifier)
        => runtimeIdentifier.StartsWith(MuslSystem, StringComparison.Ordinal)
            ? "none is built for musl, the C library of Alpine: use a system with glibc, such as Debian"
            : "run the build, add the package for this platform";

    /// <summary>
    /// Sets the resolver before any import can be bound: an import is bound when its caller is compiled, which may be
    /// before code in that caller runs.
    /// </summary>
    [SuppressMessage(
        "Usage",
        "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "See above.")]
    [ModuleInitializer]
    internal static void SetResolver()
        => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLoader).Assembly, Resolve);

    // In a method of its own, so that it is compiled only once the library is known to be there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool CheckAbi([NotNullWhen(false)] out string? problem)
    {
        int found = NativeMethods.AbiVersion();
        problem = found == ExpectedAbiVersion
            ? null
            : $"the native library {FileName} has ABI version {found}, this program needs {ExpectedAbiVersion}: "
                + "install matching versions";
        return problem is null;
    }

    /// <summary>
    /// Says why none of the files was loaded: what is there but unfit is named with its platform or the reason.
    /// </summary>
    private static string Problem(string[] candidates)
    {
        string[] present = [.. candidates.Where(File.Exists)];
        if (present.Length > 0)
        {
            string reason = LibraryFile.PlatformOf(present[0]) is { } platform && platform != RuntimeIdentifier
                ? $"it is built for {platform}"
                : ReasonOf(present[0]);
            return $"the native library '{present[0]}' is there but a {RuntimeIdentifier} process cannot load it: "
                + $"{reason}; put the one for {RuntimeIdentifier} in its place, or name it in {OverrideVariable}";
        }

        return IsOverridden
            ? $"the native library '{candidates[0]}', which {OverrideVariable} names, does not exist: correct the "
                + "variable or remove it"
            : $"the native library {FileName} for {RuntimeIdentifier} was not found; tried "
                + $"{string.Join(", ", candidates)} and the system's search path: "
                + $"{AdviceFor(RuntimeIdentifier)}, or set {OverrideVariable}";
    }

    private static string ReasonOf(string path)
    {
        try
        {
            NativeLibrary.Free(NativeLibrary.Load(path));
            return "it was loaded at a second try";
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            // The runtime repeats path and reason for every name that it tried; the first line is the system's.
            string line = error.Message.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .FirstOrDefault(text => text.StartsWith(path, StringComparison.Ordinal)) ?? error.Message;
            return line.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        }
    }

    private static string ReadProcessorName()
    {
        const string LinuxFile = "/proc/cpuinfo";
        if (OperatingSystem.IsLinux() && File.Exists(LinuxFile))
        {
            string? line = File.ReadLines(LinuxFile)
                .FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal));
            if (line is not null)
            {
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? $"{RuntimeInformation.ProcessArchitecture} processor";
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != LibraryName)
        {
            return 0;
        }

        foreach (string candidate in Candidates())
        {
            if (NativeLibrary.TryLoad(candidate, out nint library))
            {
                return library;
            }
        }

        // A library that is named and missing is an error: another one would hide it.
        return !IsOverridden && NativeLibrary.TryLoad(name, assembly, searchPath, out nint found) ? found : 0;
    }

    private static bool IsOverridden => Environment.GetEnvironmentVariable(OverrideVariable) is { Length: > 0 };

    /// <summary>Lists the files to try: the library named explicitly, else those beside the program.</summary>
    private static string[] Candidates()
        => Environment.GetEnvironmentVariable(OverrideVariable) is { Length: > 0 } path
            ? [path]
            :
            [
                Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeIdentifier, "native", FileName),
                Path.Combine(AppContext.BaseDirectory, FileName),
            ];
}
