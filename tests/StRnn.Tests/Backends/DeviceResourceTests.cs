using System.Runtime.CompilerServices;
using StRnn.Backends;
using StRnn.Backends.Memory;

namespace StRnn.Tests.Backends;

/// <summary>When memory is freed: once, and not while a kernel holds it.</summary>
public sealed class DeviceResourceTests
{
    [Test]
    public void What_is_held_is_freed_when_the_last_one_releases_it()
    {
        var buffer = new CountedBuffer();
        buffer.Hold();
        buffer.Hold();
        buffer.Dispose();
        buffer.Release();
        Assert.That(buffer.Frees, Is.Zero, "held once more");
        buffer.Release();
        Assert.That(buffer.Frees, Is.EqualTo(1));
        buffer.Dispose();
        Assert.That(buffer.Frees, Is.EqualTo(1));
    }

    /// <summary>A thread that comes too late, while another frees the memory, must not free it too.</summary>
    [Test]
    public void What_is_being_freed_is_freed_once()
    {
        var buffer = new CountedBuffer();
        buffer.WhenFreed = () => Assert.That(buffer.Hold, Throws.InstanceOf<ObjectDisposedException>());
        buffer.Dispose();
        Assert.That(buffer.Frees, Is.EqualTo(1));
    }

    /// <summary>An exception of a finalizer would end the process.</summary>
    [Test]
    public void A_collected_buffer_that_cannot_be_freed_ends_nothing()
    {
        int tries = 0;
        Forget(() =>
        {
            tries++;
            throw new BackendException("the device is lost");
        });
        for (int round = 0; round < 10 && tries == 0; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(tries, Is.EqualTo(1));
    }

    /// <summary>A disposed operand that cannot be freed is no reason to refuse all others for good.</summary>
    [Test]
    public void A_use_ends_even_if_an_operand_cannot_be_freed()
    {
        bool isFreed = false;
        var use = new ExclusiveUse("thing", () => isFreed = true);
        var lost = new CountedBuffer { WhenFreed = () => throw new BackendException("the device is lost") };
        Assert.That(
            () =>
            {
                using var call = use.Enter();
                use.Hold(lost);
                lost.Dispose();
            },
            Throws.InstanceOf<BackendException>());
        Exception? refused = null;
        var other = new Thread(() =>
        {
            try
            {
                using var call = use.Enter();
            }
            catch (InvalidOperationException error)
            {
                refused = error;
            }
        });
        other.Start();
        other.Join();
        use.Close();
        Assert.That(refused, Is.Null);
        Assert.That(isFreed);
    }

    [Test]
    public void What_was_adopted_is_closed_first_and_all_of_it_whatever_fails()
    {
        var order = new List<string>();
        var parent = new ExclusiveUse("parent", () => order.Add("parent"));
        var failing = new ExclusiveUse("failing", () => throw new BackendException("the device is lost"));
        var child = new ExclusiveUse("child", () => order.Add("child"));
        parent.Adopt(failing);
        parent.Adopt(child);
        Assert.That(parent.Close, Throws.InstanceOf<BackendException>());
        Assert.Multiple(() =>
        {
            Assert.That(order, Is.EqualTo(new[] { "child", "parent" }));
            Assert.That(
                child.ThrowIfClosed,
                Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("opened from was disposed"));
            Assert.That(
                () => parent.Adopt(new ExclusiveUse("late", () => order.Add("late"))),
                Throws.InstanceOf<ObjectDisposedException>());
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(Action whenFreed) => _ = new CountedBuffer { WhenFreed = whenFreed };

    private sealed class CountedBuffer() : DeviceBuffer(ElementType.Float32, 1)
    {
        public int Frees { get; private set; }

        public Action? WhenFreed { get; set; }

        protected override void Dispose(bool disposing)
        {
            Frees++;
            WhenFreed?.Invoke();
        }
    }
}
