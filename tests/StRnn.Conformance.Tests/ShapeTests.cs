using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

/// <summary>
/// Operands of a wrong shape: every backend refuses them with the same words, before it reads or writes anything.
/// </summary>
public sealed class ShapeTests(string backend) : BackendFixture(backend)
{
    private const int Hidden = 6;
    private const int Batch = 3;
    private const int Steps = 2;
    private const int Columns = Batch * Steps;

    [Test]
    public void Lstm_sequences_of_wrong_shapes_are_refused()
    {
        if (!Tested.TryGetOptional(out ILstmSequenceKernels? kernels))
        {
            Assert.Pass("no optional LSTM sequence: cells and products are checked by themselves");
        }

        using Workbench bench = NewBench(1);
        SparseOperand weight = bench.Sparse(
            PatternCase.Random(4 * Hidden, Hidden, 0.4), WeightUses.LstmRecurrence, Layout.Tight);
        var (packed, values) = (weight.Packed(Side.Tested), weight.Vector(Side.Tested));
        foreach (int wrong in Enumerable.Range(0, 5))
        {
            MatrixView[] views =
            [
                Matrix(bench, 4 * Hidden, Columns, wrong == 0),
                Matrix(bench, Hidden, Batch, wrong == 1),
                Matrix(bench, Hidden, Batch, wrong == 2),
                Matrix(bench, Hidden, Columns, wrong == 3),
                Matrix(bench, Hidden, Columns, wrong == 4),
            ];
            var sequence = new LstmSequence(views[0], views[1], views[2], views[3], views[4], default);
            AssertRefused(() => kernels!.Forward(packed, values, sequence), $"forward {wrong}");
            AssertRefused(
                () => kernels!.Backward(packed, sequence with { InitialC = views[1] }, views[4], views[2]),
                $"backward {wrong}");
        }

        MatrixView gates = Matrix(bench, 4 * Hidden, Columns);
        foreach (int batch in new[] { 0, 4 })
        {
            MatrixView initial = Matrix(bench, Hidden, batch);
            MatrixView all = Matrix(bench, Hidden, Columns);
            var sequence = new LstmSequence(gates, initial, initial, all, all, default);
            AssertRefused(() => kernels!.Forward(packed, values, sequence), $"forward, batch {batch}");
            AssertRefused(() => kernels!.Backward(packed, sequence, all, initial), $"backward, batch {batch}");
        }
    }

    [Test]
    public void Rhn_sequences_of_wrong_shapes_are_refused()
    {
        if (!Tested.TryGetOptional(out IRhnSequenceKernels? kernels))
        {
            Assert.Pass("no optional RHN sequence: cells and products are checked by themselves");
        }

        using Workbench bench = NewBench(2);
        SparseOperand weight = bench.Sparse(
            PatternCase.Random(2 * Hidden, Hidden, 0.4), WeightUses.RhnRecurrence, Layout.Tight);
        for (int wrong = 0; wrong < 5; wrong++)
        {
            var layer = new RhnMicroLayer(
                weight.Packed(Side.Tested),
                weight.Vector(Side.Tested),
                Matrix(bench, 2 * Hidden, Columns, wrong == 0),
                Matrix(bench, Hidden, Columns, wrong == 1),
                Matrix(bench, Hidden, Columns, wrong == 2));
            MatrixView initial = wrong == 3
                ? Matrix(bench, Hidden - 1, Batch)
                : Matrix(bench, Hidden, wrong == 4 ? 0 : Batch);
            MatrixView dy = Matrix(bench, Hidden, Columns);
            AssertRefused(() => kernels!.Forward([layer], initial, null, default), $"forward {wrong}");
            AssertRefused(() => kernels!.Backward([layer], initial, null, dy, default), $"backward {wrong}");
        }

        var right = new RhnMicroLayer(
            weight.Packed(Side.Tested),
            weight.Vector(Side.Tested),
            Matrix(bench, 2 * Hidden, Columns),
            Matrix(bench, Hidden, Columns),
            Matrix(bench, Hidden, Columns));
        MatrixView state = Matrix(bench, Hidden, Batch);
        MatrixView shortDy = Matrix(bench, Hidden, Batch);
        AssertRefused(() => kernels!.Backward([right], state, null, shortDy, default), "dy");
    }

