using StRnn.Backends;
using StRnn.Backends.Composed;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests.Support;

/// <summary>
/// Word gates on one side, as the engine runs them: by the optional kernels where there are, else composed.
/// </summary>
internal sealed class WordGateRun(
    Workbench bench, SparseWeight weight, SparseWeight table, VectorView words, VectorView index)
{
    private readonly IBackend _on = weight.Backend;

    private int Count => (int)words.Length;

    private WordGateInput Input => new(weight.Packed, weight.Values, table.Packed, table.Values, words, index);

    public void Forward(VectorView bias, MatrixView gates)
    {
        if (_on.TryGetOptional(out IWordGateKernels? kernels))
        {
            kernels.Forward(Input, bias, gates);
            return;
        }

        ComposedWordGates.Forward(weight, bias, LookUp(), index, WordGateInput.WithoutInput, gates, Rent);
    }

    public void Backward(
        MatrixView dGates, VectorView dWeight, bool addWeight, VectorView dTable, bool addTable, VectorView dBias,
        bool addBias)
    {
        if (_on.TryGetOptional(out IWordGateKernels? kernels))
        {
            kernels.Backward(Input, dGates, dWeight, addWeight, dTable, addTable, dBias, addBias);
            return;
        }

        MatrixView x = LookUp();
        MatrixView dx = Rent(table.Columns, Count);
        MatrixView ofWords = ComposedWordGates.Backward(
            _on, dGates, index, Rent(weight.Rows, Count + 1), dBias, addBias);
        weight.WeightGradient(ofWords, x, dWeight, addWeight);
        weight.MultiplyTransposed(ofWords, dx, accumulate: false);
        table.ScatterAddRows(words, dx, dTable, addTable);
    }

    private MatrixView LookUp()
    {
        MatrixView x = Rent(table.Columns, Count);
        table.GatherRows(words, x);
        return x;
    }

    private MatrixView Rent(int rows, int columns) => bench.Scratch(_on, rows, columns);
}
