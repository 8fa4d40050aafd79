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
            [.. indices.Select(i => new MatrixShape(parameters[i].Rows, parameters[i].Columns))],
            [.. indices.Select(i => parameters[i].Weight.ParameterCount)]);

        var changes = new List<TopologyChange>(indices.Length);
        for (int i = 0; i < indices.Length; i++)
        {
            var random = new RandomSequence(seed, RandomStreams.Regrowth + (uint)indices[i], updateNumber);
            changes.Add(Update(parameters[indices[i]], targets[i], pruningRate, random));
        }

        HostGarbage.Release(changes.Sum(change => GarbagePerConnection * (long)change.Nnz));
        return changes;
    }

    private TopologyChange Update(Parameter parameter, int targetNnz, double pruningRate, RandomSequence random)
    {
        var weight = (SparseTensor)parameter.Weight;
        long size = (long)weight.Rows * weight.Columns;
        int pruneCount = (int)Math.Ceiling(pruningRate * weight.ParameterCount);
        if (rule.Survivors == SurvivorPolicy.Excluded)
        {
            // What goes cannot come back, so no more may go than there are other free positions.
            pruneCount = (int)Math.Min(pruneCount, size - weight.ParameterCount);
        }

        var backend = weight.Backend;
        using var old = new PrunedPattern(weight, rule.Pruning, pruneCount);
        parameter.Release();
        using var next = new RegrownPattern(
            backend, old, Regrow(old, targetNnz, random), rule.Survivors == SurvivorPolicy.KeepsValue);
        old.Dispose();
        HostGarbage.Release(GarbagePerConnection * (long)next.Nnz);
        parameter.Adopt(next.MakeTensor(parameter.Uses), next.Carry);
        return new TopologyChange(
            parameter.Name, next.Nnz, (double)next.Nnz / size, pruneCount, next.Grown, next.Survivors);
    }

    private SparsityPattern Regrow(PrunedPattern old, int targetNnz, RandomSequence random)
    {
        var occupied = rule.Survivors == SurvivorPolicy.Excluded ? old.Pattern : old.Kept();
        long free = ((long)occupied.Rows * occupied.Columns) - occupied.Nnz;
        return rule.Regrowth.Pick(occupied, (int)Math.Min(targetNnz - old.KeptCount, free), random);
    }
}
