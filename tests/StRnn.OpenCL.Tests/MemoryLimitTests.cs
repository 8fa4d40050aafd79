using StRnn.Backends;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Interop;
using StRnn.OpenCL.Tests.Bench;
using StRnn.Tensors;

namespace StRnn.OpenCL.Tests;

public sealed class MemoryLimitTests
{
    [Test]
    public void Too_large_a_buffer_is_refused_with_the_bytes_the_limit_and_the_largest_buffers()
    {
        using var backend = OpenCl.Open();
        using var weight = new Tensor(backend, 300, 700);
        using var small = new Tensor(backend, 3, 7);
        weight.SetValues(new float[300 * 700]);
        long elements = (backend.Device.LargestAllocation / sizeof(float)) + 1;
        var error = Assert.Throws<BackendOutOfMemoryException>(() => backend.Allocate(ElementType.Float32, elements));
        Assert.That(
            error!.Message,
            Does.Contain($"{elements * sizeof(float)} bytes").And.Contain($"{backend.Device.LargestAllocation} bytes")
                .And.Contain("840000 (a buffer of 210000 elements)").And.Contain(backend.Device.Name).And.Not.Contain("\n"));
        Assert.That(weight.ToArray(), Is.All.Zero, "what is on the device can still be read");
    }

    [Test]
    public void More_than_the_device_has_is_refused_though_each_buffer_fits()
    {
        var device = OpenCl.Device() with { GlobalBytes = 1 << 20, LargestAllocation = 1 << 20 };
        Assert.That(OpenClLibrary.TryOpen(out var api, out _));
        using var context = new ClContext(api!, device);
        var ledger = new MemoryLedger(context);
        var held = ledger.Allocate(700_000, "the first");
        var error = Assert.Throws<BackendOutOfMemoryException>(() => ledger.Allocate(500_000, "the second"));
        Assert.That(
            error!.Message, Does.Contain("500000 bytes for the second").And.Contain("1048576 bytes in all").And.Contain("700000 (the first)"));
        ledger.Free(held);
        ledger.Free(ledger.Allocate(500_000, "the second"));
        Assert.That(ledger.LiveBytes, Is.Zero);
    }

    [Test]
    public void Memory_is_counted_and_returned()
    {
        using var backend = OpenCl.Open();
        long before = backend.LiveBytes;
        var buffer = backend.Allocate(ElementType.Float32, 1000);
        Assert.That(backend.LiveBytes - before, Is.EqualTo(4000));
        buffer.Dispose();
        buffer.Dispose();
        Assert.That(backend.LiveBytes, Is.EqualTo(before));
    }
}
