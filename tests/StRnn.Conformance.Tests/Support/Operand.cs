using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests.Support;

/// <summary>
/// One operand on all three sides, surrounded by guard words: what lies around a view belongs to others, and no kernel
/// may write there.
/// </summary>
internal sealed class Operand : IDisposable
{
    /// <summary>Elements after the last row.</summary>
    private const int Tail = 9;

    private const float Guard = -1.2345e20f;

    private readonly Workbench _bench;
    private readonly Layout _layout;
    private readonly float[] _image;
    private readonly SparseOperand? _order;
    private readonly Dictionary<Side, DeviceBuffer> _buffers = [];

    /// <param name="order">For arrays in packed order: the weight whose connections they belong to.</param>
    public Operand(
        Workbench bench, string name, int rows, int columns, Layout layout, float[] values, bool output,
        SparseOperand? order)
    {
        _bench = bench;
        _layout = layout;
        _order = order;
        Name = name;
        Rows = rows;
        Columns = columns;
        IsOutput = output;
        _image = Embed(InFormOrder(values));
        float[] canonical = Embed(values);
        Upload(Side.Tested, _image);
        Upload(Side.Expected, Array.ConvertAll(canonical, value => (double)value));
        Upload(Side.Magnitude, Array.ConvertAll(canonical, value => Math.Abs((double)value)));
    }

    public string Name { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Gets a value indicating whether kernels may write to it.</summary>
    public bool IsOutput { get; }

    public int Count => Rows * Columns;

    private int Stride => Columns + _layout.Padding;

    public MatrixView Matrix(Side side) => new(_buffers[side], _layout.Offset, Rows, Columns, Stride);

    /// <summary>Gets the operand as a vector; only a single row or a tight matrix is one.</summary>
    public VectorView Vector(Side side) => Matrix(side).AsVector();

    /// <summary>Reads what the tested backend holds, in canonical order.</summary>
    public float[] Tested()
    {
        var image = new float[_image.Length];
        _bench.Tested.Read(new VectorView(_buffers[Side.Tested]), image.AsSpan());
        float[] values = Extract(image);
        if (_order is null)
        {
            return values;
        }

        var canonical = new float[values.Length];
        _order.Packed(Side.Tested).ToCanonical<float>(values, canonical);
        return canonical;
    }

    /// <summary>Reads what the oracle holds.</summary>
    public double[] Expected(Side side = Side.Expected)
    {
        var image = new double[_image.Length];
        _bench.Oracle.Read(new VectorView(_buffers[side]), image.AsSpan());
        return Extract(image);
    }

    /// <summary>Fails if a guard word changed, or anything at all of an input.</summary>
    public void AssertUntouched(string context)
    {
        var image = new float[_image.Length];
        _bench.Tested.Read(new VectorView(_buffers[Side.Tested]), image.AsSpan());
        for (int at = 0; at < image.Length; at++)
        {
            if ((!IsOutput || !IsInside(at))
                && BitConverter.SingleToInt32Bits(image[at]) != BitConverter.SingleToInt32Bits(_image[at]))
            {
                string what = IsInside(at) ? "an input" : "a guard word";
                Assert.Fail($"{context}: {what} of {Name} changed from {_image[at]} to {image[at]} at element {at}.");
            }
        }
    }

    public void Dispose()
    {
        foreach (DeviceBuffer buffer in _buffers.Values)
        {
            buffer.Dispose();
        }
    }

    private float[] InFormOrder(float[] canonical)
    {
        if (_order is null)
        {
            return canonical;
        }

        var stored = new float[canonical.Length];
        _order.Packed(Side.Tested).FromCanonical<float>(canonical, stored);
        return stored;
    }

    private float[] Embed(float[] values)
    {
        var image = new float[_layout.Offset + (Rows * Stride) + Tail];
        Array.Fill(image, Guard);
        for (int row = 0; row < Rows; row++)
        {
            Array.Copy(values, row * Columns, image, _layout.Offset + (row * Stride), Columns);
        }

        return image;
    }

    private T[] Extract<T>(T[] image)
    {
        var values = new T[Count];
        for (int row = 0; row < Rows; row++)
        {
            Array.Copy(image, _layout.Offset + (row * Stride), values, row * Columns, Columns);
        }

        return values;
    }

    private bool IsInside(int at)
    {
        int inView = at - _layout.Offset;
        return inView >= 0 && inView < Rows * Stride && inView % Stride < Columns;
    }

    private void Upload<T>(Side side, T[] image)
        where T : unmanaged
    {
        IBackend backend = _bench.On(side);
        DeviceBuffer buffer = backend.Allocate(backend.Info.ElementType, image.Length);
        _buffers[side] = buffer;
        backend.Write<T>(image, new VectorView(buffer));
    }
}

/// <summary>The position of an operand in its buffer.</summary>
/// <param name="Offset">Elements before the first.</param>
/// <param name="Padding">Elements between two rows.</param>
internal sealed record Layout(int Offset, int Padding)
{
    /// <summary>Gets the layout of a whole buffer, as a tensor has it.</summary>
    public static Layout Tight { get; } = new(0, 0);

