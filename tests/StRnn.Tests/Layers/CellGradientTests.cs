using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Layers.Cells;
using StRnn.Tensors;

namespace StRnn.Tests.Layers;

/// <summary>
/// Compares the gradients of every cell of the catalogue, with each of its choices, with central differences in double:
/// whole layers and stacks, so that a new cell is proved by being listed.
/// </summary>
public sealed class CellGradientTests
{
    private const int Width = 4;
    private const int Hidden = 3;
    private const int Batch = 2;

    private static readonly RecurrentLayerOptions Options =
        new() { InputRange = 1, HiddenRange = 1, ReadsWords = true };

    private static IEnumerable<string> Names => CellCatalog.AllChoices.Select((cell, i) => $"{i} {cell.Name}");

    [Test]
    public void A_layer_over_a_window(
        [ValueSource(nameof(Names))] string name,
        [Values] bool sparse,
        [Values(1, 4)] int steps,
        [Values] GateActivation gate,
        [Values] CandidateActivation candidate)
    {
        if (gate == GateActivation.HardSigmoid && candidate != CandidateActivation.Tanh)
        {
            Assert.Pass("the kinks of the hard sigmoid are met once");
        }

        var cell = CellOf(name);
        using var check = new GradientCheck();
        var layer = cell.NewLayer(
            "l0", Width, Hidden, Options with { Activations = new CellActivations(gate, candidate) });
        Materialise(check, layer, sparse, gate == GateActivation.HardSigmoid ? 0.3 : 1);
        Tensor[] initial = [.. cell.StateNames.Select(_ => check.Constant(Hidden, Batch))];
        Tensor[] state = [.. cell.StateNames.Select(_ => new Tensor(check.Backend, Hidden, Batch))];
        check.Input(Width, steps * Batch);
        check.Verify((tape, inputs) =>
        {
            foreach (var (from, to) in initial.Zip(state))
            {
                check.Backend.Dense.Copy(from.View, to.View);
            }

            return layer.Forward(tape, inputs[0], [.. state.Select(tensor => tensor.View)]);
        });
        foreach (var tensor in initial.Concat(state))
        {
            tensor.Dispose();
        }
    }

    /// <summary>
    /// Three distinct inputs of which one is used twice, and a sequence shorter than the other: its first step is
    /// masked.
    /// </summary>
    [Test]
    public void A_layer_over_repeated_inputs([ValueSource(nameof(Names))] string name, [Values] bool sparse)
    {
        using var check = new GradientCheck();
        var layer = CellOf(name).NewLayer("l0", Width, Hidden, Options);
        Materialise(check, layer, sparse);
        check.Input(Width, 3);
        check.Verify((tape, inputs) => layer.Forward(tape, inputs[0], tape.Integers([0, 3, 2, 1, 0, 0]), Batch));
    }

    [Test]
    public void A_stack_in_both_directions_with_masked_steps(
        [ValueSource(nameof(Names))] string name, [Values] bool bidirectional, [Values] bool masked)
    {
        using var check = new GradientCheck();
        var stack = new RecurrentLayers(
            CellOf(name), Width, [Hidden, 2], dropout: 0, firstDropoutStream: 9, _ => Options, bidirectional);
        foreach (var layer in stack.Layers.SelectMany(layer => layer))
        {
            Materialise(check, layer, sparse: true);
        }

        check.Input(Width, 4);
        int last = masked ? 4 : 1;
        check.Verify((tape, inputs) => ConcatenateRowsOperation.Apply(
            tape, stack.Forward(tape, inputs[0], [0, last, 2, 1, 3, 0], Batch)));
    }

    [Test]
    public void A_sequence_of_no_steps_leaves_the_state([ValueSource(nameof(Names))] string name, [Values] bool sparse)
    {
        using var check = new GradientCheck();
        var cell = CellOf(name);
        var layer = cell.NewLayer("l0", Width, Hidden, Options);
        Materialise(check, layer, sparse);
        Tensor[] state = [.. cell.StateNames.Select(_ => check.Constant(Hidden, Batch))];
        double[] before = check.Read(state[0].View);
        using var tape = new Tape(check.Backend);
        tape.Begin(new StepContext(IsTraining: true, Seed: 1, Step: 0));
        var y = layer.Forward(
            tape, Tape.Input(tape.Rent(Width, 0)), [.. state.Select(tensor => tensor.View)]);
        Assert.That(y.Value.Columns, Is.Zero);
        Assert.That(check.Read(state[0].View), Is.EqualTo(before));
        Array.ForEach(state, tensor => tensor.Dispose());
    }

