using System.Runtime.InteropServices;

namespace StRnn.Cpu.Native;

/// <summary><c>strnn_matrix</c>: a row-major view.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe readonly struct NativeMatrix(float* data, long rows, long columns, long stride)
{
    public readonly float* Data = data;
    public readonly long Rows = rows;
    public readonly long Columns = columns;
    public readonly long Stride = stride;
}
