using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers.Cells.Lstm;
using StRnn.Layers.Cells.Rhn;
using StRnn.Tensors;

namespace StRnn.Tests.Autograd;

/// <summary>
/// Compares the gradients of all operations but the recurrent ones with central differences in double.
/// </summary>
public sealed class GradientTests
{
    private const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;

    [Test]
    public void Linear([Values] bool sparse, [Values(1, 5, 11)] int columns)
    {
        using var check = new GradientCheck();
        var weight = check.Parameter(7, 5, Products, sparse ? check.Positions(7, 5, 0.4, 0, 3) : null);
        var bias = check.Parameter(7, 1, WeightUses.None);
        check.Input(5, columns);
        check.Verify((tape, inputs) => LinearOperation.Apply(tape, weight, bias, inputs[0]));
    }

    [Test]
    public void Linear_with_no_connection_at_all()
    {
        using var check = new GradientCheck();
        var weight = check.Parameter(3, 4, Products, []);
        check.Input(4, 2);
        check.Verify((tape, inputs) => LinearOperation.Apply(tape, weight, null, inputs[0]));
    }

    [Test]
    public void An_input_used_twice_sums_both_gradients()
    {
        using var check = new GradientCheck();
        var weight = check.Parameter(4, 4, Products);
        check.Input(4, 3);
        check.Verify((tape, inputs) =>
        {
            var once = LinearOperation.Apply(tape, weight, null, inputs[0]);
            return LinearOperation.Apply(tape, weight, null, once);
        });
    }

    [Test]
    public void Embedding_with_repeated_words([Values] bool sparse)
    {
        using var check = new GradientCheck();
        var weight = check.Parameter(6, 4, WeightUses.RowGather, sparse ? check.Positions(6, 4, 0.5, 2) : null);
        check.Verify((tape, _) => EmbeddingOperation.Apply(tape, weight, tape.Integers([5, 2, 0, 5, 5, 1, 2])));
    }

    [Test]
    public void A_tied_table_sums_lookup_and_product([Values] bool sparse)
    {
        using var check = new GradientCheck();
        const WeightUses Uses = Products | WeightUses.RowGather;
        var table = check.Parameter(6, 4, Uses, sparse ? check.Positions(6, 4, 0.5) : null);
        check.Verify((tape, _) =>
        {
            var x = EmbeddingOperation.Apply(tape, table, tape.Integers([1, 4, 4]));
            return LinearOperation.Apply(tape, table, null, x);
        });
    }

    [Test]
    public void Dropout()
    {
        using var check = new GradientCheck();
        check.Input(9, 7);
        check.Verify((tape, inputs) => DropoutOperation.Apply(tape, inputs[0], 0.4f, stream: 5));
    }

    [TestCase(1, 1)]
    [TestCase(13, 5)]
    public void Softmax_cross_entropy(int classes, int columns)
    {
        using var check = new GradientCheck();
        using var lossSum = new Tensor(check.Backend, 1, 1);
        check.Input(classes, columns);
        var identity = check.Parameter(classes, classes, Products);
        int[] targets = [.. Enumerable.Range(0, columns).Select(column => column * 3 % classes)];
        check.Verify(
            (tape, inputs) =>
            {
                var logits = LinearOperation.Apply(tape, identity, null, inputs[0]);
                SoftmaxCrossEntropyOperation.Apply(tape, logits, tape.Integers(targets), lossSum.Values);
                return null;
            },
            lossSum,
            1.0 / columns);
    }

    [Test]
    public void Softmax_cross_entropy_with_columns_without_a_target([Values] bool fused)
    {
        using var check = new GradientCheck();
        using var lossSum = new Tensor(check.Backend, 1, 1);
        var weight = check.Parameter(4, 4, Products);
        check.Input(4, 5);
        check.Verify(
            (tape, inputs) =>
            {
                var targets = tape.Integers([2, -1, 0, 3, -1]);
                if (fused)
                {
                    LinearSoftmaxCrossEntropyOperation.Apply(
                        tape, weight, null, inputs[0], targets, lossSum.Values, targetCount: 3);
                    return null;
                }

                var logits = LinearOperation.Apply(tape, weight, null, inputs[0]);
                SoftmaxCrossEntropyOperation.Apply(tape, logits, targets, lossSum.Values, targetCount: 3);
                return null;
            },
            lossSum,
            1.0 / 3);
    }

