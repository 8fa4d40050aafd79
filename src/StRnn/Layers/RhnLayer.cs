using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>
/// A recurrent highway layer with a coupled carry gate: D micro-layers per time step. Candidate and transform gate of a micro-layer are one
/// matrix of 2H rows, the unit of pruning and regrowing. Source: Zilly et al. 2017; Liu et al. 2021, equation 2.
/// </summary>
public sealed class RhnLayer : Layer
{
    private readonly Parameter[] _weightsHidden;
    private readonly Parameter[] _biases;
    private readonly float _dropout;
    private readonly uint _dropoutStream;
    private readonly CellActivations _activations;

    /// <summary>Declares the layer.</summary>
    /// <param name="name">The parameter prefix, for example <c>rhn</c>.</param>
    /// <param name="inputs">E.</param>
    /// <param name="hidden">H.</param>
    /// <param name="depth">D, the recurrence depth.</param>
    /// <param name="dropout">p of the state inside the recurrent products, one mask per window; never on the carry path.</param>
    /// <param name="dropoutStream">The random stream of that mask.</param>
    /// <param name="initialRange">r of U(-r, r) for all matrices.</param>
    /// <param name="transformBias">The initial bias of the transform gates; below 0 the state is carried rather than transformed at first.</param>
    /// <param name="activations">σ of the transform gates and φ of the candidates.</param>
    public RhnLayer(
        string name,
        int inputs,
        int hidden,
        int depth,
        float dropout,
        uint dropoutStream,
        double initialRange,
        double transformBias,
        CellActivations activations = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        if (dropout is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(dropout), $"Dropout {dropout} is not in [0, 1).");
        }

        const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;
        WeightInput = new Parameter($"{name}.weight_input", 2 * hidden, inputs, Products, initialRange);
        _weightsHidden = [.. Enumerable.Range(0, depth).Select(l => new Parameter(
            $"{name}.weight_hidden_d{l}", 2 * hidden, hidden, Products | WeightUses.RhnRecurrence, initialRange))];
        _biases = [.. Enumerable.Range(0, depth).Select(l => new Parameter(new ParameterSpec(
            $"{name}.bias_d{l}", 2 * hidden, 1, WeightUses.None, initialRange: 0)
        {
            InitialOffset = row => row < hidden ? 0 : transformBias,
        }))];
        _dropout = dropout;
        _dropoutStream = dropoutStream;
        _activations = activations;
    }

    /// <summary>W, [2H, E].</summary>
    public Parameter WeightInput { get; }

    /// <summary>R_1 ... R_D, [2H, H] each.</summary>
    public IReadOnlyList<Parameter> WeightsHidden => _weightsHidden;

    /// <summary>b_1 ... b_D, [2H, 1] each.</summary>
    public IReadOnlyList<Parameter> Biases => _biases;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [WeightInput, .. _weightsHidden, .. _biases];

    /// <summary>
    /// The layer's hidden units, which are also the dimensions of its inputs: rows and columns of all its matrices, and columns of what is looked up before
    /// it and reads its output.
    /// </summary>
    /// <param name="name">The structure's name.</param>
    /// <param name="neighbours">The weights before and behind it: the tied table, or table and decoder.</param>
    public UnitStructure Units(string name, IEnumerable<Parameter> neighbours) => new(
        name,
        _weightsHidden[0].Columns,
        [
            new UnitUse(WeightInput, UnitAxis.Rows),
            new UnitUse(WeightInput, UnitAxis.Columns),
            .. _weightsHidden.SelectMany(weight => (UnitUse[])[new(weight, UnitAxis.Rows), new(weight, UnitAxis.Columns)]),
            .. _biases.Select(bias => new UnitUse(bias, UnitAxis.Rows, IsPenalized: false)),
            .. neighbours.Select(weight => new UnitUse(weight, UnitAxis.Columns)),
        ]);

    /// <summary>Applies the layer to a sequence and advances the state.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[E, T*B].</param>
    /// <param name="state">The carried state, [H, B].</param>
    /// <returns>[H, T*B].</returns>
    public Variable Forward(Tape tape, Variable x, Tensor state)
    {
        ArgumentNullException.ThrowIfNull(tape);
        DropoutMask? mask = tape.Context.IsTraining && _dropout > 0
            ? new DropoutMask(tape.Context.Seed, _dropoutStream, tape.Context.Step, _dropout)
            : null;
        return RhnOperation.Apply(tape, WeightInput, _weightsHidden, _biases, x, state, mask, _activations);
    }
}
