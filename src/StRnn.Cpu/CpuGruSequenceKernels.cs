using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuGruSequenceKernels(CpuContext context) : IGruSequenceKernels
{
    private const string Operation = "GRU sequence";

    public void Forward(
        PackedMatrix gates,
        VectorView gateValues,
        PackedMatrix candidate,
        VectorView candidateValues,
        GruSequence sequence)
    {
        var ownGates = CpuContext.Packed(gates, Operation);
        var ownCandidate = CpuContext.Packed(candidate, Operation);
        KernelShapes.CheckGruForward(gates, gateValues, candidate, candidateValues, sequence);
        var described = Describe(sequence);
        CpuContext.Check(
            NativeMethods.GruForward(
                context.Handle,
                ownGates.Handle,
                CpuContext.Floats(gateValues),
                ownCandidate.Handle,
                CpuContext.Floats(candidateValues),
                &described,
                sequence.Activations.Gate,
                sequence.Activations.Candidate),
            Operation);
    }

    public void Backward(
        PackedMatrix gates, PackedMatrix candidate, GruSequence sequence, MatrixView dh, MatrixView dInner)
    {
        var ownGates = CpuContext.Packed(gates, Operation);
        var ownCandidate = CpuContext.Packed(candidate, Operation);
        KernelShapes.CheckGruBackward(gates, candidate, sequence, dh, dInner);
        var described = Describe(sequence);
        CpuContext.Check(
            NativeMethods.GruBackward(
                context.Handle,
                ownGates.Handle,
                ownCandidate.Handle,
                &described,
                CpuContext.Matrix(dh),
                CpuContext.Matrix(dInner),
                sequence.Activations.Gate,
                sequence.Activations.Candidate),
            Operation);
    }

    private static NativeGru Describe(GruSequence sequence) => new(
        CpuContext.Matrix(sequence.Gates),
        CpuContext.Matrix(sequence.Inner),
        CpuContext.Matrix(sequence.InitialH),
        CpuContext.Matrix(sequence.H),
        sequence.Reset);
}
