using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

public sealed class PackedMatrixTests(string backend) : BackendFixture(backend)
{
    private const WeightUses Any = WeightUses.Product | WeightUses.TransposedProduct;

    [Test]
    public void A_form_describes_and_gives_back_its_pattern(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.All))] PatternCase item,
        [Values(WeightUses.Product, Any, WeightUses.RowGather, Any | WeightUses.RowGather)] WeightUses uses)
    {
        using PackedMatrix packed = Tested.Sparse.Pack(item.Pattern, uses);
        AssertDescribes(packed, item.Pattern, uses);
    }

    [Test]
    public void A_recurrent_form_describes_and_gives_back_its_pattern(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.Gates))] PatternCase item)
    {
        using PackedMatrix packed = Tested.Sparse.Pack(item.Pattern, Any | WeightUses.LstmRecurrence);
        AssertDescribes(packed, item.Pattern, Any | WeightUses.LstmRecurrence);
    }

    [Test]
    public void A_form_keeps_the_blocks_of_its_rows(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.Blocks))] PatternCase item,
        [Values(WeightUses.Product, Any, WeightUses.RowGather, Any | WeightUses.RowGather)] WeightUses uses)
    {
        using PackedMatrix packed = Tested.Sparse.Pack(item.Pattern, uses);
        AssertDescribes(packed, item.Pattern, uses);
    }

    [Test]
    public void A_recurrent_form_keeps_the_blocks_of_its_rows(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.BlocksOfGates))] PatternCase item)
    {
        using PackedMatrix packed = Tested.Sparse.Pack(item.Pattern, Any | WeightUses.LstmRecurrence);
        AssertDescribes(packed, item.Pattern, Any | WeightUses.LstmRecurrence);
    }

    private static void AssertDescribes(PackedMatrix packed, SparsityPattern pattern, WeightUses uses)
    {
        SparsityPattern rebuilt = packed.ToPattern();
        int[] canonical = [.. Enumerable.Range(1, pattern.Nnz)];
        var stored = new int[pattern.Nnz];
        packed.FromCanonical<int>(canonical, stored);
        var back = new int[pattern.Nnz];
        packed.ToCanonical<int>(stored, back);
        Assert.Multiple(() =>
        {
            Assert.That(
                (packed.Rows, packed.Columns, packed.Nnz), Is.EqualTo((pattern.Rows, pattern.Columns, pattern.Nnz)));
            Assert.That(packed.Uses, Is.EqualTo(uses));
            Assert.That((packed.Blocks, rebuilt.Blocks), Is.EqualTo((pattern.Blocks, pattern.Blocks)));
            Assert.That(
                packed.LengthInBytes,
                Is.GreaterThanOrEqualTo((long)pattern.Nnz / pattern.Blocks.Height),
                "an index takes some memory");
            Assert.That(rebuilt.RowOffsets.ToArray(), Is.EqualTo(pattern.RowOffsets.ToArray()));
            Assert.That(rebuilt.ColumnIndices.ToArray(), Is.EqualTo(pattern.ColumnIndices.ToArray()));
            Assert.That(stored.Order(), Is.EqualTo(canonical), "the packed order is a permutation");
            Assert.That(back, Is.EqualTo(canonical), "there and back");
        });
    }
}
