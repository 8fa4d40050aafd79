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
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.WordGatesForward(
                context.Handle,
                Describe(input),
                context.Floats(bias),
                context.Matrix(gates)),
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
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.WordGatesBackward(
                context.Handle,
                Describe(input),
                context.Matrix(dGates),
                context.Floats(dWeight),
                addWeight ? 1 : 0,
                context.Floats(dTable),
                addTable ? 1 : 0,
                context.Floats(dBias),
                addBias ? 1 : 0),
            $"{Operation}, gradient");
    }

    private NativeWordGates Describe(WordGateInput input)
    {
        var weight = CpuContext.Packed(input.Weight, Operation);
        var table = CpuContext.Packed(input.Table, Operation);
        return new NativeWordGates(
            context.Pointer(weight),
            context.Values(input.WeightValues),
            context.Pointer(table),
            context.Values(input.TableValues),
            context.Integers(input.Words),
            input.Words.Length,
            context.Integers(input.Index));
    }
}
