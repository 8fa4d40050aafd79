using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.OpenCL;

namespace StRnn.Conformance.Tests;

/// <summary>What a backend says about itself, and its memory.</summary>
public sealed class MemoryTests(string backend) : BackendFixture(backend)
{
    private readonly string _name = backend;

    [Test]
    public void A_backend_says_what_it_runs_on()
    {
        BackendInfo info = Tested.Info;
        Assert.Multiple(() =>
        {
            Assert.That(info.Name, Is.EqualTo(BackendCatalogue.NameOf(_name)));
            Assert.That(info.Device, Is.Not.Empty);
            Assert.That(info.InstructionSet, Is.Not.Empty);
            Assert.That(info.Threads, Is.Positive);
            Assert.That(info.ElementType, Is.EqualTo(ElementType.Float32));
        });
    }

    [Test]
    public void New_memory_is_zero()
    {
        using DeviceBuffer floats = Tested.Allocate(ElementType.Float32, 1001);
        using DeviceBuffer ids = Tested.Allocate(ElementType.Int32, 1001);
        float[] readFloats = [.. Enumerable.Repeat(1f, 1001)];
        int[] readIds = [.. Enumerable.Repeat(1, 1001)];
        Tested.Read(new VectorView(floats), readFloats.AsSpan());
        Tested.Read(new VectorView(ids), readIds.AsSpan());
        Assert.Multiple(() =>
        {
            Assert.That((floats.ElementType, floats.LengthInBytes), Is.EqualTo((ElementType.Float32, 4004)));
            Assert.That((ids.ElementType, ids.LengthInBytes), Is.EqualTo((ElementType.Int32, 4004)));
            Assert.That(readFloats, Is.All.Zero);
            Assert.That(readIds, Is.All.Zero);
        });
    }

    [Test]
    public void Floating_point_memory_of_another_type_is_refused() =>
        Assert.That(() => Tested.Allocate(ElementType.Float64, 1), Throws.ArgumentException);

    [Test]
    public void A_piece_is_written_and_read_back_and_its_neighbours_stay()
    {
        using DeviceBuffer buffer = Tested.Allocate(ElementType.Float32, 10);
        Tested.Write<float>([1, 2, 3], new VectorView(buffer, 3, 3));
        var all = new float[10];
        Tested.Read(new VectorView(buffer), all.AsSpan());
        var piece = new float[2];
        Tested.Read(new VectorView(buffer, 4, 2), piece.AsSpan());
        Assert.That(all, Is.EqualTo(new float[] { 0, 0, 0, 1, 2, 3, 0, 0, 0, 0 }));
        Assert.That(piece, Is.EqualTo(new float[] { 2, 3 }));
    }

    [Test]
    public void An_empty_buffer_is_a_buffer()
    {
        using DeviceBuffer buffer = Tested.Allocate(ElementType.Float32, 0);
        Assert.That(buffer.Length, Is.Zero);
        Assert.That(() => Tested.Write<float>([], new VectorView(buffer)), Throws.Nothing);
    }

    [Test]
    public void A_copy_between_different_lengths_or_types_is_refused()
    {
        using DeviceBuffer floats = Tested.Allocate(ElementType.Float32, 4);
        using DeviceBuffer ids = Tested.Allocate(ElementType.Int32, 4);
        Assert.Multiple(() =>
        {
            Assert.That(() => Tested.Write<float>([1, 2, 3], new VectorView(floats)), Throws.ArgumentException);
            Assert.That(() => Tested.Read(new VectorView(floats), new float[5].AsSpan()), Throws.ArgumentException);
            Assert.That(() => Tested.Write<int>([1, 2, 3, 4], new VectorView(floats)), Throws.ArgumentException);
            Assert.That(() => Tested.Read(new VectorView(ids), new float[4].AsSpan()), Throws.ArgumentException);
        });
    }

    [Test]
    public void Memory_that_no_machine_has_is_refused_as_out_of_memory() =>
        Assert.That(
            () => Tested.Allocate(ElementType.Float32, long.MaxValue / 8),
            Throws.InstanceOf<BackendOutOfMemoryException>());

    [Test]
    public void A_buffer_may_be_disposed_twice()
    {
        DeviceBuffer buffer = Tested.Allocate(ElementType.Float32, 4);
        buffer.Dispose();
        Assert.That(buffer.Dispose, Throws.Nothing);
    }

    [Test]
    public void The_variant_named_in_STRNN_CPU_is_the_one_that_runs()
    {
        string? variant = Environment.GetEnvironmentVariable("STRNN_CPU");
        if (_name == "cpu" && !string.IsNullOrEmpty(variant))
        {
            Assert.That(Tested.Info.InstructionSet, Is.EqualTo(variant));
        }
        else
        {
            Assert.That(
                Tested.Info.InstructionSet, Is.AnyOf("none", "scalar", "avx2", "avx512", OpenClBackend.Language));
        }
    }
}
