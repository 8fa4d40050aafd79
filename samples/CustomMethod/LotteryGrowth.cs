// This is docs/guide/own-method.md, as one program: a test writes it with STRNN_WRITE_SAMPLES=1.
using StRnn.Backends.Memory;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;

/// <summary>A method of one's own: units that keep many connections after pruning win more of the new ones.</summary>
public sealed class LotteryGrowth : IRegrowthRule
{
    public string Name => "lottery";

    /// <summary>
    /// ST-RNN with this growth in place of its uniform one, every 50 steps, at a rate that falls linearly from 0.3.
    /// </summary>
    public static SparseTrainingMethod Method(double density) => new(
        "lottery",
        new UniformInitializer(density),
        new TopologyRule(
            new MagnitudePruning(),
            new LotteryGrowth(),
            new NoRedistribution(),
            new LinearPruningRate(0.3),
            new UpdateInterval(50),
            SurvivorPolicy.KeepsValue));

    public SparsityPattern Pick(RegrowthRequest request)
    {
        var occupied = request.Occupied;
        var random = request.Random;
        var taken = occupied.ToPositions().ToHashSet();
        while (taken.Count < occupied.Nnz + request.Count)
        {
            // A ticket is a kept connection, or one of the rows, so that empty rows have a chance too.
            long ticket = random.NextInt64(occupied.Nnz + occupied.Rows);
            int row = ticket < occupied.Nnz ? RowOf(occupied, (int)ticket) : (int)(ticket - occupied.Nnz);
            taken.Add(((long)row * occupied.Columns) + random.NextInt64(occupied.Columns));
        }

        taken.ExceptWith(occupied.ToPositions());
        return SparsityPattern.FromPositions(occupied.Rows, occupied.Columns, [.. taken.Order()]);
    }

    private static int RowOf(SparsityPattern pattern, int connection)
    {
        int row = 0;
        while (pattern.RowOffsets[row + 1] <= connection)
        {
            row++;
        }

        return row;
    }
}
