using StRnn.Autograd;
using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Sparsity;

/// <summary>
/// Applies a <see cref="TopologyRule"/> to a model: engine code on the host, one tensor at a time, O(nnz) in memory and time.
/// No dense array of a sparse tensor is made, and the old tensor is freed before the new one is prepared.
/// </summary>
/// <param name="rule">The rule.</param>
/// <param name="seed">The run's seed.</param>
public sealed class TopologyUpdater(TopologyRule rule, ulong seed)
{
    // Three patterns of 4 bytes a connection: before, what stays and comes, after.
    private const int GarbagePerConnection = 12;

    /// <summary>
    /// Removes ceil(p * nnz) connections of every sparse parameter and adds as many, so that nnz is exactly what the redistribution
    /// rule says (by default, what it was). New connections have value 0 and zero optimiser state.
    /// </summary>
    /// <param name="parameters">The model's parameters; dense ones are left alone.</param>
    /// <param name="pruningRate">p, in [0, 1].</param>
    /// <param name="updateNumber">The number of this update in the run: the random counter.</param>
    public IReadOnlyList<TopologyChange> Apply(
        IReadOnlyList<Parameter> parameters, double pruningRate, uint updateNumber)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        int[] indices = [.. Enumerable.Range(0, parameters.Count).Where(i => parameters[i].Weight.IsSparse)];
        var targets = rule.Redistribution.AllocateNnz(
            [.. indices.SelectMany(i => MatrixShape.GroupsOf(parameters[i]))],
            [.. indices.SelectMany(i => GroupNnz(parameters[i]))]);

        var changes = new List<TopologyChange>(indices.Length);
        int next = 0;
        foreach (int i in indices)
        {
            int groups = parameters[i].TopologyGroups;
            var random = new RandomSequence(seed, RandomStreams.Regrowth + (uint)i, updateNumber);
            changes.Add(Update(parameters[i], targets[next..(next + groups)], pruningRate, random));
            next += groups;
        }

        HostGarbage.Release(changes.Sum(change => GarbagePerConnection * (long)change.Nnz));
        return changes;
    }

    private static int[] GroupNnz(Parameter parameter)
        => parameter.TopologyGroups == 1
            ? [parameter.Weight.ParameterCount]
            : GroupNnz(((SparseTensor)parameter.Weight).Form.ToPattern(), parameter.TopologyGroups);

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

    private TopologyChange Update(Parameter parameter, int[] targetNnz, double pruningRate, RandomSequence random)
    {
        var weight = (SparseTensor)parameter.Weight;
        long size = (long)weight.Rows * weight.Columns;
        var pattern = weight.Form.ToPattern();
        int[] counts = [.. GroupNnz(pattern, targetNnz.Length).Select(nnz => PruneCount(nnz, size / targetNnz.Length, pruningRate))];
        var backend = weight.Backend;
        using var old = new PrunedPattern(weight, rule.Pruning, counts, pattern);
        parameter.Release();
        using var next = new RegrownPattern(
            backend, old, Regrow(old, targetNnz, counts, random), rule.Survivors == SurvivorPolicy.KeepsValue);
        old.Dispose();
        HostGarbage.Release(GarbagePerConnection * (long)next.Nnz);
        parameter.Adopt(next.MakeTensor(parameter.Uses), next.Carry);
        return new TopologyChange(
            parameter.Name, next.Nnz, (double)next.Nnz / size, counts.Sum(), next.Grown, next.Survivors);
    }

    private int PruneCount(int nnz, long size, double pruningRate)
    {
        int count = (int)Math.Ceiling(pruningRate * nnz);

        // What goes and cannot come back is replaced by other positions: no more may go than are free.
        return rule.Survivors == SurvivorPolicy.Excluded ? (int)Math.Min(count, size - nnz) : count;
    }

    private SparsityPattern Regrow(PrunedPattern old, int[] targetNnz, int[] pruned, RandomSequence random)
    {
        var occupied = rule.Survivors == SurvivorPolicy.Excluded ? old.Pattern : old.Kept();
        int groups = targetNnz.Length;
        int[] before = GroupNnz(old.Pattern, groups);
        int rows = occupied.Rows / groups;
        return SparsityPattern.Stack([.. Enumerable.Range(0, groups).Select(group =>
        {
            var part = occupied.RowRange(group * rows, rows);
            long free = ((long)rows * part.Columns) - part.Nnz;
            return rule.Regrowth.Pick(
                part, (int)Math.Min(targetNnz[group] - (before[group] - pruned[group]), free), random.Branch(group));
        })]);
    }
}
