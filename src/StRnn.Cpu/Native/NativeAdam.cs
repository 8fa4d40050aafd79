using System.Runtime.InteropServices;
using StRnn.Backends.Kernels;

namespace StRnn.Cpu.Native;

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
