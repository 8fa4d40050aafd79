using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Tensors;

namespace StRnn.Layers.Cells.Rhn;

/// <summary>
/// A recurrent highway (RHN) layer with a coupled carry gate and D micro-layers per time step. Candidate and transform
/// gate of a micro-layer are one matrix of 2H rows, which is pruned and regrown as one. Source: Zilly et al. 2017,
/// equations 6 to 9.
/// </summary>
public sealed class RhnLayer : Layer
{
    private readonly Parameter[] _weightsHidden;
    private readonly Parameter[] _biases;
    private readonly float _dropout;
    private readonly uint _dropoutStream;
    private readonly CellActivations _activations;

    /// <summary>
    /// Initializes a new instance of the <see cref="RhnLayer"/> class without allocating its weights.
    /// </summary>
    /// <param name="name">The prefix of the parameters' names, for example <c>rhn</c>.</param>
    /// <param name="inputs">The input size E.</param>
    /// <param name="hidden">The hidden size H.</param>
    /// <param name="depth">The recurrence depth D.</param>
    /// <param name="dropout">
    /// The dropout probability p of the state in the recurrent products: one mask per window, never on the carry path.
    /// </param>
    /// <param name="dropoutStream">The random stream of that mask.</param>
    /// <param name="initialRange">The range r of the initial distribution U(-r, r) of all matrices.</param>
    /// <param name="transformBias">
    /// The initial bias of the transform gates; below 0, the state is at first carried rather than transformed.
    /// </param>
    /// <param name="activations">The activations: σ of the transform gates and φ of the candidates.</param>
    /// <param name="connections">
    /// What connections of several weights the matrices have; null for one weight each.
    /// </param>
    public RhnLayer(
        string name,
        int inputs,
        int hidden,
        int depth,
        float dropout,
        uint dropoutStream,
        double initialRange,
        double transformBias,
        CellActivations activations = default,
        UnitConnections? connections = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        if (dropout is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(dropout), $"Dropout {dropout} is not in [0, 1).");
        }

        const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;
        var blocks = UnitConnections.OfGates(connections, name, gates: 2, hidden);
        WeightInput = Matrix("weight_input", inputs, Products);
        _weightsHidden = [.. Enumerable.Range(0, depth).Select(
            l => Matrix($"weight_hidden_d{l}", hidden, WeightUses.RhnRecurrence))];
        _biases = [.. Enumerable.Range(0, depth).Select(l => new Parameter(new ParameterSpec(
            $"{name}.bias_d{l}", 2 * hidden, 1, WeightUses.None, initialRange: 0)
        {
            InitialOffset = row => row < hidden ? 0 : transformBias,
        }))];
        _dropout = dropout;
        _dropoutStream = dropoutStream;
        _activations = activations;

        Parameter Matrix(string part, int columns, WeightUses uses)
            => new(new ParameterSpec($"{name}.{part}", 2 * hidden, columns, uses, initialRange)
            {
                Connections = blocks,
            });
    }

    /// <summary>Gets the input weight W, [2H, E].</summary>
    public Parameter WeightInput { get; }

    /// <summary>Gets the recurrent weights R_1 ... R_D, [2H, H] each.</summary>
    public IReadOnlyList<Parameter> WeightsHidden => _weightsHidden;

    /// <summary>Gets the biases b_1 ... b_D, [2H, 1] each.</summary>
    public IReadOnlyList<Parameter> Biases => _biases;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [WeightInput, .. _weightsHidden, .. _biases];

    /// <summary>
    /// Describes the layer's hidden units, which are also the dimensions of its inputs: rows and columns of all its
    /// matrices, and columns of the embedding before it and of the weight that reads its output.
    /// </summary>
    /// <param name="name">The name of the structure.</param>
    /// <param name="neighbours">
    /// The weights before and after the layer: the tied embedding, or embedding and decoder.
    /// </param>
    /// <returns>The structure, with H units.</returns>
    public UnitStructure Units(string name, IEnumerable<Parameter> neighbours) => new(
        name,
        _weightsHidden[0].Columns,
        [
            new UnitUse(WeightInput, UnitAxis.Rows),
            new UnitUse(WeightInput, UnitAxis.Columns),
            .. _weightsHidden.SelectMany(
                weight => (UnitUse[])[new(weight, UnitAxis.Rows), new(weight, UnitAxis.Columns)]),
            .. _biases.Select(bias => new UnitUse(bias, UnitAxis.Rows, IsPenalized: false)),
            .. neighbours.Select(weight => new UnitUse(weight, UnitAxis.Columns)),
        ]);

    /// <summary>Runs the layer over a sequence and advances the state.</summary>
    /// <param name="tape">The tape that records the operation.</param>
    /// <param name="x">The input sequence, [E, T*B].</param>
    /// <param name="state">The carried state, [H, B]; it is updated.</param>
    /// <returns>The states of all time steps, [H, T*B].</returns>
    public Variable Forward(Tape tape, Variable x, Tensor state)
    {
        ArgumentNullException.ThrowIfNull(tape);
        DropoutMask? mask = tape.Context.IsTraining && _dropout > 0
            ? new DropoutMask(tape.Context.Seed, _dropoutStream, tape.Context.Step, _dropout)
            : null;
        return RhnOperation.Apply(tape, WeightInput, _weightsHidden, _biases, x, state, mask, _activations);
    }
}