    [Test]
    public void Cells_of_wrong_shapes_are_refused()
    {
        using Workbench bench = NewBench(3);
        IRecurrentKernels cells = Tested.Recurrent;
        for (int wrong = 0; wrong < 6; wrong++)
        {
            MatrixView gates = Matrix(bench, 4 * Hidden, Batch, wrong == 0);
            MatrixView[] states = [.. Enumerable.Range(1, 4).Select(i => Matrix(bench, Hidden, Batch, wrong == i))];
            MatrixView dGates = Matrix(bench, 4 * Hidden, Batch, wrong == 5);
            AssertRefused(
                () => cells.LstmCellBackward(gates, states[0], states[1], states[2], states[3], dGates, default),
                $"LSTM backward {wrong}");
            if (wrong < 4)
            {
                AssertRefused(
                    () => cells.LstmCellForward(gates, states[0], states[1], states[2], default),
                    $"LSTM forward {wrong}");
                MatrixView two = Matrix(bench, 2 * Hidden, Batch, wrong == 0);
                MatrixView dTwo = Matrix(bench, 2 * Hidden, Batch, wrong == 3);
                AssertRefused(
                    () => cells.RhnCellBackward(two, states[0], states[1], dTwo, default), $"RHN backward {wrong}");
                if (wrong < 3)
                {
                    AssertRefused(
                        () => cells.RhnCellForward(two, states[0], states[1], default), $"RHN forward {wrong}");
                }
            }
        }
    }

    [Test]
    public void Gru_cells_and_sequences_of_wrong_shapes_are_refused()
    {
        using Workbench bench = NewBench(5);
        IRecurrentKernels cells = Tested.Recurrent;
        for (int wrong = 0; wrong < 4; wrong++)
        {
            MatrixView gates = Matrix(bench, 3 * Hidden, Batch, wrong == 0);
            MatrixView inner = Matrix(bench, Hidden, Batch, wrong == 1);
            MatrixView previous = Matrix(bench, Hidden, Batch, wrong == 2);
            MatrixView h = Matrix(bench, Hidden, Batch, wrong == 3);
            AssertRefused(
                () => cells.GruStateForward(gates, inner, previous, h, default, default), $"GRU forward {wrong}");
            AssertRefused(
                () => cells.GruStateBackward(gates, inner, previous, h, default, default), $"GRU backward {wrong}");
            AssertRefused(
                () => cells.GruGatesBackward(gates, inner, previous, h, default), $"GRU gates backward {wrong}");
            if (wrong < 3)
            {
                AssertRefused(
                    () => cells.GruGatesForward(gates, previous, inner, default, default),
                    $"GRU gates forward {wrong}");
            }
        }

        if (!Tested.TryGetOptional(out IGruSequenceKernels? kernels))
        {
            Assert.Pass("no optional GRU sequence: cells and products are checked by themselves");
        }

        SparseOperand weight = bench.Sparse(
            PatternCase.Random(2 * Hidden, Hidden, 0.4), WeightUses.RhnRecurrence, Layout.Tight);
        SparseOperand square = bench.Sparse(
            PatternCase.Random(Hidden, Hidden, 0.4), WeightUses.Product | WeightUses.TransposedProduct, Layout.Tight);
        var (gatesOf, gateValues) = (weight.Packed(Side.Tested), weight.Vector(Side.Tested));
        var (candidate, values) = (square.Packed(Side.Tested), square.Vector(Side.Tested));
        for (int wrong = 0; wrong < 6; wrong++)
        {
            MatrixView h = Matrix(bench, Hidden, Columns, wrong == 2);
            var sequence = new GruSequence(
                Matrix(bench, 3 * Hidden, Columns, wrong == 0),
                Matrix(bench, Hidden, Columns, wrong == 1),
                Matrix(bench, wrong == 3 ? Hidden - 1 : Hidden, wrong == 4 ? 0 : Batch),
                h,
                default,
                default);
            MatrixView dh = Matrix(bench, Hidden, Columns, wrong == 5);
            MatrixView dInner = Matrix(bench, Hidden, Batch);
            AssertRefused(() => kernels!.Backward(gatesOf, candidate, sequence, dh, dInner), $"backward {wrong}");
            if (wrong < 5)
            {
                AssertRefused(
                    () => kernels!.Forward(gatesOf, gateValues, candidate, values, sequence), $"forward {wrong}");
            }
        }
    }

