using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuLstmSequenceKernels(CpuContext context) : ILstmSequenceKernels
{
    public void Forward(PackedMatrix packed, VectorView values, LstmSequence sequence)
    {
        var own = CpuContext.Packed(packed);
        float* data = CpuContext.Floats(values, nameof(Forward), own.Nnz);
        CpuContext.Check(
            NativeMethods.LstmForward(
                context.Handle,
                own.Handle,
                data,
                CpuContext.Matrix(sequence.Gates),
                CpuContext.Matrix(sequence.InitialH),
                CpuContext.Matrix(sequence.InitialC),
                CpuContext.Matrix(sequence.C),
                CpuContext.Matrix(sequence.H),
                sequence.Activations.Gate,
                sequence.Activations.Candidate),
            "LSTM sequence forward");
    }

    public void Backward(PackedMatrix packed, LstmSequence sequence, MatrixView dh, MatrixView dc)
        => CpuContext.Check(
            NativeMethods.LstmBackward(
                context.Handle,
                CpuContext.Packed(packed).Handle,
                CpuContext.Matrix(sequence.Gates),
                CpuContext.Matrix(sequence.InitialC),
                CpuContext.Matrix(sequence.C),
                CpuContext.Matrix(dh),
                CpuContext.Matrix(dc),
                sequence.Activations.Gate,
                sequence.Activations.Candidate),
            "LSTM sequence backward");
}
