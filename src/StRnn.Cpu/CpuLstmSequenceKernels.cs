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
        CpuContext.Check(
            NativeMethods.LstmForward(
                context.Handle,
                own.Handle,
                CpuContext.Floats(values),
                CpuContext.Matrix(sequence.Gates),
                CpuContext.Matrix(sequence.InitialH),
                CpuContext.Matrix(sequence.InitialC),
                CpuContext.Matrix(sequence.C),
                CpuContext.Matrix(sequence.H),
                sequence.Activations.Gate,
                sequence.Activations.Candidate),
            Operation);
    }

    public void Backward(PackedMatrix packed, LstmSequence sequence, MatrixView dh, MatrixView dc)
    {
        var own = CpuContext.Packed(packed, Operation);
        KernelShapes.CheckLstmBackward(packed, sequence, dh, dc);
        CpuContext.Check(
            NativeMethods.LstmBackward(
                context.Handle,
                own.Handle,
                CpuContext.Matrix(sequence.Gates),
                CpuContext.Matrix(sequence.InitialC),
                CpuContext.Matrix(sequence.C),
                CpuContext.Matrix(dh),
                CpuContext.Matrix(dc),
                sequence.Activations.Gate,
                sequence.Activations.Candidate),
            Operation);
    }
}