    [Test]
    public void MinGru_sequences_of_wrong_shapes_are_refused()
    {
        if (!Tested.TryGetOptional(out IMinGruSequenceKernels? kernels))
        {
            Assert.Pass("no optional minGRU sequence: the cell is checked by itself");
        }

        using Workbench bench = NewBench(6);
        for (int wrong = 0; wrong < 5; wrong++)
        {
            MatrixView gates = Matrix(bench, 2 * Hidden, Columns, wrong == 0);
            MatrixView initial = Matrix(bench, wrong == 1 ? Hidden - 1 : Hidden, wrong == 2 ? 0 : Batch);
            MatrixView h = Matrix(bench, Hidden, Columns, wrong == 3);
            MatrixView dh = Matrix(bench, Hidden, Columns, wrong == 4);
            AssertRefused(() => kernels!.Backward(gates, initial, h, dh, default), $"backward {wrong}");
            if (wrong < 4)
            {
                AssertRefused(() => kernels!.Forward(gates, initial, h, default), $"forward {wrong}");
            }
        }
    }

    [Test]
    public void Lookups_losses_and_columns_of_wrong_shapes_are_refused()
    {
        using Workbench bench = NewBench(4);
        VectorView ids = bench.Ids([0, 1, 2, 1, 0]).Vector(Side.Tested);
        MatrixView five = Matrix(bench, 4, 5);
        MatrixView other = Matrix(bench, 3, 5);
        VectorView sums = Matrix(bench, 1, 5).AsVector();
        VectorView few = Matrix(bench, 1, 4).AsVector();
        SparseOperand table = bench.Sparse(PatternCase.Random(4, 4, 0.5), WeightUses.RowGather, Layout.Tight);
        var (packed, values) = (table.Packed(Side.Tested), table.Vector(Side.Tested));
        VectorView gradient = Matrix(bench, 1, packed.Nnz).AsVector();
        Assert.Multiple(() =>
        {
            AssertRefused(() => Tested.Loss.SoftmaxCrossEntropyBackward(five, ids, sums, 1, other), "dLogits");
            AssertRefused(() => Tested.Loss.HuberForward(five, other, null, 1, 1, sums), "targets of outputs");
            AssertRefused(() => Tested.Loss.HuberForward(five, five, few, 1, 1, sums), "weights of columns");
            AssertRefused(() => Tested.Loss.HuberForward(five, five, null, 1, 1, few), "losses of columns");
            AssertRefused(() => Tested.Loss.HuberBackward(five, five, null, 1, 1, other), "dOutputs");
            Assert.That(
                () => Tested.Loss.HuberForward(five, five, null, 0, 1, sums),
                Throws.ArgumentException.With.Message.Contains("delta is 0"));
            Assert.That(
                () => Tested.Loss.HuberBackward(five, five, null, float.NaN, 1, five),
                Throws.ArgumentException.With.Message.Contains("delta is NaN"));
            AssertRefused(() => Tested.Dense.GatherRows(five, ids, five), "a table of 5 columns for 4 features");
            AssertRefused(
                () => Tested.Dense.ScatterAddRows(ids, other, five), "a gradient of 5 columns for 3 features");
            AssertRefused(() => Tested.Dense.GatherColumns(other, ids, null, five, false), "gathered columns");
            AssertRefused(() => Tested.Dense.ScatterAddColumns(five, ids, null, other, false), "scattered columns");
            AssertRefused(() => Tested.Dense.GatherColumns(five, ids, few, five, false), "weights of gathered columns");
            AssertRefused(
                () => Tested.Dense.ScatterAddColumns(five, ids, few, five, false), "weights of scattered columns");
            AssertRefused(
                () => Tested.Sparse.GatherRows(packed, values, ids, other),
                "a sparse table of 4 columns for 3 features");
            AssertRefused(() => Tested.Sparse.ScatterAddRows(packed, ids, other, gradient, false), "its gradient");
        });
    }

    private static void AssertRefused(Action call, string what)
    {
        try
        {
            call();
        }
        catch (ArgumentException error)
        {
            Assert.That(error.Message, Does.Contain("do not fit").Or.Contain("no whole number"), what);
            Assert.That(error.Message, Does.Not.Contain("\n"), what);
            return;
        }

        Assert.Fail($"{what}: it was not refused");
    }

    // One row and one column larger where it shall not fit: a kernel that did not look would stay inside its memory.
    private static MatrixView Matrix(Workbench bench, int rows, int columns, bool isWrong = false)
    {
        int more = isWrong ? 1 : 0;
        Operand operand = bench.Output("operand", rows + more, columns + more, Layout.Tight);
        return operand.Matrix(Side.Tested);
    }
}
