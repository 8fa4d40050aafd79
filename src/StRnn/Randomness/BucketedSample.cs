using System.Numerics;

namespace StRnn.Randomness;

/// <summary>
/// A sample of distinct integers of [0, population), ascending, stored as CSR arrays: member k of bucket b is b*width +
/// <see cref="Offsets"/>[k], for k in [<see cref="Starts"/>[b], Starts[b+1]). With a matrix's columns as the width,
/// these are the arrays of its pattern.
/// </summary>
/// <remarks>
/// Holds the integers that <see cref="DistinctSample.Draw"/> returns for an equal sequence, but with 4 bytes each and
/// in O(count + buckets) time. The sequence can be read twice: the first pass counts the members of each bucket, the
/// second one stores them.
/// </remarks>
internal sealed class BucketedSample
{
    private readonly long _population;
    private readonly int _width;
    private readonly ulong[] _bitmap;

    private BucketedSample(long population, int width, int count)
    {
        _population = population;
        _width = width;
        _bitmap = new ulong[(width + 63) / 64];
        Starts = new int[((population + width - 1) / width) + 1];
        Offsets = new int[count];
    }

    /// <summary>
    /// Gets the index of each bucket's first member in <see cref="Offsets"/>, and the number of members at the end.
    /// </summary>
    public int[] Starts { get; }

    /// <summary>Gets the members, each relative to the first integer of its bucket.</summary>
    public int[] Offsets { get; private set; }

    /// <summary>
    /// Draws <paramref name="count"/> distinct integers, every subset of that size being equally likely.
    /// </summary>
    /// <param name="population">The number of integers to draw from.</param>
    /// <param name="width">The number of integers that one bucket covers.</param>
    /// <param name="count">The number of integers to draw.</param>
    /// <param name="random">The source of the draws; it is advanced.</param>
    /// <returns>The sample.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or exceeds the population.</exception>
    public static BucketedSample Draw(long population, int width, int count, ref RandomSequence random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, population);
        bool drawsLeftOut = count > population / 2;
        var sample = new BucketedSample(population, width, drawsLeftOut ? (int)(population - count) : count);
        sample.Fill(ref random);
        if (drawsLeftOut)
        {
            sample.Complement(count);
        }

        return sample;
    }

    private void Fill(ref RandomSequence random)
    {
        int distinct = DrawOnce(Starts, Offsets, ref random);
        int missing = Offsets.Length - distinct;
        if (missing == 0)
        {
            return;
        }

        var starts = new int[Starts.Length];
        var offsets = new int[missing];
        while (missing > 0)
        {
            DrawOnce(starts, offsets.AsSpan(0, missing), ref random);
            missing = Offsets.Length - Unite(starts, offsets);
        }
    }

    /// <summary>
    /// Draws with repetition until the offsets are full, and returns the number of distinct integers among them.
    /// </summary>
    private int DrawOnce(int[] starts, Span<int> offsets, ref RandomSequence random)
    {
        Array.Clear(starts);
        var counting = random;
        for (int i = 0; i < offsets.Length; i++)
        {
            starts[Bucket(counting.NextInt64(_population), out _) + 1]++;
        }

        for (int bucket = 1; bucket < starts.Length; bucket++)
        {
            starts[bucket] += starts[bucket - 1];
        }

        for (int i = 0; i < offsets.Length; i++)
        {
            int bucket = Bucket(random.NextInt64(_population), out int offset);
            offsets[starts[bucket]++] = offset;
        }

        // Each start now stands at its bucket's end, which is the next bucket's begin.
        int begin = 0;
        int distinct = 0;
        for (int bucket = 0; bucket < starts.Length - 1; bucket++)
        {
            int end = starts[bucket];
            starts[bucket] = distinct;
            distinct += SortDistinct(offsets[begin..end], offsets[distinct..]);
            begin = end;
        }

        starts[^1] = distinct;
        return distinct;
    }

    private int Bucket(long number, out int offset)
    {
        // Takes half the time of a 64-bit division on processors where that is slow.
        if (number <= uint.MaxValue)
        {
            uint quotient = (uint)number / (uint)_width;
            offset = (int)((uint)number - (quotient * (uint)_width));
            return (int)quotient;
        }

        long bucket = Math.DivRem(number, _width, out long remainder);
        offset = (int)remainder;
        return (int)bucket;
    }

    /// <summary>
    /// Writes the distinct numbers of a bucket, ascending. The destination may begin before the bucket in the same
    /// array.
    /// </summary>
    private int SortDistinct(Span<int> bucket, Span<int> destination)
    {
        int distinct = 0;
        if (_bitmap.Length <= 4 * bucket.Length)
        {
            foreach (int offset in bucket)
            {
                _bitmap[offset >> 6] |= 1UL << offset;
            }

            for (int word = 0; word < _bitmap.Length; word++)
            {
                for (ulong bits = _bitmap[word]; bits != 0; bits &= bits - 1)
                {
                    destination[distinct++] = (word << 6) + BitOperations.TrailingZeroCount(bits);
                }

                _bitmap[word] = 0;
            }

            return distinct;
        }

        bucket.Sort();
        foreach (int offset in bucket)
        {
            if (distinct == 0 || offset != destination[distinct - 1])
            {
                destination[distinct++] = offset;
            }
        }

        return distinct;
    }

    /// <summary>
    /// Merges a second sample into this one, from the back so that nothing is overwritten before it is read.
    /// </summary>
    private int Unite(int[] starts, int[] offsets)
    {
        int total = Starts[^1] + CountNew(starts, offsets);
        int write = total;
        for (int bucket = Starts.Length - 2; bucket >= 0; bucket--)
        {
            int own = Starts[bucket + 1] - 1;
            int other = starts[bucket + 1] - 1;
            Starts[bucket + 1] = write;
            while (other >= starts[bucket])
            {
                if (own >= Starts[bucket] && Offsets[own] >= offsets[other])
                {
                    other -= Offsets[own] == offsets[other] ? 1 : 0;
                    Offsets[--write] = Offsets[own--];
                }
                else
                {
                    Offsets[--write] = offsets[other--];
                }
            }

            while (own >= Starts[bucket])
            {
                Offsets[--write] = Offsets[own--];
            }
        }

        return total;
    }

    private int CountNew(int[] starts, int[] offsets)
    {
        int found = 0;
        for (int bucket = 0; bucket < Starts.Length - 1; bucket++)
        {
            int own = Starts[bucket];
            for (int other = starts[bucket]; other < starts[bucket + 1]; other++)
            {
                while (own < Starts[bucket + 1] && Offsets[own] < offsets[other])
                {
                    own++;
                }

                found += own < Starts[bucket + 1] && Offsets[own] == offsets[other] ? 0 : 1;
            }
        }

        return found;
    }

    private void Complement(int count)
    {
        var kept = new int[count];
        int next = 0;
        int left = 0;
        for (int bucket = 0; bucket < Starts.Length - 1; bucket++)
        {
            int end = Starts[bucket + 1];
            long size = Math.Min(_width, _population - ((long)bucket * _width));
            Starts[bucket] = next;
            for (int offset = 0; offset < size; offset++)
            {
                if (left < end && Offsets[left] == offset)
                {
                    left++;
                }
                else
                {
                    kept[next++] = offset;
                }
            }
        }

        Starts[^1] = next;
        Offsets = kept;
    }
}
