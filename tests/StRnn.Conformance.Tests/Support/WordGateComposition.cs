using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests.Support;

/// <summary>Word gates from a backend's other kernels, as the engine composes them where it has no fused family.</summary>
internal sealed class WordGateComposition(IBackend backend) : IWordGateKernels
{
    public void Forward(WordGateInput input, VectorView bias, MatrixView gates)
    {
        int words = (int)input.Words.Length;
        using DeviceBuffer vectors = NewMatrix(input.Table.Columns, words, out MatrixView x);
        using DeviceBuffer products = NewMatrix(gates.Rows, words + 1, out MatrixView all);
        MatrixView ofWords = all.ColumnRange(0, words);
        backend.Sparse.GatherRows(input.Table, input.TableValues, input.Words, x);
        backend.Sparse.SpMM(input.Weight, input.WeightValues, x, ofWords, accumulate: false);
        backend.Dense.AddBias(bias, ofWords);
        int hidden = gates.Rows / 4;
        using DeviceBuffer closed = NewMatrix(gates.Rows, 1, out MatrixView none);
        backend.Dense.Fill(none.AsVector(), float.NegativeInfinity);
        backend.Dense.Fill(none.AsVector().Slice(2 * hidden, hidden), 0);
        backend.Dense.Copy(none, all.ColumnRange(words, 1));
        backend.Dense.GatherColumns(all, input.Index, null, gates, accumulate: false);
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
        int words = (int)input.Words.Length;
        using DeviceBuffer vectors = NewMatrix(input.Table.Columns, words, out MatrixView x);
        using DeviceBuffer gradients = NewMatrix(input.Table.Columns, words, out MatrixView dx);
        using DeviceBuffer products = NewMatrix(dGates.Rows, words + 1, out MatrixView all);
        MatrixView ofWords = all.ColumnRange(0, words);
        backend.Sparse.GatherRows(input.Table, input.TableValues, input.Words, x);
        backend.Dense.ScatterAddColumns(dGates, input.Index, null, all, accumulate: false);
        backend.Dense.SumColumns(ofWords, dBias, addBias);
        backend.Sparse.Sddmm(input.Weight, ofWords, x, dWeight, addWeight);
        backend.Sparse.SpMMTransposed(input.Weight, input.WeightValues, ofWords, dx, accumulate: false);
        backend.Sparse.ScatterAddRows(input.Table, input.Words, dx, dTable, addTable);
    }

    private DeviceBuffer NewMatrix(int rows, int columns, out MatrixView matrix)
    {
        DeviceBuffer buffer = backend.Allocate(backend.Info.ElementType, (long)rows * columns);
        matrix = new VectorView(buffer).AsMatrix(rows, columns);
        return buffer;
    }
}
