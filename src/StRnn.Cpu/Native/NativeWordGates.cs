using System.Runtime.InteropServices;

namespace StRnn.Cpu.Native;

/// <summary><c>strnn_word_gates</c>: the input side of an LSTM over words.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe readonly struct NativeWordGates(
    nint weight, float* weightValues, nint table, float* tableValues, int* words, long wordCount, int* index)
{
    public readonly nint Weight = weight;
    public readonly float* WeightValues = weightValues;
    public readonly nint Table = table;
    public readonly float* TableValues = tableValues;
    public readonly int* Words = words;
    public readonly long WordCount = wordCount;
    public readonly int* Index = index;
}
