using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuLstmSequenceKernels(CpuContext context) : ILstmSequenceKernels
{
    private const string Operation = "LSTM sequence";

    public void Forward(PackedMatrix packed, VectorView values, LstmSequence sequence)
    {
        var own = CpuContext.Packed(packed, Operation);
        KernelShapes.CheckLstmForward(packed, values, sequence);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.LstmForward(
                context.Handle,
                own.Handle,
                context.Values(values),
                context.Matrix(sequence.Gates),
                context.Matrix(sequence.InitialH),
                context.Matrix(sequence.InitialC),
                context.Matrix(sequence.C),
                context.Matrix(sequence.H),
                sequence.Activations.Gate,
                sequence.Activations.Candidate),
            Operation);
    }

    public void Backward(PackedMatrix packed, LstmSequence sequence, MatrixView dh, MatrixView dc)
    {
        var own = CpuContext.Packed(packed, Operation);
        KernelShapes.CheckLstmBackward(packed, sequence, dh, dc);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.LstmBackward(
                context.Handle,
                own.Handle,
                context.Matrix(sequence.Gates),
                context.Matrix(sequence.InitialC),
                context.Matrix(sequence.C),
                context.Matrix(dh),
                context.Matrix(dc),
                sequence.Activations.Gate,
                sequence.Activations.Candidate),
            Operation);
    }
}
