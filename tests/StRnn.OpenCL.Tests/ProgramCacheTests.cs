using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Tests.Support;
using StRnn.Tensors;

namespace StRnn.OpenCL.Tests;

/// <summary>Compiled programs and tuning on disk: whatever is wrong there costs time only.</summary>
public sealed class ProgramCacheTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-opencl-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    private string[] Entries => [.. Directory.GetFiles(_folder, "*.bin").Order()];

    [Test]
    public void An_entry_is_written_once_and_used_again()
    {
        OpenAndCompute();
        string entry = Entries.Single();
        byte[] bytes = File.ReadAllBytes(entry);
        var written = File.GetLastWriteTimeUtc(entry);
        OpenAndCompute();
        Assert.That(Entries, Is.EqualTo(new[] { entry }));
        Assert.That(File.ReadAllBytes(entry), Is.EqualTo(bytes));
        Assert.That(File.GetLastWriteTimeUtc(entry), Is.EqualTo(written), "the second time nothing was built");
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1), "no temporary file stays");
    }

    [TestCase("cut")]
    [TestCase("changed")]
    [TestCase("empty")]
    [TestCase("refused")]
    public void A_damaged_entry_is_built_again(string damage)
    {
        OpenAndCompute();
        string entry = Entries.Single();
        byte[] bytes = File.ReadAllBytes(entry);
        byte[] damaged = damage switch
        {
            "cut" => bytes[..(bytes.Length / 2)],
            "changed" => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)],
            "empty" => [],
            _ => Refused(),
        };
        File.WriteAllBytes(entry, damaged);
        OpenAndCompute();
        Assert.That(File.ReadAllBytes(entry), Is.Not.EqualTo(damaged).And.Not.Empty);
        Assert.That(Entries, Has.Length.EqualTo(1));

        // Whole by its hash, and nonsense to the driver.
        static byte[] Refused()
        {
            byte[] nonsense = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
            return [1, 0, 0, 0, .. System.Security.Cryptography.SHA256.HashData(nonsense), .. nonsense];
        }
    }

    [Test]
    public void Another_layout_has_an_entry_of_its_own()
    {
        OpenAndCompute();
        OpenAndCompute(SparseLayout.Rows);
        Assert.That(Entries, Has.Length.EqualTo(2));
    }

    [Test]
    public void Everything_a_binary_depends_on_is_part_of_its_key()
    {
        var device = OpenCl.Device();
        string options = KernelSource.Options(device, DeviceTuning.For(SparseLayout.Rows));
        string[] keys =
        [
            ProgramCache.KeyOf(device, "source", options),
            ProgramCache.KeyOf(device with { PlatformName = "another" }, "source", options),
            ProgramCache.KeyOf(device with { Name = "another" }, "source", options),
            ProgramCache.KeyOf(device with { Version = "another" }, "source", options),
            ProgramCache.KeyOf(device with { DriverVersion = "another" }, "source", options),
            ProgramCache.KeyOf(device with { ComputeUnits = 77 }, "source", options),
            ProgramCache.KeyOf(device, "another", options),
            ProgramCache.KeyOf(device, "source", "another"),
            ProgramCache.KeyOf(
                device, "source",
                KernelSource.Options(device, DeviceTuning.For(SparseLayout.Rows) with { RowLanes = 64 })),
            ProgramCache.KeyOf(
                device, "source",
                KernelSource.Options(device, DeviceTuning.For(SparseLayout.Rows) with { VectorWidth = 8 })),
            ProgramCache.KeyOf(device, "source", KernelSource.Options(device, DeviceTuning.For(SparseLayout.Panels))),
            ProgramCache.KeyOf(
                device with { RoundsDivisionCorrectly = !device.RoundsDivisionCorrectly }, "source",
                KernelSource.Options(
                    device with { RoundsDivisionCorrectly = !device.RoundsDivisionCorrectly },
                    DeviceTuning.For(SparseLayout.Rows))),
            ProgramCache.KeyOf(
                device with { PlatformName = device.PlatformName + device.Name, Name = string.Empty }, "source",
                options),
        ];
        Assert.That(keys, Is.Unique);
        Assert.That(
            ProgramCache.KeyOf(device with { Index = 5 }, "source", options), Is.EqualTo(keys[0]),
            "its number is no part of it");
    }

    /// <summary>
    /// Several processes may open a device at once: a reader sees a whole entry of one of them, or none.
    /// </summary>
    [Test]
    public void Writers_at_the_same_time_leave_whole_entries()
    {
        const int Writers = 3;
        const int Rounds = 60;
        string path = Path.Combine(_folder, "entry.bin");
        byte[][] binaries = [.. Enumerable.Range(1, Writers)
            .Select(writer => Enumerable.Repeat((byte)writer, 40_000 * writer).ToArray())];
        var threads = binaries.Select(binary => new Thread(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                ProgramCache.Save(path, binary);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        int read = 0;
        while (threads.Any(thread => thread.IsAlive))
        {
            bool existed = File.Exists(path);
            bool isWhole = ProgramCache.TryRead(path, out byte[] entry);
            if (isWhole)
            {
                read++;
                Assert.That(binaries.Any(binary => binary.AsSpan().SequenceEqual(entry)), "an entry of two writers");
            }
            else
            {
                Assert.That(existed, Is.False, "half an entry");
            }
        }

        threads.ForEach(thread => thread.Join());
        Assert.That(read, Is.Positive);
        Assert.That(ProgramCache.TryRead(path, out _));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1), "no temporary file stays");
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_no_error()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, string.Empty);
        using var backend = OpenCl.Open(
            new OpenClOptions
            {
                Tuning = DeviceTuning.For(SparseLayout.Panels),
                CacheDirectory = Path.Combine(file, "below"),
            });
        Assert.That(backend.Info.Name, Is.EqualTo("opencl"));
    }

    [Test]
    public void Saved_parameters_are_used_and_damaged_ones_ignored()
    {
        var device = OpenCl.Device();
        var tuning = DeviceTuning.For(device) with { ElementGroup = 4, ProductPanel = 96 };
        string path = TuningStore.Save(device, tuning, _folder);
        Assert.That(TuningStore.Load(device, _folder), Is.EqualTo(tuning));
        using (var backend = OpenCl.Open(new OpenClOptions { CacheDirectory = _folder }))
        {
            Assert.That(backend.Tuning, Is.EqualTo(tuning));
        }

        string other = File.ReadAllText(path).Replace(": 4", ": 5", StringComparison.Ordinal);
        foreach (string damage in new[] { "{", "{\"layout\": \"panels\"}", other })
        {
            File.WriteAllText(path, damage);
            Assert.That(TuningStore.Load(device, _folder), Is.Null, damage);
        }
    }

    private void OpenAndCompute(SparseLayout layout = SparseLayout.Panels)
    {
        using var backend = OpenCl.Open(
            new OpenClOptions { Tuning = DeviceTuning.For(layout), CacheDirectory = _folder });
        using var x = new StRnn.Tensors.Tensor(backend, 3, 5);
        backend.Dense.Fill(x.Values, 0.5f);
        Assert.That(x.ToArray(), Is.All.EqualTo(0.5f));
    }
}
