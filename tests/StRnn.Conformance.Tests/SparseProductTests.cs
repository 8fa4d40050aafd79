using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

public sealed class SparseProductTests(string backend) : BackendFixture(backend)
{
    private const WeightUses Uses = WeightUses.Product | WeightUses.TransposedProduct;

    private static IEnumerable<PatternCase> ConnectedBlocks => PatternCase.Blocks.Where(item => item.Pattern.Nnz > 0);

    [Test]
    [Pairwise]
    public void SpMM_agrees_with_the_oracle(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.All))] PatternCase item,
        [Values(1, 7, 20, 23, 64, 65, 700)] int columns,
        [Values] bool accumulate) =>
        AssertSpMM(item.Pattern, columns, accumulate);

    [Test]
    [Pairwise]
    public void SpMM_of_blocks_of_rows_agrees_with_the_oracle(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.Blocks))] PatternCase item,
        [Values(1, 3, 20, 23, 64, 65, 700)] int columns,
        [Values] bool accumulate) =>
        AssertSpMM(item.Pattern, columns, accumulate);

    [Test]
    [Pairwise]
    public void SpMMTransposed_agrees_with_the_oracle(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.All))] PatternCase item,
        [Values(1, 7, 20, 23, 64, 65, 700)] int columns,
        [Values] bool accumulate) =>
        AssertSpMMTransposed(item.Pattern, columns, accumulate);

    [Test]
    [Pairwise]
    public void SpMMTransposed_of_blocks_of_rows_agrees_with_the_oracle(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.Blocks))] PatternCase item,
        [Values(1, 3, 20, 23, 64, 65, 700)] int columns,
        [Values] bool accumulate) =>
        AssertSpMMTransposed(item.Pattern, columns, accumulate);

    [Test]
    [Pairwise]
    public void Sddmm_agrees_with_the_oracle(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.All))] PatternCase item,
        [Values(1, 7, 20, 23, 64, 65, 700)] int columns,
        [Values] bool accumulate) =>
        AssertSddmm(item.Pattern, columns, accumulate);

    [Test]
    [Pairwise]
    public void Sddmm_of_blocks_of_rows_agrees_with_the_oracle(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.Blocks))] PatternCase item,
        [Values(1, 3, 20, 23, 64, 65, 700)] int columns,
        [Values] bool accumulate) =>
        AssertSddmm(item.Pattern, columns, accumulate);

    [Test]
    public void The_transposed_product_follows_a_refresh_after_new_values()
    {
        using Workbench bench = NewBench(5);
        SparsityPattern pattern = PatternCase.Random(31, 67, 0.2);
        SparseOperand w = bench.Sparse(pattern, Uses, Layout.Tight);
        Operand changed = bench.Input("W'", 1, pattern.Nnz, Layout.Tight, order: w);
        Operand g = bench.Input("G", 31, 20, Layout.Tight);
        Operand d = bench.Output("D", 67, 20, Layout.Tight);
        bench.Run(
            "SpMMTransposed after Refresh",
            (on, side) =>
            {
                on.Sparse.Refresh(w.Packed(side), changed.Vector(side));
                on.Sparse.SpMMTransposed(w.Packed(side), g.Matrix(side), d.Matrix(side), false);
            });
        Workbench.AssertSums("SpMMTransposed after Refresh", d, _ => 32);
    }

    [Test]
    [Pairwise]
    public void NaN_and_infinity_reach_exactly_the_rows_that_are_connected_to_them(
        [Values("empty rows", "primes", "gates 20", "one dense row")] string name,
        [Values(1, 20, 23)] int columns,
        [Values] bool accumulate)
    {
        SparsityPattern pattern = PatternCase.All.Single(item => item.Name == name).Pattern;
        AssertPoison(pattern, columns, accumulate);
    }

    [Test]
    [Pairwise]
    public void NaN_and_infinity_reach_exactly_the_rows_of_their_blocks(
        [ValueSource(nameof(ConnectedBlocks))] PatternCase item,
        [Values(1, 20, 23)] int columns) =>
        AssertPoison(item.Pattern, columns, accumulate: false);

    private void AssertPoison(SparsityPattern pattern, int columns, bool accumulate)
    {
        using Workbench bench = NewBench(columns);
        SparseOperand w = bench.Sparse(pattern, Uses, Layout.Piece);
        Operand x = bench.Input(
            "X", pattern.Columns, columns, Layout.Piece, Poisoned(bench, pattern.Columns, columns));
        Operand y = bench.Output("Y", pattern.Rows, columns, Layout.Piece);
        Operand g = bench.Input("G", pattern.Rows, columns, Layout.Piece, Poisoned(bench, pattern.Rows, columns));
        Operand d = bench.Output("D", pattern.Columns, columns, Layout.Piece);
        Operand gradient = bench.Output("dW", 1, pattern.Nnz, Layout.Piece, order: w);
        bench.Run(
            "poisoned products",
            (on, side) =>
            {
                on.Sparse.SpMM(w.Packed(side), w.Vector(side), x.Matrix(side), y.Matrix(side), accumulate);
                on.Sparse.SpMMTransposed(w.Packed(side), g.Matrix(side), d.Matrix(side), accumulate);
                on.Sparse.Sddmm(w.Packed(side), g.Matrix(side), x.Matrix(side), gradient.Vector(side), accumulate);
            });
        Assert.That(y.Expected(), Has.Some.NaN, "the test poisons something");
        Workbench.AssertSums("SpMM", y, _ => pattern.Columns + 1);
        Workbench.AssertSums("SpMMTransposed", d, _ => pattern.Rows + 1);
        Workbench.AssertSums("Sddmm", gradient, _ => columns + 1);
    }

    private void AssertSpMM(SparsityPattern pattern, int columns, bool accumulate)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(columns);
            SparseOperand w = bench.Sparse(pattern, Uses, layout);
            Operand x = bench.Input("X", pattern.Columns, columns, layout);
            Operand y = bench.Output("Y", pattern.Rows, columns, layout);
            bench.Run(
                $"SpMM {layout}",
                (on, side) => on.Sparse.SpMM(
                    w.Packed(side), w.Vector(side), x.Matrix(side), y.Matrix(side), accumulate));
            Workbench.AssertSums($"SpMM {layout}", y, at => RowLength(pattern, at / columns) + 1);
        }
    }

    private void AssertSpMMTransposed(SparsityPattern pattern, int columns, bool accumulate)
    {
        int[] columnLengths = ColumnLengths(pattern);
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(columns);
            SparseOperand w = bench.Sparse(pattern, Uses, layout);
            Operand g = bench.Input("G", pattern.Rows, columns, layout);
            Operand d = bench.Output("D", pattern.Columns, columns, layout);
            bench.Run(
                $"SpMMTransposed {layout}",
                (on, side) => on.Sparse.SpMMTransposed(
                    w.Packed(side), g.Matrix(side), d.Matrix(side), accumulate));
            Workbench.AssertSums($"SpMMTransposed {layout}", d, at => columnLengths[at / columns] + 1);
        }
    }

    private void AssertSddmm(SparsityPattern pattern, int columns, bool accumulate)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(columns);
            SparseOperand w = bench.Sparse(pattern, Uses, layout);
            Operand g = bench.Input("G", pattern.Rows, columns, layout);
            Operand x = bench.Input("X", pattern.Columns, columns, layout);
            Operand gradient = bench.Output("dW", 1, pattern.Nnz, layout, order: w);
            bench.Run(
                $"Sddmm {layout}",
                (on, side) => on.Sparse.Sddmm(
                    w.Packed(side), g.Matrix(side), x.Matrix(side), gradient.Vector(side), accumulate));
            Workbench.AssertSums($"Sddmm {layout}", gradient, _ => columns + 1);
        }
    }

    private static float[] Poisoned(Workbench bench, int rows, int columns)
    {
        float[] values = bench.Numbers(rows * columns);
        values[(rows / 2) * columns] = float.NaN;
        values[(((rows / 2) + 1) * columns) - 1] = float.NaN;
        values[((rows - 1) * columns) + (columns / 2)] = float.PositiveInfinity;
        values[columns / 2] = float.NegativeInfinity;
        return values;
    }

    private static int RowLength(SparsityPattern pattern, int row)
        => pattern.RowOffsets[row + 1] - pattern.RowOffsets[row];

    private static int[] ColumnLengths(SparsityPattern pattern)
    {
        var lengths = new int[pattern.Columns];
        foreach (int column in pattern.ColumnIndices)
        {
            lengths[column]++;
        }

        return lengths;
    }
}
