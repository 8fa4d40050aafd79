using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Conformance.Tests.Support;
using StRnn.OpenCL;
using StRnn.OpenCL.SelfTest;

namespace StRnn.Conformance.Tests;

/// <summary>
/// No kernel is forgotten: a new one fails here until it is in the runs that promise to have them all.
/// </summary>
public sealed class KernelCoverageTests
{
    [Test]
    public void Every_kernel_is_in_the_all_kernels_run()
    {
        using var backend = new RecordingBackend();
        using var oracle = new ReferenceBackend<double>();
        using var bench = new Workbench(backend, oracle, seed: 1);
        new AllKernelsRun(bench).Run();
        Assert.That(RecordingBackend.Families.Count(), Is.AtLeast(9));
        Assert.That(backend.Missing(RecordingBackend.Families), Is.Empty);
    }

    [Test]
    public void Every_kernel_that_OpenCL_has_is_in_its_self_test()
    {
        using var backend = new RecordingBackend();
        OpenClSelfTest.Run(backend);
        Type[] all = typeof(OpenClBackend).Assembly.GetTypes();
        Assert.That(
            backend.Missing(RecordingBackend.Families.Where(family => all.Any(family.IsAssignableFrom))), Is.Empty);
    }
}

/// <summary>
/// The reference backend, which remembers which kernels were called, and has every optional family besides: one that
/// computes nothing.
/// </summary>
internal sealed class RecordingBackend : IBackend
{
    private readonly ReferenceBackend<float> _inner = new();
    private readonly HashSet<string> _called = [];

    public RecordingBackend()
    {
        Sparse = CallRecorder.Of(_inner.Sparse, _called);
        Dense = CallRecorder.Of(_inner.Dense, _called);
        Recurrent = CallRecorder.Of(_inner.Recurrent, _called);
        Loss = CallRecorder.Of(_inner.Loss, _called);
        Optimizer = CallRecorder.Of(_inner.Optimizer, _called);
    }

    /// <summary>Gets the kernel interfaces of the engine.</summary>
    public static IEnumerable<Type> Families => typeof(ISparseKernels).Assembly.GetTypes().Where(
        type => type.IsInterface && type.Namespace == typeof(ISparseKernels).Namespace
            && type.Name.EndsWith("Kernels", StringComparison.Ordinal));

    public BackendInfo Info => _inner.Info;

    public ISparseKernels Sparse { get; }

    public IDenseKernels Dense { get; }

    public IRecurrentKernels Recurrent { get; }

    public ILossKernels Loss { get; }

    public IOptimizerKernels Optimizer { get; }

    /// <summary>Lists the kernels of some families that were not called.</summary>
    public IEnumerable<string> Missing(IEnumerable<Type> families) => families
        .SelectMany(family => family.GetMethods().Select(kernel => CallRecorder.NameOf(family, kernel.Name)))
        .Except(_called);

    public DeviceBuffer Allocate(ElementType elementType, long length) => _inner.Allocate(elementType, length);

    public void Write<T>(ReadOnlySpan<T> source, VectorView destination)
        where T : unmanaged
        => _inner.Write(source, destination);

    public void Read<T>(VectorView source, Span<T> destination)
        where T : unmanaged
        => _inner.Read(source, destination);

    public void Synchronize() => _inner.Synchronize();

    public bool TryGetOptional<TKernels>([NotNullWhen(true)] out TKernels? kernels)
        where TKernels : class
    {
        kernels = typeof(TKernels) == typeof(IRhnSequenceKernels)
            ? (TKernels)(object)new RecordedRhnSequence(_called)
            : CallRecorder.Of<TKernels>(null, _called);
        return true;
    }

    public void Dispose() => _inner.Dispose();

    // Its spans cannot pass through a proxy.
    private sealed class RecordedRhnSequence(ISet<string> called) : IRhnSequenceKernels
    {
        public void Forward(
            ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
            => Add(nameof(Forward));

        public void Backward(
            ReadOnlySpan<RhnMicroLayer> layers,
            MatrixView initial,
            DropoutMask? mask,
            MatrixView dy,
            CellActivations activations)
            => Add(nameof(Backward));

        private void Add(string kernel) => called.Add(CallRecorder.NameOf(typeof(IRhnSequenceKernels), kernel));
    }
}

/// <summary>A proxy for a kernel family, or in place of one, that remembers which kernels were called.</summary>
public class CallRecorder : DispatchProxy
{
    private object? _inner;
    private ISet<string> _called = null!;

    /// <param name="inner">The family that computes; null for nothing.</param>
    public static TKernels Of<TKernels>(TKernels? inner, ISet<string> called)
        where TKernels : class
    {
        TKernels proxy = Create<TKernels, CallRecorder>();
        var recorder = (CallRecorder)(object)proxy;
        recorder._inner = inner;
        recorder._called = called;
        return proxy;
    }

    public static string NameOf(Type family, string kernel) => $"{family.Name}.{kernel}";

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _called.Add(NameOf(targetMethod!.DeclaringType!, targetMethod.Name));
        return _inner is null ? null : targetMethod.Invoke(_inner, args);
    }
}
