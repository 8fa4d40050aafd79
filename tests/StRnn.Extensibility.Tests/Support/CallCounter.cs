using System.Reflection;

namespace StRnn.Extensibility.Tests.Support;

/// <summary>Stands in front of a kernel family and counts the calls that go through.</summary>
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
