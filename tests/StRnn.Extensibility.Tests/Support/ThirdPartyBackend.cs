using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Backends.Selection;

namespace StRnn.Extensibility.Tests.Support;

/// <summary>
/// A backend from outside: it computes with the reference backend and counts the calls of every kernel.
/// </summary>
public sealed class ThirdPartyBackend : IBackend
{
    private readonly ReferenceBackend<float> _inner = new();
    private readonly Dictionary<string, int> _calls = [];

    public ThirdPartyBackend(StRnnOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Info = new BackendInfo(
            "third-party", options.Device ?? "counted", "none", Math.Max(1, options.Threads), ElementType.Float32);
        Sparse = CallCounter.InFrontOf(_inner.Sparse, _calls);
        Dense = CallCounter.InFrontOf(_inner.Dense, _calls);
        Recurrent = CallCounter.InFrontOf(_inner.Recurrent, _calls);
        Loss = CallCounter.InFrontOf(_inner.Loss, _calls);
        Optimizer = CallCounter.InFrontOf(_inner.Optimizer, _calls);
    }

    public IReadOnlyDictionary<string, int> Calls => _calls;

    public bool IsDisposed { get; private set; }

    public BackendInfo Info { get; }

    public ISparseKernels Sparse { get; }

    public IDenseKernels Dense { get; }

    public IRecurrentKernels Recurrent { get; }

    public ILossKernels Loss { get; }

    public IOptimizerKernels Optimizer { get; }

    public DeviceBuffer Allocate(ElementType elementType, long length) => _inner.Allocate(elementType, length);

    public void Write<T>(ReadOnlySpan<T> source, VectorView destination)
        where T : unmanaged => _inner.Write(source, destination);

    public void Read<T>(VectorView source, Span<T> destination)
        where T : unmanaged => _inner.Read(source, destination);

    public void Synchronize() => _inner.Synchronize();

    public bool TryGetOptional<TKernels>([NotNullWhen(true)] out TKernels? kernels)
        where TKernels : class => _inner.TryGetOptional(out kernels);

    public void Dispose()
    {
        IsDisposed = true;
        _inner.Dispose();
    }
}

/// <summary>A proxy for a kernel family that counts the calls.</summary>
public class CallCounter : DispatchProxy
{
    private object _inner = null!;
    private Dictionary<string, int> _calls = null!;

    public static TKernels InFrontOf<TKernels>(TKernels inner, Dictionary<string, int> calls)
        where TKernels : class
    {
        TKernels proxy = Create<TKernels, CallCounter>();
        var counter = (CallCounter)(object)proxy;
        counter._inner = inner;
        counter._calls = calls;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _calls[targetMethod!.Name] = _calls.GetValueOrDefault(targetMethod.Name) + 1;
        return targetMethod.Invoke(_inner, args);
    }
}
