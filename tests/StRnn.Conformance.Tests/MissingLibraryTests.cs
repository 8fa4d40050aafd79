using StRnn.Cpu.Native;

namespace StRnn.Conformance.Tests;

/// <summary>What is said where the native library cannot be loaded.</summary>
public sealed class MissingLibraryTests
{
    [TestCase("linux-musl-x64", "glibc")]
    [TestCase("linux-x64", "add the package for this platform")]
    [TestCase("win-x64", "add the package for this platform")]
    public void The_advice_fits_the_platform(string platform, string advice)
        => Assert.That(NativeLibraryLoader.AdviceFor(platform), Does.Contain(advice));
}
