using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Randomness;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Regrowth;
using StRnn.Tensors;

namespace StRnn.Sparsity.Topology;

/// <summary>
/// The application of a <see cref="TopologyRule"/> to a model on the host, one tensor at a time, in O(nnz) memory and
/// time. No dense array of a sparse tensor is created, and the old tensor is freed before the new one is packed. If the
/// device then has no room for the new one, the old one is restored, so that nothing is lost.
/// </summary>
/// <param name="rule">The rule.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="inputs">The inputs of the rule's parts besides the weights; null for none.</param>
internal sealed class TopologyUpdater(TopologyRule rule, ulong seed, TopologyInputs? inputs = null)
{
    // Three patterns of 4 bytes a connection: the old one, the remaining and new connections, the new one.
    private const int GarbagePerConnection = 12;

    private readonly TopologyInputs _inputs = inputs ?? TopologyInputs.None;

    /// <summary>Plans an update and applies it, for rules that keep no state and do not look at the step.</summary>
    /// <param name="parameters">The model's parameters; dense ones are unchanged unless the rule includes them.</param>
    /// <param name="pruningRate">p, in [0, 1].</param>
    /// <param name="updateNumber">The number of this update in the run: the random counter.</param>
    public IReadOnlyList<TopologyChange> Apply(
        IReadOnlyList<Parameter> parameters, double pruningRate, uint updateNumber)
        => Apply(Plan(
            parameters, new TopologyMoment(pruningRate, 0, 0, updateNumber, new Dictionary<string, double>())));

    /// <summary>
    /// Decides how many connections are removed and added. If the rule looks at the gradient of the step in progress,
    /// the new connections are chosen as well.
    /// </summary>
    /// <param name="parameters">The model's parameters; dense ones are unchanged unless the rule includes them.</param>
    /// <param name="moment">The time in the run, and the pruning rate.</param>
    public TopologyPlan Plan(IReadOnlyList<Parameter> parameters, TopologyMoment moment)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(moment);
        int[] indices = [.. Enumerable.Range(0, parameters.Count).Where(i => TakesPart(parameters[i]))];
        var groups = indices.SelectMany(i => GroupsOf(parameters[i])).ToList();
        int[] pruned = rule.Redistribution.LimitPruned(groups, rule.Amount.Count(groups, moment));
        if (rule.Survivors == SurvivorPolicy.Excluded)
        {
            LimitToFree(groups, pruned);
        }

        int[] targets = rule.Redistribution.AllocateNnz(groups, pruned, rule.Survivors, moment);
        var parts = new List<TopologyPlan.Part>(indices.Length);
        int next = 0;
        foreach (int i in indices)
        {
            int count = new ConnectionGrid(parameters[i].Spec).Groups;
            var range = next..(next += count);
            int[] grown = [.. Enumerable.Range(range.Start.Value, count)
                .Select(g => targets[g] - (groups[g].Nnz - pruned[g]))];
            var part = new TopologyPlan.Part(parameters[i], i, pruned[range], grown, NewConnections: null);
            parts.Add(rule.LooksAtGradient ? part with { NewConnections = DrawNewConnections(part, moment) } : part);
        }

