using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.OpenCL.SelfTest;

/// <summary>One of the two backends of a comparison: equal inputs, and the results kept.</summary>
internal sealed class SelfTestSide(IBackend backend) : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly List<MatrixView> _outputs = [];
    private readonly Dictionary<int, PackedMatrix> _matrices = [];
    private ulong _seed;

    public IBackend Backend => backend;

    /// <summary>Creates numbers in [-0.5, 0.5), equal on both sides, as a piece of a larger matrix.</summary>
    public MatrixView In(int rows, int columns)
    {
        const int Offset = 3;
        const int Padding = 2;
        int stride = columns + Padding;
        var numbers = new float[Offset + (rows * stride)];
        _seed++;
        for (int k = 0; k < numbers.Length; k++)
        {
            numbers[k] = (Philox.Word(_seed, 1, 0, (ulong)k) / 4294967296f) - 0.5f;
        }

        var buffer = Keep(backend.Allocate(ElementType.Float32, numbers.Length));
        backend.Write<float>(numbers, new VectorView(buffer));
        return new MatrixView(buffer, Offset, rows, columns, stride);
    }

    /// <summary>Creates such numbers in a matrix whose content is a result.</summary>
    public MatrixView Out(int rows, int columns)
    {
        var view = In(rows, columns);
        _outputs.Add(view);
        return view;
    }

    public VectorView Numbers(int count, int limit)
    {
        _seed++;
        int[] numbers =
            [.. Enumerable.Range(0, count).Select(k => (int)(Philox.Word(_seed, 2, 0, (ulong)k) % (uint)limit))];
        var buffer = Keep(backend.Allocate(ElementType.Int32, count));
        backend.Write<int>(numbers, new VectorView(buffer));
        return new VectorView(buffer);
    }

    /// <summary>Creates memory of undefined content, contiguous.</summary>
    public MatrixView Scratch(int rows, int columns)
        => new VectorView(Keep(backend.Allocate(ElementType.Float32, (long)rows * columns))).AsMatrix(rows, columns);

    /// <summary>Creates a sparse weight with numbers in [-0.5, 0.5), refreshed.</summary>
    public SparseWeight Weight(int rows, int columns, WeightUses uses) => Weight(rows, columns, uses, RowBlocks.Single);

    /// <summary>Creates such a weight of which the rows of each block share their columns.</summary>
    public SparseWeight Weight(int rows, int columns, WeightUses uses, RowBlocks blocks)
    {
        _seed++;
        ulong seed = _seed;
        var positions =
            from k in Enumerable.Range(0, rows / blocks.Height * columns)
            where Philox.Word(seed, 3, 0, (ulong)k) % 4 == 0
            from member in Enumerable.Range(0, blocks.Height)
            let position = ((long)blocks.Row(k / columns, member, rows) * columns) + (k % columns)
            orderby position
            select position;
        var single = SparsityPattern.FromPositions(rows, columns, positions.ToArray());
        var pattern = new SparsityPattern(
            rows, columns, single.RowOffsets.ToArray(), single.ColumnIndices.ToArray(), blocks);
        var weight = Keep(new SparseWeight(backend, pattern, uses));
        weight.SetValues(
        [
            .. Enumerable.Range(0, pattern.Nnz).Select(k => (Philox.Word(seed, 4, 0, (ulong)k) / 4294967296f) - 0.5f),
        ]);
        weight.Refresh();
        return weight;
    }

    /// <summary>Creates a result in packed order.</summary>
    public VectorView OutOf(PackedMatrix packed)
    {
        var buffer = Keep(backend.Allocate(ElementType.Float32, packed.Nnz));
        _outputs.Add(new VectorView(buffer).AsMatrix(1, packed.Nnz));
        _matrices[_outputs.Count - 1] = packed;
        return new VectorView(buffer);
    }

    /// <summary>Reads all results, those in packed order brought to canonical order.</summary>
    public float[] Results()
    {
        var results = new List<float>();
        for (int i = 0; i < _outputs.Count; i++)
        {
            var view = _outputs[i];
            var row = new float[view.Columns];
            for (int r = 0; r < view.Rows; r++)
            {
                backend.Read(
                    new VectorView(view.Buffer, view.Offset + ((long)r * view.RowStride), view.Columns), row.AsSpan());
                if (_matrices.TryGetValue(i, out var packed))
                {
                    float[] stored = [.. row];
                    packed.ToCanonical<float>(stored, row);
                }

                results.AddRange(row);
            }
        }

        return [.. results];
    }

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private T Keep<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
