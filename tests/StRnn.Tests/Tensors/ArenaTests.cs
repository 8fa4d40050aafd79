using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Tensors;

namespace StRnn.Tests.Tensors;

public sealed class ArenaTests
{
    private static readonly long[] Lengths = [60, 60, 10, 80, 33];

    [TestCase(long.MaxValue, 1)]
    [TestCase(100, 5)]
    public void After_the_first_steps_nothing_is_allocated_and_no_two_views_overlap(long mostElements, int blocks)
    {
        using var reference = new ReferenceBackend<float>();
        using var backend = new FaultyBackend(reference) { MostElements = mostElements };
        using var arena = new Arena(backend, ElementType.Float32);
        for (int step = 0; step < 2; step++)
        {
            Step(arena);
        }

        int allocations = backend.Allocations;
        for (int step = 0; step < 3; step++)
        {
            var views = Step(arena);
            Assert.That(backend.Allocations, Is.EqualTo(allocations), $"step {step}");
            Assert.That(views.Select(view => view.Buffer).Distinct().Count(), Is.EqualTo(blocks));
            foreach (var ofBlock in views.GroupBy(view => view.Buffer))
            {
                var ordered = ofBlock.OrderBy(view => view.Offset).ToList();
                Assert.That(
                    ordered.Zip(ordered.Skip(1))
                        .All(pair => pair.First.Offset + pair.First.Length <= pair.Second.Offset));
                Assert.That(ordered[^1].Offset + ordered[^1].Length, Is.LessThanOrEqualTo(ofBlock.Key.Length));
            }
        }

        // A longer window needs more, once.
        arena.Rewind();
        arena.Rent(90);
        Step(arena);
        allocations = backend.Allocations;
        Step(arena);
        Assert.That(
            backend.Allocations, Is.InRange(allocations, allocations + (mostElements == long.MaxValue ? 1 : 0)));
    }

    [Test]
    public void A_single_piece_that_is_too_large_is_refused()
    {
        using var backend = new FaultyBackend(new ReferenceBackend<float>()) { MostElements = 100 };
        using var arena = new Arena(backend, ElementType.Float32);
        Assert.That(() => arena.Rent(200), Throws.InstanceOf<BackendOutOfMemoryException>());
        Assert.That(arena.Rent(50).Length, Is.EqualTo(50));
    }

    private static List<VectorView> Step(Arena arena)
    {
        arena.Rewind();
        return [.. Lengths.Select(arena.Rent)];
    }
}
