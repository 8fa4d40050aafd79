using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Sparsity.Initialization;

/// <summary>
/// Materialises a model's declared parameters: draws patterns and initial values. The value at position (i, j) is a
/// function of seed, tensor and position only, so a sparse model starts with the values that the dense one has at its
/// connections.
/// </summary>
public static class ModelInitializer
{
    /// <summary>Materialises every parameter.</summary>
    /// <param name="backend">Where the weights live.</param>
    /// <param name="parameters">The model's parameters, in its order.</param>
    /// <param name="initializer">How many connections each matrix gets; null for dense weights.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="rangeScale">
    /// Multiplies the initial range of sparse tensors, for example 1/sqrt(density); 1 as published.
    /// </param>
    /// <param name="constantFanIn">True to give every row of a matrix the same number of connections.</param>
    public static void Initialize(
        IBackend backend,
        IReadOnlyList<Parameter> parameters,
        ISparseInitializer? initializer,
        ulong seed,
        double rangeScale = 1,
        bool constantFanIn = false)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var groups = AllocateGroups(parameters, initializer);
        var nnz = Totals(parameters, groups);
        for (int i = 0; i < parameters.Count; i++)
        {
            // What the tensor before left behind: its pattern.
            HostGarbage.Release(i > 0 ? sizeof(int) * (nnz[i - 1] ?? 0L) : 0);
            var parameter = parameters[i];
            var valueStream = new PositionValues(seed, RandomStreams.InitialValues + (uint)i);
            if (groups[i] is not { } counts)
            {
                var weight = new DenseWeight(backend, parameter.Rows, parameter.Columns);
                parameter.Replace(weight);
                using var initial = new HostScratch<float>(weight.ParameterCount);
                valueStream.Draw(initial.Span, parameter.InitialRange);
                AddOffsets(initial.Span, parameter);
                weight.SetValues(initial.Span);
                continue;
            }

            var pattern = DrawPattern(
                parameter, counts, seed, RandomStreams.InitialPattern + (uint)i, constantFanIn);
            parameter.Replace(new SparseWeight(backend, pattern, parameter.Uses));
            using var values = new HostScratch<float>(pattern.Nnz);
            valueStream.Draw(pattern, values.Span, parameter.InitialRange * rangeScale);
            parameter.Weight.SetValues(values.Span);
        }

        HostGarbage.Release(sizeof(int) * nnz.Sum(count => count ?? 0L));
    }

    /// <summary>The number of weights of each parameter's connections; null where it is dense.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="initializer">The rule; null for a dense model.</param>
    public static IReadOnlyList<int?> AllocateNnz(IReadOnlyList<Parameter> parameters, ISparseInitializer? initializer)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Totals(parameters, AllocateGroups(parameters, initializer));
    }

    /// <summary>The number of connections of each parameter's topology groups; null where it is dense.</summary>
    private static int[]?[] AllocateGroups(IReadOnlyList<Parameter> parameters, ISparseInitializer? initializer)
    {
        var nnz = new int[]?[parameters.Count];
        if (initializer is null)
        {
            return nnz;
        }

        int[] sparse = [.. Enumerable.Range(0, parameters.Count).Where(i => parameters[i].CanBeSparse)];
        var allocated = initializer.AllocateNnz([.. sparse.SelectMany(i => MatrixShape.GroupsOf(parameters[i]))]);
        int next = 0;
        foreach (int i in sparse)
        {
            nnz[i] = allocated[next..(next += new ConnectionGrid(parameters[i].Spec).Groups)];
        }

        return nnz;
    }

    private static int?[] Totals(IReadOnlyList<Parameter> parameters, int[]?[] groups)
        => [.. groups.Select((counts, i) => checked(counts?.Sum() * parameters[i].Spec.Connections.Height))];

    private static SparsityPattern DrawPattern(
        Parameter parameter, int[] counts, ulong seed, uint stream, bool constantFanIn)
    {
        var grid = new ConnectionGrid(parameter.Spec);
        var random = new RandomSequence(seed, stream, 0);
        return grid.Expand(SparsityPattern.Stack([.. counts.Select(
            (count, group) => constantFanIn
                ? RandomPattern.DrawRows(grid.GroupShape, count, random.Branch(group))
                : RandomPattern.Draw(grid.GroupShape, count, random.Branch(group)))]));
    }

    private static void AddOffsets(Span<float> values, Parameter parameter)
    {
        if (parameter.Spec.InitialOffset is not { } offset)
        {
            return;
        }

        for (int k = 0; k < values.Length; k++)
        {
            values[k] += (float)offset(k / parameter.Columns);
        }
    }

    /// <summary>Uniform values addressed by position.</summary>
    private readonly struct PositionValues(ulong seed, uint stream)
    {
        public void Draw(Span<float> values, double range)
        {
            values.Clear();
            if (range > 0)
            {
                for (int position = 0; position < values.Length; position++)
                {
                    values[position] = At((ulong)position, range);
                }
            }
        }

        public void Draw(SparsityPattern pattern, Span<float> values, double range)
        {
            var rowOffsets = pattern.RowOffsets;
            var columnIndices = pattern.ColumnIndices;
            for (int row = 0; row < pattern.Rows; row++)
            {
                long first = (long)row * pattern.Columns;
                for (int k = rowOffsets[row]; k < rowOffsets[row + 1]; k++)
                {
                    values[k] = At((ulong)(first + columnIndices[k]), range);
                }
            }
        }

        private float At(ulong position, double range)
            => (float)(range * PositionNoise.Uniform(seed, stream, 0, position));
    }
}
