using System.Reflection;

namespace StRnn.Conformance.Tests.Support;

/// <summary>Stands in front of a kernel family, or in place of one, and remembers which kernels were called.</summary>
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