    /// <summary>
    /// Gets the layout of a piece of a larger matrix that starts at an odd element, so that no row is aligned to a
    /// vector register.
    /// </summary>
    public static Layout Piece { get; } = new(3, 5);

    public static Layout[] All { get; } = [Tight, Piece];
}

/// <summary>The backend and the numbers of one run of a kernel.</summary>
internal enum Side
{
    /// <summary>The backend under test, in single precision.</summary>
    Tested,

    /// <summary>The oracle, in double precision, on the same numbers.</summary>
    Expected,

    /// <summary>
    /// The oracle on the absolute values: sum |a*b| for every sum a*b, which error bounds are made of.
    /// </summary>
    Magnitude,
}

/// <summary>A sparse weight on all sides: each side's own packed matrix, and values in its packed order.</summary>
internal sealed class SparseOperand : IDisposable
{
    private readonly Dictionary<Side, PackedMatrix> _packed = [];
    private readonly Dictionary<Side, SparseWeight> _weights = [];

    public SparseOperand(Workbench bench, SparsityPattern pattern, WeightUses uses, Layout layout, float range = 1)
    {
        Pattern = pattern;
        foreach (Side side in Enum.GetValues<Side>())
        {
            _packed[side] = bench.On(side).Sparse.Pack(pattern, uses);
        }

        CanonicalValues = bench.Numbers(pattern.Nnz, range);
        Values = bench.Input("W", 1, pattern.Nnz, layout, CanonicalValues, order: this);
        foreach (Side side in Enum.GetValues<Side>())
        {
            bench.On(side).Sparse.Refresh(Packed(side), Values.Vector(side));
            _weights[side] = new SparseWeight(bench.On(side), Packed(side), Values.Vector(side));
        }
    }

    public SparsityPattern Pattern { get; }

    public float[] CanonicalValues { get; }

    public Operand Values { get; }

    public PackedMatrix Packed(Side side) => _packed[side];

    /// <summary>Gets packed matrix and values as the engine multiplies with them.</summary>
    public SparseWeight Weight(Side side) => _weights[side];

    public VectorView Vector(Side side) => Values.Vector(side);

    public void Dispose()
    {
        foreach (PackedMatrix packed in _packed.Values)
        {
            packed.Dispose();
        }
    }
}

/// <summary>Row or class numbers on all sides, at an odd offset.</summary>
internal sealed class Ids : IDisposable
{
    private const int Offset = 5;

    private readonly Dictionary<Side, DeviceBuffer> _buffers = [];

    public Ids(Workbench bench, int[] values)
    {
        Values = values;
        int[] image = [.. Enumerable.Repeat(int.MaxValue, Offset), .. values];
        foreach (Side side in Enum.GetValues<Side>())
        {
            DeviceBuffer buffer = bench.On(side).Allocate(ElementType.Int32, image.Length);
            _buffers[side] = buffer;
            bench.On(side).Write<int>(image, new VectorView(buffer));
        }
    }

    public int[] Values { get; }

    public VectorView Vector(Side side) => new(_buffers[side], Offset, Values.Length);

    public void Dispose()
    {
        foreach (DeviceBuffer buffer in _buffers.Values)
        {
            buffer.Dispose();
        }
    }
}
