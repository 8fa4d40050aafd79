using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>The reference of values in 16 bits: each is rounded by itself, and products widen them first.</summary>
internal sealed class ReferenceBFloat16Kernels<T>(ReferenceMemory<T> memory) : IBFloat16Kernels
    where T : unmanaged
{
    public void Round(VectorView values, VectorView rounded)
    {
        KernelShapes.CheckRound(values, rounded);
        ReadOnlySpan<T> input = memory.Vector(nameof(Round), nameof(values), values);
        Span<ushort> output = memory.Elements<ushort>(nameof(Round), nameof(rounded), rounded);
        for (int k = 0; k < input.Length; k++)
        {
            output[k] = BFloat16.FromSingle((float)ReferenceNumber<T>.Widen(input[k]));
        }
    }
}
