using System.Runtime.InteropServices;

namespace StRnn.Cpu.Native;

/// <summary><c>strnn_rhn_layer</c>: one micro-layer of a window.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe readonly struct NativeRhnLayer(
    nint packed, float* values, NativeMatrix gates, NativeMatrix input, NativeMatrix state)
{
    public readonly nint Packed = packed;
    public readonly float* Values = values;
    public readonly NativeMatrix Gates = gates;
    public readonly NativeMatrix Input = input;
    public readonly NativeMatrix State = state;
}
