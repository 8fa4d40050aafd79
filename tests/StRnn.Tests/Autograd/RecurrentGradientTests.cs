using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers.Cells.Lstm;
using StRnn.Layers.Cells.Rhn;
using StRnn.Tensors;

namespace StRnn.Tests.Autograd;

/// <summary>Compares the gradients of LSTM, RHN and word gates with central differences in double.</summary>
public sealed class RecurrentGradientTests
{
    private const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;

    [Test]
    public void Lstm_sequence(
        [Values] bool sparseInput,
        [Values] bool sparseHidden,
        [Values(1, 4)] int steps,
        [Values(1, 3)] int batch,
        [Values] CandidateActivation candidate)
    {
        const int Width = 4;
        const int Hidden = 3;
        using var check = new GradientCheck();
        var weightInput = check.Parameter(
            4 * Hidden, Width, Products, sparseInput ? check.Positions(4 * Hidden, Width, 0.5, 1, 7) : null);
        var weightHidden = check.Parameter(
            4 * Hidden,
            Hidden,
            Products | WeightUses.LstmRecurrence,
            sparseHidden ? check.Positions(4 * Hidden, Hidden, 0.5, 0) : null);
        var bias = check.Parameter(4 * Hidden, 1, WeightUses.None);
        using var initialH = check.Constant(Hidden, batch);
        using var initialC = check.Constant(Hidden, batch);
        using var h = new Tensor(check.Backend, Hidden, batch);
        using var c = new Tensor(check.Backend, Hidden, batch);
        check.Input(Width, steps * batch);
        check.Verify((tape, inputs) =>
        {
            check.Backend.Dense.Copy(initialH.View, h.View);
            check.Backend.Dense.Copy(initialC.View, c.View);
            return LstmOperation.Apply(
                tape, weightInput, weightHidden, bias, inputs[0], h, c, new CellActivations(Candidate: candidate));
        });
    }

    /// <summary>
    /// The biases keep every pre-activation away from the kinks at -2.5 and 2.5, with gates on all three pieces.
    /// </summary>
    [Test]
    public void Lstm_sequence_with_hard_sigmoid_gates([Values] bool sparse, [Values(1, 4)] int steps)
    {
        const int Width = 2;
        const int Hidden = 3;
        const int Batch = 2;
        using var check = new GradientCheck();
        const WeightUses Recurrence = Products | WeightUses.LstmRecurrence;
        var weightInput = check.Parameter(
            4 * Hidden, Width, Products, sparse ? check.Positions(4 * Hidden, Width, 0.7, 1) : null);
        var weightHidden = check.Parameter(
            4 * Hidden, Hidden, Recurrence, sparse ? check.Positions(4 * Hidden, Hidden, 0.5, 0) : null);
        var bias = check.Parameter(4 * Hidden, 1, WeightUses.None);

        // Halved, the products of five inputs in [-1, 1] stay below 2.5; around 6 they cannot reach a kink either.
        Halve(weightInput.Weight);
        Halve(weightHidden.Weight);
        bias.Weight.SetValues([0, 6, -6, -6, 0, 6, 0.3f, -0.4f, 0.1f, 6, 0, -0.2f]);
        using var initialH = check.Constant(Hidden, Batch);
        using var initialC = check.Constant(Hidden, Batch);
        using var h = new Tensor(check.Backend, Hidden, Batch);
        using var c = new Tensor(check.Backend, Hidden, Batch);
        check.Input(Width, steps * Batch);
        check.Verify((tape, inputs) =>
        {
            check.Backend.Dense.Copy(initialH.View, h.View);
            check.Backend.Dense.Copy(initialC.View, c.View);
            return LstmOperation.Apply(
                tape, weightInput, weightHidden, bias, inputs[0], h, c,
                new CellActivations(GateActivation.HardSigmoid));
        });

        static void Halve(Weight weight) => weight.SetValues([.. weight.ToArray().Select(value => value / 2)]);
    }

    [Test]
    public void Rhn_sequence(
        [Values] bool sparseInput,
        [Values] bool sparseHidden,
        [Values(1, 3)] int depth,
        [Values(1, 4)] int steps,
        [Values] bool masked,
        [Values] CandidateActivation candidate)
    {
        const int Width = 4;
        const int Hidden = 3;
        const int Batch = 2;
        using var check = new GradientCheck();
        var weightInput = check.Parameter(
            2 * Hidden, Width, Products, sparseInput ? check.Positions(2 * Hidden, Width, 0.5, 1) : null);
        Parameter[] weightsHidden = [.. Enumerable.Range(0, depth).Select(l => check.Parameter(
            2 * Hidden,
            Hidden,
            Products | WeightUses.RhnRecurrence,
            sparseHidden ? check.Positions(2 * Hidden, Hidden, 0.6, l) : null))];
        Parameter[] biases = [.. weightsHidden.Select(_ => check.Parameter(2 * Hidden, 1, WeightUses.None))];
        using var initial = check.Constant(Hidden, Batch);
        using var state = new Tensor(check.Backend, Hidden, Batch);
        check.Input(Width, steps * Batch);
        check.Verify((tape, inputs) =>
        {
            check.Backend.Dense.Copy(initial.View, state.View);
            DropoutMask? mask = masked ? new DropoutMask(1, 2, 3, 0.4f) : null;
            return RhnOperation.Apply(
                tape, weightInput, weightsHidden, biases, inputs[0], state, mask,
                new CellActivations(Candidate: candidate));
        });
    }

