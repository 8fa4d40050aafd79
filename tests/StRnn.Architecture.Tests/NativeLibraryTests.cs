using StRnn.Architecture.Tests.Support;

namespace StRnn.Architecture.Tests;

/// <summary>What the native libraries that were built ask of the system they are loaded on.</summary>
public sealed class NativeLibraryTests
{
    /// <summary>RHEL 8, Debian 10 and Ubuntu 20.04 have it or a later one.</summary>
    private static readonly Version NewestGlibc = new(2, 28);

    [Test]
    public void Linux_libraries_need_no_newer_glibc_than_2_28()
    {
        string folder = Repository.At("artifacts", "native");
        string[] libraries = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.so", SearchOption.AllDirectories)]
            : [];
        if (libraries.Length == 0)
        {
            Assert.Ignore("no library for Linux was built here");
        }

        foreach (string library in libraries)
        {
            Check(Path.GetFileName(Path.GetDirectoryName(library)!), File.ReadAllBytes(library));
        }
    }

    /// <summary>Requires a Linux library to be of its platform's processor, and content with an old glibc.</summary>
    internal static void Check(string platform, byte[] content)
    {
        var library = new ElfFile(content);
        Assert.That(library.Machine, Is.EqualTo(platform.EndsWith("arm64", StringComparison.Ordinal) ? 183 : 62));
        Version[] wanted = [.. library.Versions
            .Where(version => version.StartsWith("GLIBC_", StringComparison.Ordinal))
            .Select(version => Version.Parse(version["GLIBC_".Length..]))];
        Assert.That(wanted, Is.Not.Empty, platform);
        Assert.That(wanted.Max(), Is.LessThanOrEqualTo(NewestGlibc), platform);
    }
}
