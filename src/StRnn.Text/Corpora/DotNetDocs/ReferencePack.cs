using System.Runtime.InteropServices;

namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>
/// The XML documentation files of one version of Microsoft.NETCore.App.Ref, as installed by the .NET SDK.
/// </summary>
public sealed class ReferencePack
{
    /// <summary>The name of the pack.</summary>
    public const string PackName = "Microsoft.NETCore.App.Ref";

    // Listings of processor instructions: a third of all words, but no prose.
    private const string LeftOut = "System.Runtime.Intrinsics";

    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

    private ReferencePack(string version, IReadOnlyList<string> files)
    {
        Version = version;
        Files = files;
    }

    /// <summary>Gets the pack's version, for example 10.0.12.</summary>
    public string Version { get; }

    /// <summary>
    /// Gets the paths of the files in ordinal order of their names, without System.Runtime.Intrinsics*.
    /// </summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Gets the folders to search for a pack, each with its origin, in order of preference.</summary>
    /// <returns>Folders whose children are versions of the pack; they need not exist.</returns>
    public static IReadOnlyList<(string Origin, string Folder)> DefaultFolders()
    {
        var folders = new List<(string Origin, string Folder)>();
        void AddRoot(string origin, string? root)
        {
            if (!string.IsNullOrWhiteSpace(root))
            {
                folders.Add((origin, Path.GetFullPath(Path.Combine(root, "packs", PackName))));
            }
        }

        // <root>/shared/Microsoft.NETCore.App/<version>/
        AddRoot("the running .NET", Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        AddRoot("DOTNET_ROOT", Environment.GetEnvironmentVariable("DOTNET_ROOT"));
        AddRoot("DOTNET_HOST_PATH", Path.GetDirectoryName(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")));
        AddRoot("dotnet on PATH", DotNetOnPath());
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string pack = PackName.ToLowerInvariant();
        folders.Add(("the NuGet packages folder", Path.GetFullPath(Path.Combine(packages, pack))));
        return folders;
    }

    /// <summary>Finds the pack for a .NET version: the highest version in the first folder that has one.</summary>
    /// <param name="folders">The folders to search, as from <see cref="DefaultFolders"/>.</param>
    /// <param name="major">The major version of .NET.</param>
    /// <returns>The pack.</returns>
    /// <exception cref="CorpusException">
    /// No folder has the pack; the message says which were searched and what to do.
    /// </exception>
    public static ReferencePack Find(IEnumerable<(string Origin, string Folder)> folders, int major)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var tried = new List<string>();
        foreach (var (origin, folder) in folders)
        {
            var pack = Versions(folder, major).Select(Open).FirstOrDefault(found => found is not null);
            if (pack is not null)
            {
                return pack;
            }

            tried.Add($"{folder} ({origin})");
        }

        throw new CorpusException(
            $"No XML documentation of .NET {major} ({PackName} {major}.*) was found in {string.Join(", ", tried)}. "
            + "Install the .NET SDK, set DOTNET_ROOT to it, or give a directory with a corpus of your own.");
    }

    /// <summary>Takes the XML files of one directory as a pack.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="version">The version to record.</param>
    /// <returns>The pack.</returns>
    /// <exception cref="CorpusException">The directory is missing or has no XML files.</exception>
    public static ReferencePack FromDirectory(string directory, string version)
    {
        string[] files = XmlFiles(directory);
        return files.Length > 0
            ? new ReferencePack(version, files)
            : throw new CorpusException($"'{directory}' has no XML documentation files (*.xml).");
    }

    private static ReferencePack? Open(string versionFolder)
    {
        string reference = Path.Combine(versionFolder, "ref");
        string[] frameworks = Directory.Exists(reference) ? Directory.GetDirectories(reference, "net*", Readable) : [];
        string[] files = frameworks
            .Order(StringComparer.Ordinal)
            .Select(XmlFiles)
            .FirstOrDefault(f => f.Length > 0) ?? [];
        return files.Length > 0 ? new ReferencePack(Path.GetFileName(versionFolder), files) : null;
    }

    private static string[] XmlFiles(string directory) => Directory.Exists(directory)
        ? [.. Directory.GetFiles(directory, "*.xml", Readable)
            .Where(path => !Path.GetFileName(path).StartsWith(LeftOut, StringComparison.Ordinal))
            .OrderBy(Path.GetFileName, StringComparer.Ordinal)]
        : [];

    /// <summary>Gets the folders of a major version, highest version first; a preview is below its release.</summary>
    private static IEnumerable<string> Versions(string folder, int major) => Directory.Exists(folder)
        ? Directory.GetDirectories(folder, "*", Readable)
            .Select(path => (Path: path, Parts: Path.GetFileName(path).Split('-', 2)))
            .Where(found => System.Version.TryParse(found.Parts[0], out var version) && version.Major == major)
            .OrderByDescending(found => System.Version.Parse(found.Parts[0]))
            .ThenBy(found => found.Parts.Length)
            .ThenByDescending(found => SortKey(found.Parts[^1]), StringComparer.Ordinal)
            .Select(found => found.Path)
        : [];

    /// <summary>Pads the numbers with zeros, so that rc.10 is above rc.2.</summary>
    private static string SortKey(string label) =>
        string.Join('.', label.Split('.').Select(part => part.All(char.IsAsciiDigit) ? part.PadLeft(10, '0') : part));

    private static string? DotNetOnPath()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var file = new FileInfo(Path.Combine(folder, name));
            if (file.Exists)
            {
                return Path.GetDirectoryName(LinkTarget(file));
            }
        }

        return null;
    }

    private static string LinkTarget(FileInfo file)
    {
        try
        {
            return (file.ResolveLinkTarget(returnFinalTarget: true) ?? file).FullName;
        }
        catch (IOException)
        {
            return file.FullName;
        }
    }
}