    /// <summary>
    /// Pre-activations on every piece of the candidate's function: SPOCU's floor, its top, and where it turns down.
    /// </summary>
    [Test]
    public void A_candidate_on_all_its_pieces([Values] CandidateActivation candidate)
    {
        const int Hidden = 6;
        using var check = new GradientCheck();
        var weightInput = check.Parameter(2 * Hidden, 2, Products);
        var weightHidden = check.Parameter(
            2 * Hidden, Hidden, Products | WeightUses.RhnRecurrence, check.Positions(2 * Hidden, Hidden, 0.3));
        var bias = check.Parameter(2 * Hidden, 1, WeightUses.None);
        bias.Weight.SetValues([-9, -4, -2, 2, 4, 6, 0, 0.5f, -0.5f, 1, -1, 0.1f]);
        using var initial = check.Constant(Hidden, 2);
        using var state = new Tensor(check.Backend, Hidden, 2);
        check.Input(2, 2);
        check.Verify((tape, inputs) =>
        {
            check.Backend.Dense.Copy(initial.View, state.View);
            return RhnOperation.Apply(
                tape, weightInput, [weightHidden], [bias], inputs[0], state, mask: null,
                new CellActivations(GateActivation.Logistic, candidate));
        });
    }

    /// <summary>
    /// Three distinct words of which one is used twice, and a text shorter than the other: its first step is masked.
    /// </summary>
    [Test]
    public void Lstm_over_repeated_words(
        [Values] bool sparse, [Values] GateActivation gate, [Values] CandidateActivation candidate)
    {
        const int Width = 3;
        const int Hidden = 2;
        const int Batch = 2;
        using var check = new GradientCheck();
        var weightInput = check.Parameter(
            4 * Hidden, Width, Products, sparse ? check.Positions(4 * Hidden, Width, 0.7, 1) : null);
        var weightHidden = check.Parameter(
            4 * Hidden, Hidden, Products | WeightUses.LstmRecurrence,
            sparse ? check.Positions(4 * Hidden, Hidden, 0.5, 0) : null);
        var bias = check.Parameter(4 * Hidden, 1, WeightUses.None);
        using var h = new Tensor(check.Backend, Hidden, Batch);
        using var c = new Tensor(check.Backend, Hidden, Batch);
        check.Input(Width, 3);
        check.Verify((tape, inputs) =>
        {
            check.Backend.Dense.Fill(h.Values, 0);
            check.Backend.Dense.Fill(c.Values, 0);
            var index = tape.Integers([0, 3, 2, 1, 0, 0]);
            var gates = WordGatesOperation.Apply(
                tape, weightInput, bias, inputs[0], index, WordGateInput.WithoutInput);
            return LstmOperation.Recur(tape, weightHidden, gates, h.View, c.View, new CellActivations(gate, candidate));
        });
    }

    /// <summary>
    /// With every word distinct it is the plain layer, and a masked start is a sequence that begins later.
    /// </summary>
    [Test]
    public void Repeated_words_are_the_plain_lstm()
    {
        const int Width = 3;
        const int Hidden = 4;
        using var check = new GradientCheck();
        var weightInput = check.Parameter(4 * Hidden, Width, Products, check.Positions(4 * Hidden, Width, 0.7, 1));
        var weightHidden = check.Parameter(
            4 * Hidden, Hidden, Products | WeightUses.LstmRecurrence, check.Positions(4 * Hidden, Hidden, 0.5, 0));
        var bias = check.Parameter(4 * Hidden, 1, WeightUses.None);
        using var x = check.Constant(Width, 2);
        double[] plain = Run((tape, h, c) => LstmOperation.Apply(
            tape, weightInput, weightHidden, bias, Tape.Input(x.View), h, c));
        double[] masked = Run((tape, h, c) => LstmOperation.Recur(
            tape, weightHidden,
            WordGatesOperation.Apply(
                tape, weightInput, bias, Tape.Input(x.View), tape.Integers([2, 0, 1]), WordGateInput.WithoutInput),
            h.View,
            c.View));
        for (int unit = 0; unit < Hidden; unit++)
        {
            Assert.That(masked[3 * unit], Is.Zero);
            Assert.That(masked.AsSpan((3 * unit) + 1, 2).ToArray(), Is.EqualTo(plain.AsSpan(2 * unit, 2).ToArray()));
        }

        double[] Run(Func<Tape, Tensor, Tensor, Variable> apply)
        {
            using var tape = new Tape(check.Backend);
            using var h = new Tensor(check.Backend, Hidden, 1);
            using var c = new Tensor(check.Backend, Hidden, 1);
            tape.Begin(StepContext.Evaluation);
            MatrixView output = apply(tape, h, c).Value;
            var values = new double[output.Rows * output.Columns];
            using var copy = new Tensor(check.Backend, output.Rows, output.Columns);
            check.Backend.Dense.Copy(output, copy.View);
            check.Backend.Read<double>(copy.Values, values);
            return values;
        }
    }
}
