using StRnn.Autograd;
using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Sparsity;

/// <summary>
/// Applies a <see cref="TopologyRule"/> to a model: engine code on the host, one tensor at a time, O(nnz) in memory and O(nnz log nnz)
/// in time. No dense array of a sparse tensor is made.
/// </summary>
/// <param name="rule">The rule.</param>
/// <param name="seed">The run's seed.</param>
public sealed class TopologyUpdater(TopologyRule rule, ulong seed)
{
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

        return changes;
    }

    private TopologyChange Update(Parameter parameter, int targetNnz, double pruningRate, RandomSequence random)
    {
        var old = (SparseTensor)parameter.Weight;
        var shape = new MatrixShape(old.Rows, old.Columns);
        var values = old.ToArray();
        int pruneCount = (int)Math.Ceiling(pruningRate * values.Length);
        if (rule.Survivors == SurvivorPolicy.Excluded)
        {
            // What goes cannot come back, so no more may go than there are other free positions.
            pruneCount = (int)Math.Min(pruneCount, shape.Size - values.Length);
        }

        var pruned = new bool[values.Length];
        rule.Pruning.Mark(values, pruneCount, pruned);

        var oldPositions = old.Form.ToPattern().ToPositions();
        var kept = Select(oldPositions, pruned, wanted: false);
        var occupied = rule.Survivors == SurvivorPolicy.Excluded ? oldPositions : kept;
        int growCount = (int)Math.Min(targetNnz - kept.Length, shape.Size - occupied.Length);
        var grown = rule.Regrowth.Pick(shape, occupied, growCount, random);

        var newPositions = Merge(kept, grown);
        bool survivorsKeep = rule.Survivors == SurvivorPolicy.KeepsValue;
        var sources = MatchSources(oldPositions, pruned, newPositions, survivorsKeep, out int survivors);
        Replace(parameter, shape, newPositions, values, sources);
        return new TopologyChange(
            parameter.Name, newPositions.Length, (double)newPositions.Length / shape.Size, pruneCount, grown.Length, survivors);
    }

    /// <summary>Gives the parameter its new pattern; values and optimiser state move with their connections.</summary>
    private static void Replace(
        Parameter parameter, MatrixShape shape, long[] positions, float[] oldValues, int[] sources)
    {
        var old = parameter.Weight;
        var newValues = Move(oldValues, sources);
        var newStates = parameter.States.Select(state =>
        {
            var oldState = new float[old.ParameterCount];
            old.ReadCanonical(state, oldState);
            return Move(oldState, sources);
        }).ToArray();

        var pattern = SparsityPattern.FromPositions(shape.Rows, shape.Columns, positions);
        parameter.Replace(new SparseTensor(old.Backend, pattern, parameter.Uses));
        parameter.Weight.SetValues(newValues);
        for (int i = 0; i < newStates.Length; i++)
        {
            parameter.Weight.WriteCanonical(newStates[i], parameter.States[i]);
        }
    }

    private static long[] Select(long[] positions, bool[] marks, bool wanted)
    {
        var selected = new long[marks.Count(mark => mark == wanted)];
        int next = 0;
        for (int k = 0; k < positions.Length; k++)
        {
            if (marks[k] == wanted)
            {
                selected[next++] = positions[k];
            }
        }

        return selected;
    }

    private static long[] Merge(long[] left, long[] right)
    {
        var merged = new long[left.Length + right.Length];
        int l = 0;
        int r = 0;
        for (int k = 0; k < merged.Length; k++)
        {
            merged[k] = r == right.Length || (l < left.Length && left[l] < right[r]) ? left[l++] : right[r++];
        }

        return merged;
    }

    /// <summary>For every new connection the canonical index of the old one it continues, or -1 if it starts anew.</summary>
    private static int[] MatchSources(
        long[] oldPositions, bool[] pruned, long[] newPositions, bool survivorsKeep, out int survivors)
    {
        var sources = new int[newPositions.Length];
        int o = 0;
        survivors = 0;
        for (int k = 0; k < newPositions.Length; k++)
        {
            while (o < oldPositions.Length && oldPositions[o] < newPositions[k])
            {
                o++;
            }

            bool existed = o < oldPositions.Length && oldPositions[o] == newPositions[k];
            bool survived = existed && pruned[o];
            survivors += survived ? 1 : 0;
            sources[k] = existed && (!survived || survivorsKeep) ? o : -1;
        }

        return sources;
    }

    private static float[] Move(float[] old, int[] sources)
    {
        var moved = new float[sources.Length];
        for (int k = 0; k < sources.Length; k++)
        {
            moved[k] = sources[k] < 0 ? 0 : old[sources[k]];
        }

        return moved;
    }
}
