using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Cpu;

namespace StRnn.Conformance.Tests;

/// <summary>A native library that is missing or unfit is named, with the reason.</summary>
[NonParallelizable]
public sealed class NativeLibraryTests
{
    private const string Variable = "STRNN_NATIVE_LIBRARY";
    private string? _before;
    private string _path = string.Empty;

    [SetUp]
    public void SetUp()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("The files are Linux's.");
        }

        _before = Environment.GetEnvironmentVariable(Variable);
        _path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.so");
        Environment.SetEnvironmentVariable(Variable, _path);
    }

    [TearDown]
    public void TearDown()
    {
        if (_path.Length > 0)
        {
            Environment.SetEnvironmentVariable(Variable, _before);
            File.Delete(_path);
        }
    }

    [Test]
    public void A_library_that_the_variable_names_and_that_is_missing_is_an_error()
        => Assert.That(Problem(), Is.EqualTo(
            $"the native library '{_path}', which {Variable} names, does not exist: correct the variable or remove it"));

    [Test]
    public void A_library_for_another_processor_says_so()
    {
        byte[] header = new byte[64];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(header, 0);
        header[16] = 3;
        header[18] = 243;
        File.WriteAllBytes(_path, header);
        Assert.That(Problem(), Does.Contain($"'{_path}' is there but").And.Contains("it is built for linux-riscv64"));
    }

    [Test]
    public void A_file_that_is_no_library_is_refused_in_the_systems_words()
    {
        File.WriteAllText(_path, "not a library, but long enough to have a header of sixty-four bytes, and then more");
        Assert.That(Problem(), Does.Contain($"'{_path}' is there but").And.Contains("invalid ELF header"));
    }

    private static string Problem()
    {
        var provider = new CpuBackendProvider();
        var probe = provider.Probe();
        Assert.That(probe.Available, Is.False);
        var error = Assert.Throws<BackendException>(() => provider.Create(new StRnnOptions()));
        Assert.That(error!.Message, Does.Contain(probe.Reason));
        return probe.Reason;
    }
}