        return new TopologyPlan(moment, parts);
    }

    /// <summary>
    /// Applies a planned update: new connections start with the rule's initial value and optimiser state 0.
    /// </summary>
    /// <param name="plan">The plan; the weights are those it was made with.</param>
    /// <exception cref="BackendOutOfMemoryException">
    /// The device has no room for a new tensor: that tensor and those after it keep weights, connections and optimiser
    /// state.
    /// </exception>
    public IReadOnlyList<TopologyChange> Apply(TopologyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var changes = new List<TopologyChange>(plan.Parts.Count);
        foreach (var part in plan.Parts)
        {
            changes.Add(ApplyPart(part, plan.Moment));
        }

        HostGarbage.Release(changes.Sum(change => GarbagePerConnection * (long)change.Nnz));
        return changes;
    }

    private static int[] GroupNnz(SparsityPattern pattern, int groups)
    {
        int rows = pattern.Rows / groups;
        var nnz = new int[groups];
        for (int group = 0; group < groups; group++)
        {
            nnz[group] = pattern.RowOffsets[(group + 1) * rows] - pattern.RowOffsets[group * rows];
        }

        return nnz;
    }

    private bool TakesPart(Parameter parameter)
        => parameter.Weight.IsSparse || (rule.TakesDense && parameter.CanBeSparse);

    private IEnumerable<TopologyGroup> GroupsOf(Parameter parameter)
    {
        var grid = new ConnectionGrid(parameter.Spec);
        int[] nnz = grid.Groups == 1
            ? [parameter.Weight.ParameterCount / grid.Height]
            : GroupNnz(grid.Reduce(ConnectionGrid.WeightsOf(parameter.Weight)), grid.Groups);
        int first = 0;
        for (int group = 0; group < nnz.Length; group++)
        {
            yield return new TopologyGroup(parameter, group, first, nnz[group], _inputs.Momentum);
            first += nnz[group];
        }
    }

    // Removed connections that cannot come back are replaced at other positions: no more are removed than are free.
    private static void LimitToFree(List<TopologyGroup> groups, int[] pruned)
    {
        for (int g = 0; g < pruned.Length; g++)
        {
            pruned[g] = (int)Math.Min(pruned[g], groups[g].Shape.Size - groups[g].Nnz);
        }
    }

    private SparsityPattern DrawNewConnections(TopologyPlan.Part part, TopologyMoment moment)
    {
        using var old = new PrunedPattern(
            part.Parameter, rule.Pruning, part.Pruned, ConnectionGrid.WeightsOf(part.Parameter.Weight));
        return DrawNewConnections(part, old, moment);
    }

    private TopologyChange ApplyPart(TopologyPlan.Part part, TopologyMoment moment)
    {
        var parameter = part.Parameter;
        if (!parameter.Weight.IsSparse && part.Pruned.Sum() == 0)
        {
            return new TopologyChange(parameter.Name, parameter.Weight.ParameterCount, 1, 0, 0, 0);
        }

        var backend = parameter.Weight.Backend;
        bool wasSparse = parameter.Weight.IsSparse;
        using var old = new PrunedPattern(
            parameter, rule.Pruning, part.Pruned, ConnectionGrid.WeightsOf(parameter.Weight));
        var before = old.Pattern;
        parameter.Release();
        using var next = ReplaceWeight(part, old, moment, backend, () => wasSparse
            ? new SparseWeight(backend, before, parameter.Uses)
            : new DenseWeight(backend, parameter.Rows, parameter.Columns));
        InitializeNewValues(parameter, next, part.Number, moment.UpdateNumber);
        return new TopologyChange(
            parameter.Name,
            next.Nnz,
            (double)next.Nnz / ((long)parameter.Rows * parameter.Columns),
            part.Pruned.Sum() * parameter.Spec.Connections.Height,
            next.Grown,
            next.Survivors);
    }

    // Replaces a released weight by the new one, or restores it.
    private RegrownPattern ReplaceWeight(
        TopologyPlan.Part part, PrunedPattern old, TopologyMoment moment, IBackend backend, Func<Weight> makeAgain)
    {
        var parameter = part.Parameter;
        RegrownPattern? next = null;
        try
        {
            var grown = part.NewConnections ?? DrawNewConnections(part, old, moment);
            next = new RegrownPattern(backend, old, grown, rule.Survivors == SurvivorPolicy.KeepsValue);
            old.Dispose();
            HostGarbage.Release(GarbagePerConnection * (long)next.Nnz);
            parameter.Adopt(next.MakeWeight(parameter.Uses), next.Move);
            return next;
        }
        catch (BackendOutOfMemoryException error)
        {
            next?.Dispose();
            RestoreWeight(parameter, makeAgain, error);
            throw new BackendOutOfMemoryException(
                $"{error.Message} The topology update stopped at '{parameter.Name}', which keeps its connections, "
                + "as do those after it.",
                error);
        }
    }

    private static void RestoreWeight(Parameter parameter, Func<Weight> makeAgain, BackendOutOfMemoryException cause)
    {
        try
        {
            parameter.Restore(makeAgain());
        }
        catch (BackendOutOfMemoryException)
        {
            throw new BackendOutOfMemoryException(
                $"{cause.Message} The old weight '{parameter.Name}' could not be restored either: "
                + "the device's memory was taken meanwhile, and the model is incomplete.",
                cause);
        }
    }

    private SparsityPattern DrawNewConnections(TopologyPlan.Part part, PrunedPattern old, TopologyMoment moment)
    {
        var parameter = part.Parameter;
        var random = new RandomSequence(seed, RandomStreams.Regrowth + (uint)part.Number, moment.UpdateNumber);
        var grid = new ConnectionGrid(parameter.Spec);
        var occupied = grid.Reduce(rule.Survivors == SurvivorPolicy.Excluded ? old.Pattern : old.Kept());
        int rows = grid.Rows / grid.Groups;
        bool wantsScores = (rule.Regrowth.Needs & (RegrowthNeeds.DenseGradient | RegrowthNeeds.DenseMomentum)) != 0;
        var scores = wantsScores && _inputs.Scores?.Invoke(parameter) is { } ofWeights ? grid.Reduce(ofWeights) : null;
        var explored = rule.Regrowth.Needs.HasFlag(RegrowthNeeds.Explored) ? _inputs.Explored?[parameter.Name] : null;
        var gradient = rule.Regrowth.Needs.HasFlag(RegrowthNeeds.SampledGradient) ? _inputs.Gradient : null;
        return grid.Expand(SparsityPattern.Stack([.. Enumerable.Range(0, grid.Groups).Select(DrawGroup)]));

        SparsityPattern DrawGroup(int group) => rule.Regrowth.Pick(new RegrowthRequest(
            occupied.RowRange(group * rows, rows),
            part.Grown[group],
            random.Branch(group),
            scores is null ? null : new RowsOfScores(scores, group * rows),
            explored is null ? null : ExploredConnections(explored, grid, group * rows, rows),
            gradient is null
                ? null
                : positions => GradientOf(InTaller(positions, group * rows, occupied.Rows)))
        {
            Threads = old.Threads,
        });

        float[] GradientOf(SparsityPattern positions)
        {
            var weights = grid.Expand(positions);
            float[] ofWeights = gradient!(parameter, weights);
            if (grid.Height == 1)
            {
                return ofWeights;
            }

            var ofConnections = new float[positions.Nnz];
            grid.Reduce(weights.RowOffsets, ofWeights, ofConnections);
            return ofConnections;
        }
    }

    private static SparsityPattern ExploredConnections(
        ExploredPositions explored, ConnectionGrid grid, int first, int rows)
        => grid.Height == 1
            ? explored.ToPattern(first, rows)
            : grid.Reduce(explored.ToPattern(0, grid.Rows * grid.Height)).RowRange(first, rows);

    // The same positions in a taller matrix, from a row on.
    private static SparsityPattern InTaller(SparsityPattern positions, int first, int rows)
    {
        if (positions.Rows == rows)
        {
            return positions;
        }

        var rowOffsets = new int[rows + 1];
        positions.RowOffsets.CopyTo(rowOffsets.AsSpan(first));
        rowOffsets.AsSpan(first + positions.Rows).Fill(positions.Nnz);
        return new SparsityPattern(rows, positions.Columns, rowOffsets, positions.ColumnIndices.ToArray());
    }

    private void InitializeNewValues(Parameter parameter, RegrownPattern next, int number, uint updateNumber)
    {
        var weight = parameter.Weight;
        if (rule.NewValue != NewConnectionValue.Zero)
        {
            var values = new NewConnectionValues(
                rule.NewValue, parameter.InitialRange, seed, RandomStreams.NewValues + (uint)number, updateNumber);
            using var canonical = new HostScratch<float>(weight.ParameterCount);
            weight.ReadCanonical(weight.Values, canonical.Span);
            next.ForEachNew(
                ((SparseWeight)weight).Packed.ToPattern(), (k, position) => canonical.Span[k] = values.At(position));
            weight.SetValues(canonical.Span);
        }

        if (rule.KeepsPrevious)
        {
            weight.Backend.Dense.Copy(
                weight.Values.AsMatrix(1, weight.ParameterCount),
                parameter.States[^1].AsMatrix(1, weight.ParameterCount));
        }
    }
}

/// <summary>The inputs of rules besides the weights; those that no rule needs are null.</summary>
internal sealed record TopologyInputs
{
    /// <summary>Gets empty inputs.</summary>
    public static TopologyInputs None { get; } = new();

    /// <summary>Gets the optimiser's momentum of connections.</summary>
    public MomentumReader? Momentum { get; init; }

    /// <summary>Gets |gradient| or |momentum| of all positions of a parameter.</summary>
    public Func<Parameter, IPositionScores>? Scores { get; init; }

    /// <summary>Gets the gradient of the step in progress at positions of a parameter, in canonical order.</summary>
    public Func<Parameter, SparsityPattern, float[]>? Gradient { get; init; }

    /// <summary>Gets the positions that ever held a connection, by parameter name.</summary>
    public IReadOnlyDictionary<string, ExploredPositions>? Explored { get; init; }
}
