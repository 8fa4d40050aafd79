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
        using var call = context.Begin();
        var described = Describe(sequence);
        CpuContext.Check(
            NativeMethods.GruForward(
                context.Handle,
                ownGates.Handle,
                context.Values(gateValues),
                ownCandidate.Handle,
                context.Values(candidateValues),
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
        using var call = context.Begin();
        var described = Describe(sequence);
        CpuContext.Check(
            NativeMethods.GruBackward(
                context.Handle,
                ownGates.Handle,
                ownCandidate.Handle,
                &described,
                context.Matrix(dh),
                context.Matrix(dInner),
                sequence.Activations.Gate,
                sequence.Activations.Candidate),
            Operation);
    }

    private NativeGru Describe(GruSequence sequence) => new(
        context.Matrix(sequence.Gates),
        context.Matrix(sequence.Inner),
        context.Matrix(sequence.InitialH),
        context.Matrix(sequence.H),
        sequence.Reset);
}
