using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Tests.Support;
using StRnn.Tensors;

namespace StRnn.OpenCL.Tests;

/// <summary>What the device holds of a weight of which several rows share their columns.</summary>
public sealed class BlockMemoryTests
{
    private const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;
    private const int Columns = 320;

    /// <summary>
    /// Panels: one 16-bit column number for each connection, which the transposed product reads too. Rows: a column
    /// number, and transposed a block's number and where its values begin. Of single rows a weight has besides a copy
    /// of its value, and its source.
    /// </summary>
    [Test]
    public void A_connection_has_one_index_however_many_weights(
        [Values] SparseLayout layout, [Values(1, 2, 4, 8)] int height, [Values] bool acrossGates)
    {
        using var backend = OpenCl.Open(layout);
        var blocks = new RowBlocks(height, acrossGates);
        int ofBlock = layout == SparseLayout.Panels ? 2 : 3 * 4;
        int ofConnection = height > 1 ? ofBlock : layout == SparseLayout.Panels ? 2 + 2 + 4 + 4 : 4 + 4 + 4 + 4;
        AssertBytesOfConnection(backend, blocks, 8 * 40, Products, ofConnection);
    }

    [Test]
    public void A_unit_of_a_recurrence_has_one_index_for_its_gates(
        [Values] SparseLayout layout, [Values] bool isLstm, [Values(1, 2)] int units)
    {
        using var backend = OpenCl.Open(layout);
        int gates = isLstm ? 4 : 2;
        var use = isLstm ? WeightUses.LstmRecurrence : WeightUses.RhnRecurrence;

        // A block of two units is two blocks of their gates.
        int ofBlock = layout == SparseLayout.Panels ? 2 : 3 * 4;
        AssertBytesOfConnection(
            backend, new RowBlocks(gates * units, true), gates * Columns, Products | use, ofBlock * units);
    }

    [Test]
    public void A_refresh_copies_no_values([Values] SparseLayout layout)
    {
        using var backend = OpenCl.Open(layout);
        using var weight = new SparseWeight(backend, Pattern(new RowBlocks(4, false), 320, 4), Products);
        weight.SetValues(new float[weight.ParameterCount]);
        var (counts, bytes) = (backend.Counts, backend.LiveBytes);
        weight.Refresh();
        Assert.That(backend.Counts.Since(counts).Launches, Is.Zero);
        Assert.That(backend.LiveBytes, Is.EqualTo(bytes));
    }

    [Test]
    public void A_transposed_product_without_values_is_refused([Values] SparseLayout layout)
    {
        using var backend = OpenCl.Open(layout);
        using var packed = backend.Sparse.Pack(Pattern(new RowBlocks(4, false), 320, 4), Products);
        using var g = new Tensor(backend, 320, 3);
        using var d = new Tensor(backend, Columns, 3);
        Assert.That(
            () => backend.Sparse.SpMMTransposed(packed, g.View, d.View, false),
            Throws.InvalidOperationException.With.Message.Contains("Refresh"));
    }

    // Two patterns of equal shape, of which one has twice the connections: the difference is theirs alone.
    private static void AssertBytesOfConnection(
        OpenClBackend backend, RowBlocks blocks, int rows, WeightUses uses, int expected)
    {
        var (few, many) = (Pattern(blocks, rows, 4), Pattern(blocks, rows, 2));
        long before = backend.LiveBytes;
        using var packedFew = backend.Sparse.Pack(few, uses);
        long middle = backend.LiveBytes;
        using var packedMany = backend.Sparse.Pack(many, uses);
        long connections = (many.Nnz - few.Nnz) / blocks.Height;
        Assert.That(connections, Is.Positive);
        Assert.That(packedMany.LengthInBytes - packedFew.LengthInBytes, Is.EqualTo(expected * connections));
        Assert.That(backend.LiveBytes - middle, Is.EqualTo(packedMany.LengthInBytes), "the account");
        Assert.That(middle - before, Is.EqualTo(packedFew.LengthInBytes), "the account");
    }

    // Every so many columns of each block, shifted from block to block.
    private static SparsityPattern Pattern(RowBlocks blocks, int rows, int every)
    {
        var positions = new List<long>();
        for (int block = 0; block < rows / blocks.Height; block++)
        {
            for (int member = 0; member < blocks.Height; member++)
            {
                long row = blocks.Row(block, member, rows);
                positions.AddRange(
                    Enumerable.Range(0, Columns).Where(column => (column + block) % every == 0)
                        .Select(column => (row * Columns) + column));
            }
        }

        positions.Sort();
        var pattern = SparsityPattern.FromPositions(rows, Columns, positions.ToArray());
        return new SparsityPattern(
            rows, Columns, pattern.RowOffsets.ToArray(), pattern.ColumnIndices.ToArray(), blocks);
    }
}
