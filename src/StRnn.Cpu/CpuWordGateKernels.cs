using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuWordGateKernels(CpuContext context) : IWordGateKernels
{
    private const string Operation = "word gates";

    public void Forward(WordGateInput input, VectorView bias, MatrixView gates)
        => CpuContext.Check(
            NativeMethods.WordGatesForward(
                context.Handle,
                Describe(input, gates.Columns),
                CpuContext.Floats(bias, Operation, gates.Rows),
                CpuContext.Matrix(gates)),
            Operation);

    public void Backward(
        WordGateInput input,
        MatrixView dGates,
        VectorView dWeight,
        bool addWeight,
        VectorView dTable,
        bool addTable,
        VectorView dBias,
        bool addBias)
        => CpuContext.Check(
            NativeMethods.WordGatesBackward(
                context.Handle,
                Describe(input, dGates.Columns),
                CpuContext.Matrix(dGates),
                CpuContext.Floats(dWeight, Operation, input.WeightValues.Length),
                addWeight ? 1 : 0,
                CpuContext.Floats(dTable, Operation, input.TableValues.Length),
                addTable ? 1 : 0,
                CpuContext.Floats(dBias, Operation, dGates.Rows),
                addBias ? 1 : 0),
            $"{Operation}, gradient");

    // The forms outlive the call: whoever called holds them.
    private static NativeWordGates Describe(WordGateInput input, long columns)
    {
        var weight = CpuContext.Packed(input.Weight);
        var table = CpuContext.Packed(input.Table);
        return new NativeWordGates(
            weight.Handle.DangerousGetHandle(),
            CpuContext.Floats(input.WeightValues, Operation, weight.Nnz),
            table.Handle.DangerousGetHandle(),
            CpuContext.Floats(input.TableValues, Operation, table.Nnz),
            CpuContext.Integers(input.Words, Operation, input.Words.Length),
            input.Words.Length,
            CpuContext.Integers(input.Index, Operation, columns));
    }
}
