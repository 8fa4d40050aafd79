using StRnn.Autograd;
using StRnn.Tensors;

namespace StRnn.Sparsity;

/// <summary>
/// A unit of pruning and regrowing before an update, for rules that decide the number of connections: a weight, or one
/// of the matrices stacked in it. Its methods read from the backend, one group at a time.
/// </summary>
/// <remarks>
/// Where a connection has several weights, everything here is of connections: shape, number, and for each of them one
/// value, the magnitude of its weights with the sign of their sum (<see cref="ConnectionBlocks"/>).
/// </remarks>
public sealed class TopologyGroup
{
    private readonly Parameter _parameter;
    private readonly ConnectionGrid _grid;
    private readonly MomentumReader? _momentum;
    private readonly int _first;

    internal TopologyGroup(Parameter parameter, int index, int first, int nnz, MomentumReader? momentum)
    {
        _parameter = parameter;
        _grid = new ConnectionGrid(parameter.Spec);
        _momentum = momentum;
        _first = first;
        Index = index;
        Nnz = nnz;
        Shape = _grid.GroupShape;
    }

    /// <summary>Gets the parameter's name.</summary>
    public string Name => _parameter.Name;

    /// <summary>Gets the index of the group in its parameter, from the top.</summary>
    public int Index { get; }

    /// <summary>Gets the shape.</summary>
    public MatrixShape Shape { get; }

    /// <summary>Gets the number of connections; rows * columns for a dense weight.</summary>
    public int Nnz { get; }

    /// <summary>Gets the number of weights of the connections.</summary>
    public long WeightCount => Shape.WeightsOf(Nnz);

    /// <summary>Returns the number of positions that new connections may take after pruning.</summary>
    /// <param name="pruned">The number of connections removed.</param>
    /// <param name="survivors">The policy for connections that are removed and drawn again.</param>
    public long FreeAfter(int pruned, SurvivorPolicy survivors)
        => Shape.Size - Nnz + (survivors == SurvivorPolicy.Excluded ? 0 : pruned);

    /// <summary>Reads the weights of the connections in canonical order; blocks until the backend is done.</summary>
    /// <param name="values">[nnz].</param>
    public void ReadValues(Span<float> values)
        => Read(values, canonical => _parameter.Weight.ReadCanonical(_parameter.Weight.Values, canonical.Span));

    /// <summary>
    /// Reads the weights after the previous update, 0 for connections that were new then; blocks until the backend is
    /// done. They are kept only if the pruning rule needs them.
    /// </summary>
    /// <param name="previous">[nnz].</param>
    public void ReadPrevious(Span<float> previous)
        => Read(previous, canonical => _parameter.Weight.ReadCanonical(_parameter.States[^1], canonical.Span));

    /// <summary>
    /// Reads |g*w| of the connections in canonical order, with the gradient g of the step in progress; blocks until the
    /// backend is done.
    /// </summary>
    /// <param name="sensitivities">[nnz].</param>
    public void ReadSensitivities(Span<float> sensitivities)
    {
        using var values = new HostScratch<float>(Nnz);
        ReadValues(values.Span);
        Read(sensitivities, canonical => _parameter.Weight.ReadCanonical(_parameter.Gradient, canonical.Span));
        for (int k = 0; k < Nnz; k++)
        {
            sensitivities[k] = Math.Abs(sensitivities[k] * values.Span[k]);
        }
    }

    /// <summary>
    /// Computes the mean magnitude of the optimiser's momentum over the connections, 0 if there are none; blocks until
    /// the backend is done.
    /// </summary>
    /// <exception cref="InvalidOperationException">The optimiser keeps no momentum.</exception>
    public double MeanMomentumMagnitude()
    {
        var read = _momentum ?? throw new InvalidOperationException(
            "A rule needs momentum, but no optimiser is given.");
        using var momentum = new HostScratch<float>(Nnz);
        Read(momentum.Span, canonical => read(_parameter, canonical.Span));
        double sum = 0;
        foreach (float value in momentum.Span)
        {
            sum += Math.Abs(value);
        }

        return Nnz == 0 ? 0 : sum / Nnz;
    }

    private void Read(Span<float> values, Action<HostScratch<float>> readAll)
    {
        using var canonical = new HostScratch<float>(_parameter.Weight.ParameterCount);
        readAll(canonical);
        if (_grid.Height == 1)
        {
            canonical.Span.Slice(_first, Nnz).CopyTo(values);
            return;
        }

        using var connections = new HostScratch<float>(canonical.Span.Length / _grid.Height);
        _grid.Reduce(ConnectionGrid.WeightsOf(_parameter.Weight).RowOffsets, canonical.Span, connections.Span);
        connections.Span.Slice(_first, Nnz).CopyTo(values);
    }
}

/// <summary>
/// Reads the optimiser's momentum of a parameter's values, in canonical order; blocks until the backend is done.
/// </summary>
/// <param name="parameter">The parameter.</param>
/// <param name="momentum">[ParameterCount].</param>
public delegate void MomentumReader(Parameter parameter, Span<float> momentum);
