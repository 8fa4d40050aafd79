using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers.Cells.Lstm;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests.Support;

/// <content>Weights in 16 bits, which a backend without kernels for them has rounded in single precision.</content>
internal sealed partial class AllKernelsRun
{
    private void SixteenBits()
    {
        foreach (int height in (int[])[1, 4])
        {
            SparsityPattern pattern = PatternCase.OfBlocks(
                new RowBlocks(height, false), PatternCase.Random(700 / height, 257, 0.1));
            using var weight = Rounded(pattern, WeightUses.Product | WeightUses.RowGather);
            VectorView ids = bench.Ids(bench.Integers(Columns, 40)).Vector(Side.Tested);
            weight.GatherRows(ids, Out($"rounded rows, height {height}", 257, Columns));
            foreach (int columns in (int[])[1, 20, Columns])
            {
                weight.Multiply(
                    In(257, columns), Out($"rounded product {columns}, height {height}", 700, columns), true);
            }
        }

        const int Units = 65;
        using var recurrent = Rounded(PatternCase.Random(4 * Units, Units, 0.2), WeightUses.LstmRecurrence);
        LstmRecurrence.Forward(
            recurrent,
            new LstmSequence(
                Out("rounded gates", 4 * Units, 7),
                In(Units, 1),
                In(Units, 1),
                Out("rounded c", Units, 7),
                Out("rounded h", Units, 7),
                default));
    }

    private SparseWeight Rounded(SparsityPattern pattern, WeightUses uses)
    {
        var weight = new SparseWeight(bench.Tested, pattern, uses, WeightStorage.BFloat16);
        weight.SetValues(bench.Numbers(pattern.Nnz));
        return weight;
    }
}
