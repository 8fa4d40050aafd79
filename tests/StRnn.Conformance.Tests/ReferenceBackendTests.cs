using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

/// <summary>
/// What the oracle promises beyond the contract: checked arguments, exact agreement with masked dense products.
/// </summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
public sealed class ReferenceBackendTests<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    private const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;

    private ReferenceBackend<T> _backend = null!;

    [SetUp]
    public void Open() => _backend = new ReferenceBackend<T>();

    [TearDown]
    public void Close() => _backend.Dispose();

    [Test]
    public void A_sparse_product_has_the_bits_of_the_masked_dense_one(
        [Values] bool accumulate, [Values(1, 20, 23)] int columns)
    {
        SparsityPattern pattern = PatternCase.Random(31, 67, 0.2);
        var random = new Random(columns);
        T[] values = Numbers(random, pattern.Nnz);
        using PackedMatrix packed = _backend.Sparse.Pack(pattern, Products);
        using DeviceBuffer w = Upload(values);
        using DeviceBuffer masked = Upload(Scatter(pattern, values));
        using DeviceBuffer x = Upload(Numbers(random, 67 * columns));
        using DeviceBuffer g = Upload(Numbers(random, 31 * columns));
        T[] y = Numbers(random, 31 * columns);
        T[] d = Numbers(random, 67 * columns);
        T[] dW = Numbers(random, pattern.Nnz);
        using DeviceBuffer sparseY = Upload(y);
        using DeviceBuffer denseY = Upload(y);
        using DeviceBuffer sparseD = Upload(d);
        using DeviceBuffer denseD = Upload(d);
        using DeviceBuffer sparseDw = Upload(dW);
        using DeviceBuffer denseDw = Upload(Scatter(pattern, dW));
        MatrixView denseW = new VectorView(masked).AsMatrix(31, 67);
        MatrixView input = new VectorView(x).AsMatrix(67, columns);
        MatrixView gradient = new VectorView(g).AsMatrix(31, columns);
        _backend.Sparse.Refresh(packed, new VectorView(w));

        _backend.Sparse.SpMM(
            packed, new VectorView(w), input, new VectorView(sparseY).AsMatrix(31, columns), accumulate);
        _backend.Dense.Gemm(denseW, input, new VectorView(denseY).AsMatrix(31, columns), accumulate);
        _backend.Sparse.SpMMTransposed(packed, gradient, new VectorView(sparseD).AsMatrix(67, columns), accumulate);
        _backend.Dense.GemmTransposedA(denseW, gradient, new VectorView(denseD).AsMatrix(67, columns), accumulate);
        _backend.Sparse.Sddmm(packed, gradient, input, new VectorView(sparseDw), accumulate);
        _backend.Dense.GemmTransposedB(gradient, input, new VectorView(denseDw).AsMatrix(31, 67), accumulate);

        long[] positions = pattern.ToPositions();
        T[] denseGradient = Download(denseDw);
        Assert.Multiple(() =>
        {
            Assert.That(Download(sparseY), Is.EqualTo(Download(denseY)));
            Assert.That(Download(sparseD), Is.EqualTo(Download(denseD)));
            Assert.That(Download(sparseDw), Is.EqualTo(Array.ConvertAll(positions, at => denseGradient[at])));
        });
    }

    [Test]
    public void The_transposed_product_uses_the_values_of_the_last_refresh()
    {
        using PackedMatrix packed = _backend.Sparse.Pack(new SparsityPattern(1, 1, [0, 1], [0]), Products);
        using DeviceBuffer w = Upload([T.One]);
        using DeviceBuffer g = Upload([T.One]);
        using DeviceBuffer d = Upload([T.Zero]);
        void Multiply() => _backend.Sparse.SpMMTransposed(
            packed, new VectorView(g).AsMatrix(1, 1), new VectorView(d).AsMatrix(1, 1), accumulate: false);
        Assert.That(Multiply, Throws.InvalidOperationException.With.Message.Contains("Refresh"));
        _backend.Sparse.Refresh(packed, new VectorView(w));
        _backend.Dense.Fill(new VectorView(w), 5);
        Multiply();
        Assert.That(Download(d), Is.EqualTo(new[] { T.One }));
    }

    [Test]
    public void A_shape_that_does_not_fit_is_named_with_the_operation_and_the_rule()
    {
        using DeviceBuffer buffer = Upload(new T[100]);
        MatrixView Matrix(int rows, int columns) => new(buffer, 0, rows, columns, columns);
        using PackedMatrix packed = _backend.Sparse.Pack(
            new SparsityPattern(4, 3, [0, 1, 1, 1, 1], [2]), WeightUses.Product);
        using PackedMatrix embedding = _backend.Sparse.Pack(
            new SparsityPattern(4, 3, [0, 1, 1, 1, 1], [2]), WeightUses.RowGather);
        var one = new VectorView(buffer, 0, 1);
        Assert.Multiple(() =>
        {
            Refused(
                () => _backend.Sparse.SpMM(packed, one, Matrix(5, 2), Matrix(4, 2), accumulate: false),
                "SpMM", "W [4, 3]", "X [5, 2]", "Y[m,N] = W[m,n]*X[n,N]");
            Refused(() => _backend.Sparse.SpMM(embedding, one, Matrix(3, 2), Matrix(4, 2), false), "SpMM", "RowGather");
            Refused(
                () => _backend.Sparse.SpMM(packed, new VectorView(buffer, 0, 2), Matrix(3, 2), Matrix(4, 2), false),
                "values [2]");
            Refused(
                () => _backend.Sparse.SpMMTransposed(packed, Matrix(4, 2), Matrix(3, 2), false), "SpMMTransposed",
                "Product");
            Refused(
                () => _backend.Dense.Gemm(Matrix(2, 3), Matrix(4, 2), Matrix(2, 2), false), "Gemm", "A [2, 3]",
                "B [4, 2]");
            Refused(() => _backend.Dense.Add(Matrix(2, 3), Matrix(3, 2)), "Add", "X [2, 3]", "Y [3, 2]");
            Refused(
                () => _backend.Dense.Copy(new MatrixView(buffer, 95, 2, 3, 3), Matrix(2, 3)), "Copy", "100 elements");
            Refused(() => _backend.Dense.Copy(new MatrixView(buffer, 0, 2, 3, 2), Matrix(2, 3)), "row stride 2");
            Refused(
                () => _backend.Recurrent.LstmCellForward(
                    Matrix(7, 2), Matrix(2, 2), Matrix(2, 2), Matrix(2, 2), default),
                "LstmCellForward", "gates [7, 2]", "gates[4H,B]");
            Refused(
                () => _backend.Optimizer.SgdMomentumStep(
                    one, one, null, one, new SgdMomentumOptions(1, 0.9f, 0, float.PositiveInfinity)),
                "SgdMomentumStep", "velocity");
            Refused(
                () => _backend.Sparse.Pack(new SparsityPattern(4, 3, [0, 0, 0, 0, 0], []), WeightUses.LstmRecurrence),
                "W[4H,H]");
        });
    }

    [Test]
    public void An_id_out_of_range_is_named([Values(-1, 4)] int id)
    {
        using DeviceBuffer table = Upload(new T[12]);
        using DeviceBuffer y = Upload(new T[6]);
        using DeviceBuffer ids = _backend.Allocate(ElementType.Int32, 2);
        _backend.Write<int>([3, id], new VectorView(ids));
        Refused(
            () => _backend.Dense.GatherRows(
                new VectorView(table).AsMatrix(4, 3), new VectorView(ids), new VectorView(y).AsMatrix(3, 2)),
            "GatherRows", $"ids[1] is {id}", "[0, 4)");
    }

    [Test]
    public void A_buffer_of_another_backend_or_type_is_refused()
    {
        using var other = new ReferenceBackend<T>();
        using DeviceBuffer foreign = other.Allocate(other.Info.ElementType, 4);
        using DeviceBuffer ids = _backend.Allocate(ElementType.Int32, 4);
        using PackedMatrix packed = other.Sparse.Pack(new SparsityPattern(1, 1, [0, 0], []), WeightUses.Product);
        using DeviceBuffer own = Upload(new T[4]);
        MatrixView one = new(own, 0, 1, 1, 1);
        Assert.Multiple(() =>
        {
            Refused(() => _backend.Dense.Fill(new VectorView(foreign), 1), "Fill", "another instance");
            Refused(() => _backend.Dense.Fill(new VectorView(ids), 1), "Fill", "Int32");
            Refused(() => _backend.Sparse.SpMM(packed, new VectorView(own, 0, 0), one, one, false), "another backend");
        });
    }

    [Test]
    public void Live_buffers_are_counted_and_disposal_is_final()
    {
        ElementType wrong = typeof(T) == typeof(float) ? ElementType.Float64 : ElementType.Float32;
        int size = typeof(T) == typeof(float) ? 4 : 8;
        DeviceBuffer buffer = _backend.Allocate(_backend.Info.ElementType, 10);
        using DeviceBuffer ids = _backend.Allocate(ElementType.Int32, 5);
        Assert.That((_backend.LiveBufferCount, _backend.LiveBufferBytes), Is.EqualTo((2, (10L * size) + 20)));
        buffer.Dispose();
        buffer.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That((_backend.LiveBufferCount, _backend.LiveBufferBytes), Is.EqualTo((1, 20L)));
            Assert.That(
                () => _backend.Dense.Fill(new VectorView(buffer), 1), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => _backend.Allocate(wrong, 1), Throws.ArgumentException);
            Assert.That(_backend.TryGetOptional<ILstmSequenceKernels>(out _), Is.False);
        });
        _backend.Dispose();
        Assert.That(_backend.Dispose, Throws.Nothing);
        Assert.That(() => _backend.Allocate(ElementType.Int32, 1), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void Only_float_and_double_are_offered() =>
        Assert.That(() => new ReferenceBackend<Half>(), Throws.InstanceOf<NotSupportedException>());

    private static void Refused(Action call, params string[] parts)
    {
        string message = Assert.Throws<ArgumentException>(call)!.Message;
        foreach (string part in parts)
        {
            Assert.That(message, Does.Contain(part));
        }
    }

    private static T[] Numbers(Random random, int count)
    {
        var numbers = new T[count];
        for (int k = 0; k < count; k++)
        {
            numbers[k] = T.CreateTruncating((random.NextDouble() * 2) - 1);
        }

        return numbers;
    }

    private static T[] Scatter(SparsityPattern pattern, T[] values)
    {
        var dense = new T[pattern.Rows * pattern.Columns];
        long[] positions = pattern.ToPositions();
        for (int k = 0; k < positions.Length; k++)
        {
            dense[positions[k]] = values[k];
        }

        return dense;
    }

    private DeviceBuffer Upload(T[] values)
    {
        DeviceBuffer buffer = _backend.Allocate(_backend.Info.ElementType, values.Length);
        _backend.Write<T>(values, new VectorView(buffer));
        return buffer;
    }

    private T[] Download(DeviceBuffer buffer)
    {
        var values = new T[buffer.Length];
        _backend.Read(new VectorView(buffer), values.AsSpan());
        return values;
    }
}
