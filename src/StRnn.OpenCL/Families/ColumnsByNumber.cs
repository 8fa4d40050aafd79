using System.Buffers;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Families;

/// <summary>
/// Columns sorted by the row or column number they carry, ascending within one number, so that one work-item can sum
/// its uses in a fixed order without atomics. The host sorts what it wrote itself.
/// </summary>
internal readonly struct ColumnsByNumber
{
    private readonly ClBuffer _uses;
    private readonly ClBuffer _begins;

    private ColumnsByNumber(ClBuffer uses, ClBuffer begins, int count)
    {
        _uses = uses;
        _begins = begins;
        Count = count;
    }

    /// <summary>Gets the count of numbers.</summary>
    public int Count { get; }

    /// <summary>Sorts the columns by the distinct numbers that occur.</summary>
    public static ColumnsByNumber Used(OpenClContext context, ReadOnlySpan<int> numbers)
    {
        using var rented = new Sorted(numbers);
        Span<int> begins = rented.Begins;
        int distinct = 0;
        for (int at = 0; at < numbers.Length; at++)
        {
            if (at == 0 || numbers[rented.Uses[at]] != numbers[rented.Uses[at - 1]])
            {
                begins[distinct++] = at;
            }
        }

        begins[distinct] = numbers.Length;
        return Upload(context, rented.Uses, begins[..(distinct + 1)]);
    }

    /// <summary>Sorts the columns by all numbers below a limit, used or not; number -1 is left out.</summary>
    public static ColumnsByNumber All(OpenClContext context, ReadOnlySpan<int> numbers, int limit)
    {
        using var rented = new Sorted(numbers, limit + 1);
        Span<int> begins = rented.Begins;
        int at = 0;
        for (int number = 0; number <= limit; number++)
        {
            while (at < numbers.Length && numbers[rented.Uses[at]] < number)
            {
                at++;
            }

            begins[number] = at;
        }

        return Upload(context, rented.Uses, begins[..(limit + 1)]);
    }

    public KernelCall Describe(KernelCall call) => call.Buffer(_uses).Buffer(_begins);

    private static ColumnsByNumber Upload(OpenClContext context, ReadOnlySpan<int> uses, ReadOnlySpan<int> begins)
    {
        var ofUses = context.Scratch.Get(Scratch.Uses, uses.Length * sizeof(int));
        var ofBegins = context.Scratch.Get(Scratch.Begins, begins.Length * sizeof(int));
        context.Write(ofUses, 0, uses);
        context.Write(ofBegins, 0, begins);
        return new ColumnsByNumber(ofUses, ofBegins, begins.Length - 1);
    }

    private readonly ref struct Sorted
    {
        private readonly long[] _keys;
        private readonly int[] _uses;
        private readonly int[] _begins;
        private readonly int _length;

        public Sorted(ReadOnlySpan<int> numbers, int begins = 0)
        {
            _length = numbers.Length;
            _keys = ArrayPool<long>.Shared.Rent(_length);
            _uses = ArrayPool<int>.Shared.Rent(_length);
            _begins = ArrayPool<int>.Shared.Rent(Math.Max(begins, _length) + 1);
            for (int j = 0; j < _length; j++)
            {
                _keys[j] = ((long)numbers[j] << 32) | (uint)j;
            }

            _keys.AsSpan(0, _length).Sort();
            for (int at = 0; at < _length; at++)
            {
                _uses[at] = (int)(uint)_keys[at];
            }
        }

        public Span<int> Uses => _uses.AsSpan(0, _length);

        public Span<int> Begins => _begins;

        public void Dispose()
        {
            ArrayPool<long>.Shared.Return(_keys);
            ArrayPool<int>.Shared.Return(_uses);
            ArrayPool<int>.Shared.Return(_begins);
        }
    }
}
