using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuBFloat16Kernels(CpuContext context) : IBFloat16Kernels
{
    public void Round(VectorView values, VectorView rounded)
    {
        KernelShapes.CheckRound(values, rounded);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.RoundToBFloat16(
                context.Handle,
                context.Floats(values),
                values.Length,
                (ushort*)context.Pointer(rounded.Buffer, ElementType.BFloat16, rounded.Offset, rounded.Length)),
            nameof(Round));
    }
}
