using StRnn.Backends;
using StRnn.Conformance.Tests.Bench;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests;

public sealed class SparseFormTests(string backend) : BackendFixture(backend)
{
    private const PatternUses Any = PatternUses.Product | PatternUses.TransposedProduct;

    [Test]
    public void A_form_describes_and_gives_back_its_pattern(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.All))] PatternCase item,
        [Values(PatternUses.Product, Any, PatternUses.RowGather, Any | PatternUses.RowGather)] PatternUses uses)
    {
        using SparseForm form = Tested.Sparse.Prepare(item.Pattern, uses);
        AssertDescribes(form, item.Pattern, uses);
    }

    [Test]
    public void A_recurrent_form_describes_and_gives_back_its_pattern(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.Gates))] PatternCase item)
    {
        using SparseForm form = Tested.Sparse.Prepare(item.Pattern, Any | PatternUses.LstmRecurrence);
        AssertDescribes(form, item.Pattern, Any | PatternUses.LstmRecurrence);
    }

    private static void AssertDescribes(SparseForm form, SparsityPattern pattern, PatternUses uses)
    {
        SparsityPattern rebuilt = form.ToPattern();
        int[] canonical = [.. Enumerable.Range(1, pattern.Nnz)];
        var stored = new int[pattern.Nnz];
        form.FromCanonical<int>(canonical, stored);
        var back = new int[pattern.Nnz];
        form.ToCanonical<int>(stored, back);
        Assert.Multiple(() =>
        {
            Assert.That((form.Rows, form.Columns, form.Nnz), Is.EqualTo((pattern.Rows, pattern.Columns, pattern.Nnz)));
            Assert.That(form.Uses, Is.EqualTo(uses));
            Assert.That(form.LengthInBytes, Is.GreaterThanOrEqualTo((long)pattern.Nnz), "an index takes some memory");
            Assert.That(rebuilt.RowOffsets.ToArray(), Is.EqualTo(pattern.RowOffsets.ToArray()));
            Assert.That(rebuilt.ColumnIndices.ToArray(), Is.EqualTo(pattern.ColumnIndices.ToArray()));
            Assert.That(stored.Order(), Is.EqualTo(canonical), "the form's order is a permutation");
            Assert.That(back, Is.EqualTo(canonical), "there and back");
        });
    }
}
