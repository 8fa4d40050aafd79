using StRnn.Backends.Kernels;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

/// <summary>
/// The input side of an LSTM over words: the optional kernels where a backend has them, else the composition.
/// </summary>
public sealed class WordGateTests(string backend) : BackendFixture(backend)
{
    private const int Vocabulary = 40;

    private const WeightUses EveryUse = WeightUses.RowGather | WeightUses.Product | WeightUses.TransposedProduct;

    [Test]
    [Pairwise]
    public void Gates_and_gradients_follow_the_formula(
        [Values(1, 5, 23)] int hidden, [Values(0, 1, 13, 40)] int words, [Values(1, 20, 131)] int columns,
        [Values] bool add)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench((hidden * words) + columns);
            const int Width = 17;
            SparseOperand weight = bench.Sparse(PatternCase.Random(4 * hidden, Width, 0.3), EveryUse, layout);
            SparseOperand table = bench.Sparse(
                PatternCase.Random(Vocabulary, Width, 0.2), WeightUses.RowGather, layout);
            Ids distinct = bench.Ids([.. Enumerable.Range(0, Vocabulary).Reverse().Take(words)]);

            // The number behind the last word, no input, occurs too.
            Ids index = bench.Ids(bench.Integers(columns, words + 1));
            Operand bias = bench.Input("bias", 1, 4 * hidden, layout);
            Operand dGates = bench.Input("dGates", 4 * hidden, columns, layout);
            Operand gates = bench.Output("gates", 4 * hidden, columns, layout);
            Operand dWeight = bench.Output("dWeight", 1, weight.Pattern.Nnz, layout, order: weight);
            Operand dTable = bench.Output("dTable", 1, table.Pattern.Nnz, layout, order: table);
            Operand dBias = bench.Output("dBias", 1, 4 * hidden, layout);
            bench.Run(
                $"word gates {layout}",
                (_, side) =>
                {
                    var run = new WordGateRun(
                        bench, weight.Weight(side), table.Weight(side), distinct.Vector(side), index.Vector(side));
                    run.Forward(bias.Vector(side), gates.Matrix(side));
                    run.Backward(
                        dGates.Matrix(side), dWeight.Vector(side), add, dTable.Vector(side), add, dBias.Vector(side),
                        add);
                });
            Workbench.AssertSums($"{layout}", gates, _ => Width + 2);
            Workbench.AssertSums($"{layout}", dWeight, _ => columns + words + 2);
            Workbench.AssertSums($"{layout}", dTable, _ => columns + (4 * hidden) + 2);
            Workbench.AssertSums($"{layout}", dBias, _ => columns + words + 2);
        }
    }

    [Test]
    public void Words_outside_the_table_are_refused([Values] bool badWord)
    {
        using Workbench bench = NewBench(1);
        SparseOperand weight = bench.Sparse(PatternCase.Random(8, 6, 0.5), EveryUse, Layout.Tight);
        SparseOperand table = bench.Sparse(PatternCase.Random(Vocabulary, 6, 0.5), WeightUses.RowGather, Layout.Tight);
        Ids words = bench.Ids([3, badWord ? Vocabulary : 5]);
        Ids index = bench.Ids([0, 1, 2, badWord ? 0 : 3]);
        Operand bias = bench.Input("bias", 1, 8, Layout.Tight);
        Operand gates = bench.Output("gates", 8, 4, Layout.Tight);
        var run = new WordGateRun(
            bench,
            weight.Weight(Side.Tested),
            table.Weight(Side.Tested),
            words.Vector(Side.Tested),
            index.Vector(Side.Tested));
        Assert.That(() => run.Forward(bias.Vector(Side.Tested), gates.Matrix(Side.Tested)), Throws.ArgumentException);
    }
}
