using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

public sealed class SparseEmbeddingTests(string backend) : BackendFixture(backend)
{
    private static readonly WeightUses[] Uses =
        [WeightUses.RowGather, WeightUses.RowGather | WeightUses.Product | WeightUses.TransposedProduct];

    [Test]
    public void GatherRows_copies_the_rows_and_zeros_the_rest(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.All))] PatternCase item,
        [Values(1, 7, 23, 64, 700)] int columns) =>
        AssertGatherRows(item.Pattern, WeightUses.RowGather, columns);

    [Test]
    [Pairwise]
    public void GatherRows_finds_the_rows_of_blocks(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.Blocks))] PatternCase item,
        [ValueSource(nameof(Uses))] WeightUses uses,
        [Values(1, 23)] int columns) =>
        AssertGatherRows(item.Pattern, uses, columns);

    [Test]
    [Pairwise]
    public void ScatterAddRows_agrees_with_the_oracle(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.All))] PatternCase item,
        [Values(1, 7, 23, 64, 700)] int columns,
        [Values] bool accumulate,
        [Values] bool oneId) =>
        AssertScatterAddRows(item.Pattern, WeightUses.RowGather, columns, accumulate, oneId);

    [Test]
    [Pairwise]
    public void ScatterAddRows_finds_the_rows_of_blocks(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.Blocks))] PatternCase item,
        [ValueSource(nameof(Uses))] WeightUses uses,
        [Values(1, 23)] int columns,
        [Values] bool accumulate) =>
        AssertScatterAddRows(item.Pattern, uses, columns, accumulate, oneId: false);

    [Test]
    public void An_embedding_shared_with_the_decoder_supports_every_use()
    {
        const WeightUses Tied = WeightUses.RowGather | WeightUses.Product | WeightUses.TransposedProduct;
        SparsityPattern pattern = PatternCase.Random(101, 37, 0.2);
        using Workbench bench = NewBench(3);
        SparseOperand w = bench.Sparse(pattern, Tied, Layout.Piece);
        Ids ids = bench.Ids(bench.Integers(23, pattern.Rows));
        Operand x = bench.Input("X", 37, 23, Layout.Piece);
        Operand g = bench.Input("G", 101, 23, Layout.Piece);
        Operand looked = bench.Output("looked up", 37, 23, Layout.Piece);
        Operand y = bench.Output("Y", 101, 23, Layout.Piece);
        Operand d = bench.Output("D", 37, 23, Layout.Piece);
        Operand gradient = bench.Output("dW", 1, pattern.Nnz, Layout.Piece, order: w);
        bench.Run(
            "tied embedding",
            (on, side) =>
            {
                on.Sparse.GatherRows(w.Packed(side), w.Vector(side), ids.Vector(side), looked.Matrix(side));
                on.Sparse.SpMM(w.Packed(side), w.Vector(side), x.Matrix(side), y.Matrix(side), accumulate: false);
                on.Sparse.SpMMTransposed(w.Packed(side), g.Matrix(side), d.Matrix(side), accumulate: false);
                on.Sparse.Sddmm(
                    w.Packed(side), g.Matrix(side), x.Matrix(side), gradient.Vector(side), accumulate: false);
                on.Sparse.ScatterAddRows(
                    w.Packed(side), ids.Vector(side), x.Matrix(side), gradient.Vector(side), accumulate: true);
            });
        Compare.AssertWithin("GatherRows", looked.Tested(), looked.Expected(), _ => 0);
        Workbench.AssertSums("SpMM", y, _ => 38);
        Workbench.AssertSums("SpMMTransposed", d, _ => 102);
        Workbench.AssertSums("Sddmm + ScatterAddRows", gradient, _ => 47);
    }

    private void AssertGatherRows(SparsityPattern pattern, WeightUses uses, int columns)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(columns);
            SparseOperand w = bench.Sparse(pattern, uses, layout);
            Ids ids = bench.Ids(bench.Integers(columns, pattern.Rows));
            Operand y = bench.Output("Y", pattern.Columns, columns, layout);
            bench.Run(
                $"GatherRows {layout}",
                (on, side) => on.Sparse.GatherRows(w.Packed(side), w.Vector(side), ids.Vector(side), y.Matrix(side)));
            Compare.AssertWithin($"GatherRows {layout}", y.Tested(), y.Expected(), _ => 0);
        }
    }

    private void AssertScatterAddRows(
        SparsityPattern pattern, WeightUses uses, int columns, bool accumulate, bool oneId)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(columns);
            SparseOperand w = bench.Sparse(pattern, uses, layout);
            Ids ids = bench.Ids(bench.Integers(columns, oneId ? 1 : pattern.Rows));
            Operand g = bench.Input("G", pattern.Columns, columns, layout);
            Operand gradient = bench.Output("dW", 1, pattern.Nnz, layout, order: w);
            bench.Run(
                $"ScatterAddRows {layout}",
                (on, side) => on.Sparse.ScatterAddRows(
                    w.Packed(side), ids.Vector(side), g.Matrix(side), gradient.Vector(side), accumulate));
            Workbench.AssertSums($"ScatterAddRows {layout}", gradient, _ => columns + 1);
        }
    }
}
