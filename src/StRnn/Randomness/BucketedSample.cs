using System.Numerics;

namespace StRnn.Randomness;

/// <summary>
/// Distinct integers of [0, population), ascending, as CSR arrays: member k of bucket b is b*width + <see cref="Offsets"/>[k], for k in
/// [<see cref="Starts"/>[b], Starts[b+1]). With a matrix's columns as the width, these are the arrays of its pattern.
/// </summary>
/// <remarks>
/// The same integers as <see cref="DistinctSample.Draw"/> gives from the same sequence, in 4 bytes each and O(count + buckets) time: the
/// sequence can be read twice, so a first reading counts what falls into each bucket and a second one puts it there.
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

    /// <summary>Where each bucket's members start, and their number at the end.</summary>
    public int[] Starts { get; }

    /// <summary>The members, less their bucket's first integer.</summary>
    public int[] Offsets { get; private set; }

    /// <summary>Draws <paramref name="count"/> distinct integers.</summary>
    /// <param name="population">How many integers there are.</param>
    /// <param name="width">How many of them a bucket holds.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="random">Where the draws come from.</param>
    /// <exception cref="ArgumentOutOfRangeException">More integers are wanted than there are.</exception>
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

    /// <summary>Draws with repetition as many numbers as there is room for, and returns how many distinct ones that were.</summary>
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

        // Every start has moved to its bucket's end, which is where the next bucket began.
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
        // Half the time of a 64-bit division on processors where that is slow.
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

    /// <summary>Writes the distinct numbers of a bucket, ascending; the destination may begin before the bucket in the same array.</summary>
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

    /// <summary>Adds a second sample to the first, from the back so that nothing is overwritten before it was read.</summary>
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
