using StRnn.Autograd;
using StRnn.Tensors;

namespace StRnn.Sparsity;

/// <summary>
/// A unit of pruning and regrowing before an update, for rules that decide how many: a weight, or one of the matrices that stand one above
/// the other in it. What it reads, it reads from the backend, one group at a time.
/// </summary>
public sealed class TopologyGroup
{
    private readonly Parameter _parameter;
    private readonly MomentumReader? _momentum;
    private readonly int _first;

    internal TopologyGroup(Parameter parameter, int index, int first, int nnz, MomentumReader? momentum)
    {
        _parameter = parameter;
        _momentum = momentum;
        _first = first;
        Index = index;
        Nnz = nnz;
        Shape = new MatrixShape(parameter.Rows / parameter.Spec.TopologyGroups, parameter.Columns);
    }

    /// <summary>The parameter's name.</summary>
    public string Name => _parameter.Name;

    /// <summary>Which of the parameter's groups it is, from the top.</summary>
    public int Index { get; }

    /// <summary>Its shape.</summary>
    public MatrixShape Shape { get; }

    /// <summary>The number of its connections; rows * columns where it is dense.</summary>
    public int Nnz { get; }

    /// <summary>The number of positions that new connections may take after pruning.</summary>
    /// <param name="pruned">How many connections are removed.</param>
    /// <param name="survivors">Whether those may come back at once.</param>
    public long FreeAfter(int pruned, SurvivorPolicy survivors)
        => Shape.Size - Nnz + (survivors == SurvivorPolicy.Excluded ? 0 : pruned);

    /// <summary>The weights of the connections in canonical order; blocks.</summary>
    /// <param name="values">[nnz].</param>
    public void ReadValues(Span<float> values) => Read(values, canonical => _parameter.Weight.ReadCanonical(_parameter.Weight.Values, canonical.Span));

    /// <summary>The weights after the update before, 0 where the connection was new then; blocks. Kept where the pruning rule asks for it.</summary>
    /// <param name="previous">[nnz].</param>
    public void ReadPrevious(Span<float> previous) => Read(previous, canonical => _parameter.Weight.ReadCanonical(_parameter.States[^1], canonical.Span));

    /// <summary>The mean magnitude of the optimiser's momentum over the connections, 0 where there is none; blocks.</summary>
    /// <exception cref="InvalidOperationException">The optimiser keeps no momentum.</exception>
    public double MeanMomentumMagnitude()
    {
        var read = _momentum ?? throw new InvalidOperationException("A rule asks for momentum where no optimiser is known.");
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
        canonical.Span.Slice(_first, Nnz).CopyTo(values);
    }
}
