using System.Runtime.InteropServices;
using StRnn.Backends.Kernels;

namespace StRnn.Cpu.Native;

/// <summary><c>strnn_mask</c>: a dropout mask.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeMask(DropoutMask mask)
{
    public readonly ulong Seed = mask.Seed;
    public readonly uint Stream = mask.Stream;
    public readonly uint Step = mask.Step;
    public readonly uint Threshold = mask.Threshold;
    public readonly float Scale = mask.Scale;
}
