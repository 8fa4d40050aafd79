using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuLstmSequenceKernels(CpuContext context) : ILstmSequenceKernels
{
    public void Forward(
        PackedMatrix packed,
        VectorView values,
        MatrixView gates,
        MatrixView initialH,
        MatrixView initialC,
        MatrixView c,
        MatrixView h,
        CellActivations activations)
    {
        var own = CpuContext.Packed(packed);
        float* data = CpuContext.Floats(values, nameof(Forward), own.Nnz);
        CpuContext.Check(
            NativeMethods.LstmForward(
                context.Handle,
                own.Handle,
                data,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(initialH),
                CpuContext.Matrix(initialC),
                CpuContext.Matrix(c),
                CpuContext.Matrix(h),
                activations.Gate,
                activations.Candidate),
            "LSTM sequence forward");
    }

    public void Backward(
        PackedMatrix packed,
        VectorView values,
        MatrixView gates,
        MatrixView initialC,
        MatrixView c,
        MatrixView dh,
        MatrixView dc,
        CellActivations activations)
        => CpuContext.Check(
            NativeMethods.LstmBackward(
                context.Handle,
                CpuContext.Packed(packed).Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(initialC),
                CpuContext.Matrix(c),
                CpuContext.Matrix(dh),
                CpuContext.Matrix(dc),
                activations.Gate,
                activations.Candidate),
            "LSTM sequence backward");
}