    /// <summary>A masked start is a sequence that begins later, and nothing of the state before survives it.</summary>
    [Test]
    public void A_step_without_input_leaves_a_zero_state([ValueSource(nameof(Names))] string name)
    {
        using var check = new GradientCheck();
        var layer = CellOf(name).NewLayer("l0", Width, Hidden, Options);
        Materialise(check, layer, sparse: true);
        using var x = check.Constant(Width, 2);
        double[] plain = Run([1, 0]);
        double[] late = Run([2, 1, 0]);
        double[] gap = Run([0, 2, 1]);
        for (int unit = 0; unit < Hidden; unit++)
        {
            Assert.That(late[3 * unit], Is.Zero);
            Assert.That(late.AsSpan((3 * unit) + 1, 2).ToArray(), Is.EqualTo(plain.AsSpan(2 * unit, 2).ToArray()));
            Assert.That(gap[(3 * unit) + 1], Is.Zero);
            Assert.That(gap[(3 * unit) + 2], Is.EqualTo(plain[2 * unit]));
        }

        double[] Run(int[] index)
        {
            using var tape = new Tape(check.Backend);
            tape.Begin(StepContext.Evaluation);
            return check.Read(layer.Forward(tape, Tape.Input(x.View), tape.Integers(index), batch: 1).Value);
        }
    }

    /// <summary>
    /// The direction that reads from the end is a layer over the reversed sequence, and its outputs stand where their
    /// inputs do.
    /// </summary>
    [Test]
    public void The_second_direction_reads_from_the_end([ValueSource(nameof(Names))] string name)
    {
        using var check = new GradientCheck();
        var stack = new RecurrentLayers(
            CellOf(name), Width, [Hidden], dropout: 0, firstDropoutStream: 9, _ => Options, isBidirectional: true);
        foreach (var layer in stack.Layers[0])
        {
            Materialise(check, layer, sparse: false);
        }

        using var x = check.Constant(Width, 6);
        using var tape = new Tape(check.Backend);
        tape.Begin(StepContext.Evaluation);
        var input = Tape.Input(x.View);
        var both = stack.Forward(tape, input, [0, 1, 2, 3, 4, 5], Batch);
        double[] forward = check.Read(stack.Layers[0][0].Forward(tape, input, Batch).Value);
        double[] backward = check.Read(
            stack.Layers[0][1].Forward(tape, input, tape.Integers([4, 5, 2, 3, 0, 1]), Batch).Value);
        Assert.That(check.Read(both[0].Value), Is.EqualTo(forward));
        double[] restored = check.Read(both[1].Value);
        for (int unit = 0; unit < Hidden; unit++)
        {
            for (int column = 0; column < 6; column++)
            {
                int reversed = ((2 - (column / Batch)) * Batch) + (column % Batch);
                Assert.That(restored[(unit * 6) + column], Is.EqualTo(backward[(unit * 6) + reversed]));
            }
        }

        Assert.That(
            () => stack.Forward(tape, input, new StackState(check.Backend, stack.Cell, [Hidden], Batch)),
            Throws.InvalidOperationException.With.Message.Contains("both directions"));
    }

    private static RecurrentCell CellOf(string name) => CellCatalog.AllChoices.ElementAt(int.Parse(name.Split(' ')[0]));

    // Weights of random numbers, sparse with an empty row or dense; hard gates stay away from their kinks.
    private static void Materialise(GradientCheck check, RecurrentLayer layer, bool sparse, double scale = 1)
    {
        foreach (var parameter in layer.Parameters)
        {
            bool isSparse = sparse && parameter.Uses != WeightUses.None;
            check.Adopt(
                parameter,
                isSparse ? check.Positions(parameter.Rows, parameter.Columns, 0.6, 1) : null,
                scale);
        }
    }
}