    [Test]
    public void Regression_loss([Values(null, 0.4f)] float? delta, [Values] bool weighted, [Values(1, 3)] int outputs)
    {
        using var check = new GradientCheck();
        using var lossSum = new Tensor(check.Backend, 1, 1);
        var weight = check.Parameter(outputs, 4, Products);
        check.Input(4, 5);
        using var targets = check.Constant(outputs, 5);
        var loss = delta is { } huber ? RegressionLoss.Huber(huber) : RegressionLoss.SquaredError;
        check.Verify(
            (tape, inputs) =>
            {
                var y = LinearOperation.Apply(tape, weight, null, inputs[0]);
                VectorView? weights = weighted ? tape.Numbers([1, 0, 1, 0.5f, 1]) : null;
                RegressionLossOperation.Apply(tape, loss, y, targets.View, weights, count: 5, lossSum.Values);
                return null;
            },
            lossSum,
            1.0 / 5);
    }

    // A column's loss is the mean over its outputs, so the loss is the mean over all of them, as in PyTorch.
    [TestCase(null, ((0.5 * 0.5) + (2.0 * 2.0)) / 2)]
    [TestCase(1f, ((0.5 * 0.5 / 2) + (2.0 - 0.5)) / 2)]
    public void A_regression_loss_is_the_mean_over_the_outputs(float? delta, double expected)
    {
        using var check = new GradientCheck();
        using var tape = new Tape(check.Backend);
        using var lossSum = new Tensor(check.Backend, 1, 1);
        lossSum.SetValues([0]);
        tape.Begin(StepContext.Evaluation);
        var outputs = Tape.Input(tape.Numbers([1.5f, -1]).AsMatrix(2, 1));
        RegressionLossOperation.Apply(
            tape,
            delta is { } huber ? RegressionLoss.Huber(huber) : RegressionLoss.SquaredError,
            outputs,
            tape.Numbers([1, 1]).AsMatrix(2, 1),
            weights: null,
            count: 1,
            lossSum.Values);
        Assert.That(check.Read(lossSum.Values)[0], Is.EqualTo(expected).Within(1e-9));
    }

    // 300 columns are several slices.
    [Test]
    public void Linear_softmax_cross_entropy(
        [Values] bool sparse, [Values] bool withBias, [Values(1, 5, 300)] int columns)
    {
        const int Classes = 4;
        using var check = new GradientCheck();
        using var lossSum = new Tensor(check.Backend, 1, 1);
        check.Input(3, columns);
        var weight = check.Parameter(Classes, 3, Products, sparse ? check.Positions(Classes, 3, 0.6, 2) : null);
        var bias = withBias ? check.Parameter(Classes, 1, WeightUses.None) : null;
        int[] targets = [.. Enumerable.Range(0, columns).Select(column => column * 3 % Classes)];
        check.Verify(
            (tape, inputs) =>
            {
                LinearSoftmaxCrossEntropyOperation.Apply(
                    tape, weight, bias, inputs[0], tape.Integers(targets), lossSum.Values);
                return null;
            },
            lossSum,
            1.0 / columns);
    }

    // The second use adds to what the first one left; column 1 has two uses, column 0 none.
    [Test]
    public void Gathered_columns([Values(1, 2)] int uses)
    {
        using var check = new GradientCheck();
        using var lossSum = new Tensor(check.Backend, 1, 1);
        var weight = check.Parameter(5, 5, Products);
        check.Input(5, 4);
        check.Verify(
            (tape, inputs) =>
            {
                var x = LinearOperation.Apply(tape, weight, null, inputs[0]);
                for (int use = 0; use < uses; use++)
                {
                    var chosen = GatherColumnsOperation.Apply(tape, x, tape.Integers([1, -1, 3, 1]));
                    var last = LinearOperation.Apply(tape, weight, null, chosen);
                    SoftmaxCrossEntropyOperation.Apply(tape, last, tape.Integers([use, 4, 2, 0]), lossSum.Values);
                }

                return null;
            },
            lossSum,
            1.0 / 4);
    }

