using StRnn.Backends.Memory;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Regrowth;

namespace StRnn.Tests.Sparsity;

/// <summary>
/// Tests patterns that are drawn in buckets: they equal those of plain draws, and must not depend on the algorithm.
/// </summary>
public sealed class RandomDrawTests
{
    /// <summary>
    /// Narrow and wide rows, one row, one column, more than half of the matrix, all of it, none, positions above 32
    /// bits.
    /// </summary>
    [TestCase(100, 10, 200)]
    [TestCase(10, 100, 499)]
    [TestCase(10, 100, 501)]
    [TestCase(17, 65, 900)]
    [TestCase(17, 65, 300)]
    [TestCase(1, 3000, 300)]
    [TestCase(3000, 1, 300)]
    [TestCase(10, 10, 100)]
    [TestCase(10, 10, 0)]
    [TestCase(50, 5000, 3)]
    [TestCase(20_000, 300_000, 40_000)]
    public void A_pattern_holds_the_positions_of_the_plain_draws(int rows, int columns, int nnz)
    {
        for (uint draw = 0; draw < 5; draw++)
        {
            var random = new RandomSequence(3, 1, draw);
            var pattern = RandomPattern.Draw(new MatrixShape(rows, columns), nnz, random);
            long[] plain = DistinctSample.Draw((long)rows * columns, nnz, ref random);
            Assert.That(pattern.ToPositions(), Is.EqualTo(plain));
        }
    }

    /// <summary>Few and many rows, more than half of the matrix, and so few draws that one thread makes them.</summary>
    [TestCase(40, 5000, 60_000)]
    [TestCase(5000, 40, 60_001)]
    [TestCase(3, 50_000, 100_000)]
    [TestCase(1, 200_000, 50_000)]
    [TestCase(300, 300, 300)]
    public void Any_number_of_threads_draws_the_same(int rows, int columns, int count)
    {
        var plainRandom = new RandomSequence(5, 1, 2);
        long[] plain = DistinctSample.Draw((long)rows * columns, count, ref plainRandom);
        for (int threads = 1; threads <= 5; threads++)
        {
            var random = new RandomSequence(5, 1, 2);
            var sample = BucketedSample.Draw((long)rows * columns, columns, count, ref random, threads);
            var pattern = new SparsityPattern(rows, columns, sample.Starts, sample.Offsets);
            Assert.That(pattern.ToPositions(), Is.EqualTo(plain), $"{threads} threads");
            Assert.That(random.NextInt64(1000), Is.EqualTo(plainRandom.NextInt64(1000)), "the sequence goes on");
            plainRandom = new RandomSequence(5, 1, 2);
            DistinctSample.Draw((long)rows * columns, count, ref plainRandom);
        }
    }

    [TestCase(30, 40, 100, 200)]
    [TestCase(30, 40, 1100, 60)]
    [TestCase(30, 40, 1100, 100)]
    [TestCase(1, 500, 90, 200)]
    [TestCase(500, 1, 90, 200)]
    [TestCase(13, 7, 0, 91)]
    [TestCase(13, 7, 91, 0)]
    public void Regrowth_picks_the_free_positions_of_the_plain_ranks(int rows, int columns, int nnz, int count)
    {
        for (uint draw = 0; draw < 5; draw++)
        {
            var occupied = RandomPattern.Draw(new MatrixShape(rows, columns), nnz, new RandomSequence(4, 1, draw));
            var random = new RandomSequence(4, 2, draw);
            var picked = new RandomRegrowth().Pick(new RegrowthRequest(occupied, count, random));
            var all = Enumerable.Range(0, rows * columns).Select(position => (long)position);
            long[] free = [.. all.Except(occupied.ToPositions())];
            long[] plain = [.. DistinctSample.Draw(free.Length, count, ref random).Select(rank => free[rank])];
            Assert.That(picked.ToPositions(), Is.EqualTo(plain));
        }
    }

    [Test]
    public void More_connections_than_positions_are_refused()
        => Assert.Multiple(() =>
        {
            Assert.That(
                () => RandomPattern.Draw(new MatrixShape(3, 3), 10, new RandomSequence(1, 2, 3)),
                Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(
                () => new RandomRegrowth().Pick(
                    new RegrowthRequest(SparsityPattern.FromPositions(3, 3, [0L, 4L]), 8, new RandomSequence(1, 2, 3))),
                Throws.InstanceOf<ArgumentOutOfRangeException>());
        });

    /// <summary>Draw i consists of words 2i (low) and 2i + 1 (high) of the stream, scaled.</summary>
    [Test]
    public void A_sequence_reads_two_words_a_draw()
    {
        var random = new RandomSequence(0x1234_5678_9ABC_DEF0, 7, 9);
        for (ulong draw = 0; draw < 9; draw++)
        {
            ulong low = Philox.Word(0x1234_5678_9ABC_DEF0, 7, 9, 2 * draw);
            ulong high = Philox.Word(0x1234_5678_9ABC_DEF0, 7, 9, (2 * draw) + 1);
            long expected = (long)Math.BigMul((high << 32) | low, 1_000_003, out _);
            Assert.That(random.NextInt64(1_000_003), Is.EqualTo(expected));
        }
    }

    [Test]
    public void A_sequence_skips_draws()
    {
        for (int before = 0; before < 3; before++)
        {
            for (int skipped = 0; skipped < 6; skipped++)
            {
                var drawn = new RandomSequence(8, 1, 2).Branch(3);
                var passed = drawn;
                for (int i = 0; i < before; i++)
                {
                    drawn.NextInt64(1000);
                    passed.NextInt64(1000);
                }

                for (int i = 0; i < skipped; i++)
                {
                    drawn.NextInt64(1000);
                }

                passed.Skip(skipped);
                for (int i = 0; i < 3; i++)
                {
                    Assert.That(passed.NextInt64(1L << 40), Is.EqualTo(drawn.NextInt64(1L << 40)));
                }
            }
        }
    }
}
