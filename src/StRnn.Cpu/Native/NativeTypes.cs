using System.Runtime.InteropServices;
using StRnn.Backends.Kernels;

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

/// <summary><c>strnn_values</c>: the values of a sparse matrix.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe readonly struct NativeValues(void* data, NativeValueType type)
{
    public readonly void* Data = data;
    public readonly NativeValueType Type = type;
}

/// <summary><c>STRNN_FLOAT32</c> and <c>STRNN_BFLOAT16</c>.</summary>
internal enum NativeValueType
{
    Float32 = 0,
    BFloat16 = 1,
}

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

/// <summary><c>strnn_adam</c>: the numbers of one Adam step.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeAdam(AdamOptions options)
{
    public readonly float LearningRate = options.LearningRate;
    public readonly float Beta1 = options.Beta1;
    public readonly float Beta2 = options.Beta2;
    public readonly float Epsilon = options.Epsilon;
    public readonly float WeightDecay = options.WeightDecay;
    public readonly float ClipNorm = options.ClipNorm;
    public readonly float FirstCorrection = options.FirstCorrection;
    public readonly float SecondCorrection = options.SecondCorrection;
}

/// <summary><c>strnn_panel_geometry</c>: the blocks of rows and panels of columns of a product's matrix.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativePanelGeometry
{
    public readonly long BlockRows;
    public readonly long BlockCount;
    public readonly long PanelWidth;
    public readonly long PanelCount;
}

/// <summary><c>strnn_rhn_layer</c>: one micro-layer of a window.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe readonly struct NativeRhnLayer(
    nint packed, NativeValues values, NativeMatrix gates, NativeMatrix input, NativeMatrix state)
{
    public readonly nint Packed = packed;
    public readonly NativeValues Values = values;
    public readonly NativeMatrix Gates = gates;
    public readonly NativeMatrix Input = input;
    public readonly NativeMatrix State = state;
}

/// <summary><c>strnn_gru</c>: the activations of a GRU's window.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeGru(
    NativeMatrix gates, NativeMatrix inner, NativeMatrix initialH, NativeMatrix h, ResetGate reset)
{
    public readonly NativeMatrix Gates = gates;
    public readonly NativeMatrix Inner = inner;
    public readonly NativeMatrix InitialH = initialH;
    public readonly NativeMatrix H = h;
    public readonly ResetGate Reset = reset;
}

/// <summary><c>strnn_word_gates</c>: the input side of an LSTM over words.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe readonly struct NativeWordGates(
    nint weight,
    NativeValues weightValues,
    nint table,
    NativeValues tableValues,
    int* words,
    long wordCount,
    int* index)
{
    public readonly nint Weight = weight;
    public readonly NativeValues WeightValues = weightValues;
    public readonly nint Table = table;
    public readonly NativeValues TableValues = tableValues;
    public readonly int* Words = words;
    public readonly long WordCount = wordCount;
    public readonly int* Index = index;
}

/// <summary><c>strnn_status</c>: the result of a call.</summary>
internal enum NativeStatus
{
    Ok = 0,
    Invalid = 1,
    OutOfMemory = 2,
    Unsupported = 3,
    Failed = 4,
}

/// <summary><c>STRNN_ISA_*</c>: the instruction sets, by the names that <c>STRNN_CPU</c> knows them.</summary>
internal enum InstructionSet
{
    Best = 0,
    Scalar = 1,
    Avx2 = 2,
    Avx512 = 3,
    Neon = 4,
}

/// <summary>Owns a <c>strnn_context</c>.</summary>
internal sealed class ContextHandle : SafeHandle
{
    public ContextHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.ContextDestroy(handle);
        return true;
    }
}

/// <summary>Owns a <c>strnn_packed_matrix</c>.</summary>
internal sealed class PackedHandle : SafeHandle
{
    public PackedHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.PackedMatrixDestroy(handle);
        return true;
    }
}
