using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuWordGateKernels(CpuContext context) : IWordGateKernels
{
    private const string Operation = "word gates";

    public void Forward(WordGateInput input, VectorView bias, MatrixView gates)
    {
        KernelShapes.CheckWordGatesForward(input, bias, gates);
        CpuContext.Check(
            NativeMethods.WordGatesForward(
                context.Handle,
                Describe(input),
                CpuContext.Floats(bias),
                CpuContext.Matrix(gates)),
            Operation);
    }

    public void Backward(
        WordGateInput input,
        MatrixView dGates,
        VectorView dWeight,
        bool addWeight,
        VectorView dTable,
        bool addTable,
        VectorView dBias,
        bool addBias)
    {
        KernelShapes.CheckWordGatesBackward(input, dGates, dWeight, dTable, dBias);
        CpuContext.Check(
            NativeMethods.WordGatesBackward(
                context.Handle,
                Describe(input),
                CpuContext.Matrix(dGates),
                CpuContext.Floats(dWeight),
                addWeight ? 1 : 0,
                CpuContext.Floats(dTable),
                addTable ? 1 : 0,
                CpuContext.Floats(dBias),
                addBias ? 1 : 0),
            $"{Operation}, gradient");
    }

    // The packed matrices outlive the call: the caller holds them.
    private static NativeWordGates Describe(WordGateInput input)
    {
        var weight = CpuContext.Packed(input.Weight, Operation);
        var table = CpuContext.Packed(input.Table, Operation);
        return new NativeWordGates(
            weight.Handle.DangerousGetHandle(),
            CpuContext.Floats(input.WeightValues),
            table.Handle.DangerousGetHandle(),
            CpuContext.Floats(input.TableValues),
            CpuContext.Integers(input.Words),
            input.Words.Length,
            CpuContext.Integers(input.Index));
    }
}