    [Test]
    public void Pooled_columns([Values] bool weighted)
    {
        using var check = new GradientCheck();
        check.Input(5, 6);
        check.Verify((tape, inputs) => PoolColumnsOperation.Apply(
            tape,
            inputs[0],
            tape.Integers([0, 2, 0, -1, 2, 0]),
            weighted ? tape.Numbers([0.5f, 2, 0.25f, 9, -1, 1]) : null,
            count: 3));
    }

    [Test]
    public void Variational_dropout_repeats_its_mask()
    {
        using var check = new GradientCheck();
        check.Input(5, 6);
        check.Verify((tape, inputs) => DropoutOperation.Apply(tape, inputs[0], 0.4f, stream: 5, maskColumns: 2));
    }

    [Test]
    public void Word_dropout()
    {
        using var check = new GradientCheck();
        check.Input(5, 6);
        check.Verify((tape, inputs) => WordDropoutOperation.Apply(
            tape, inputs[0], tape.Integers([3, 1, 4, 1, 5, 3]), 0.5f, stream: 5));
    }

    [Test]
    public void A_stack_with_dropout_and_loss()
    {
        const int Hidden = 3;
        const int Words = 5;
        using var check = new GradientCheck();
        using var lossSum = new Tensor(check.Backend, 1, 1);
        var table = check.Parameter(Words, Hidden, WeightUses.RowGather, check.Positions(Words, Hidden, 0.7));
        var weightInput = check.Parameter(4 * Hidden, Hidden, Products, check.Positions(4 * Hidden, Hidden, 0.6));
        var weightHidden = check.Parameter(4 * Hidden, Hidden, Products | WeightUses.LstmRecurrence);
        var bias = check.Parameter(4 * Hidden, 1, WeightUses.None);
        var decoder = check.Parameter(Words, Hidden, Products, check.Positions(Words, Hidden, 0.6));
        using var h = new Tensor(check.Backend, Hidden, 2);
        using var c = new Tensor(check.Backend, Hidden, 2);
        check.Verify(
            (tape, _) =>
            {
                h.SetValues(new float[2 * Hidden]);
                c.SetValues(new float[2 * Hidden]);
                var x = EmbeddingOperation.Apply(tape, table, tape.Integers([0, 3, 1, 1, 4, 2]));
                x = DropoutOperation.Apply(tape, x, 0.3f, stream: 1);
                x = LstmOperation.Apply(tape, weightInput, weightHidden, bias, x, h, c);
                x = DropoutOperation.Apply(tape, x, 0.3f, stream: 2);
                var logits = LinearOperation.Apply(tape, decoder, null, x);
                SoftmaxCrossEntropyOperation.Apply(tape, logits, tape.Integers([3, 1, 1, 4, 2, 0]), lossSum.Values);
                return null;
            },
            lossSum,
            1.0 / 6);
    }

    [Test]
    public void A_window_that_is_no_whole_number_of_steps_is_refused()
    {
        using var check = new GradientCheck();
        var weightInput = check.Parameter(8, 2, Products);
        var weightHidden = check.Parameter(8, 2, Products | WeightUses.LstmRecurrence);
        var bias = check.Parameter(8, 1, WeightUses.None);
        using var x = check.Constant(2, 5);
        using var state = check.Constant(2, 2);
        using var tape = new Tape(check.Backend);
        Assert.That(
            () => LstmOperation.Apply(tape, weightInput, weightHidden, bias, Tape.Input(x.View), state, state),
            Throws.ArgumentException.With.Message.Contains("5 columns"));
        Assert.That(
            () => RhnOperation.Apply(tape, weightInput, [weightHidden], [bias], Tape.Input(x.View), state, mask: null),
            Throws.ArgumentException.With.Message.Contains("5 columns"));
    }
}
