using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

/// <summary>
/// Panel-blocked CSR, of rows or of blocks of rows that share their columns, and its transposed copy where it is used:
/// see <c>native/src/packed_matrix.h</c>.
/// </summary>
internal sealed unsafe class CpuPackedMatrix : PackedMatrix
{
    public CpuPackedMatrix(SparsityPattern pattern, WeightUses uses)
        : base(pattern, uses)
    {
        fixed (int* rowOffsets = pattern.RowOffsets)
        fixed (int* columnIndices = pattern.ColumnIndices)
        {
            NativeStatus status = NativeMethods.PackedMatrixCreate(
                pattern.Rows,
                pattern.Columns,
                rowOffsets,
                columnIndices,
                pattern.Blocks.Height,
                pattern.Blocks.AcrossGates ? 1 : 0,
                (int)uses,
                out PackedHandle handle);
            if (status != NativeStatus.Ok)
            {
                HasNoMemory();
            }

            CpuContext.Check(status, nameof(ISparseKernels.Pack));
            Handle = handle;
        }
    }

    public PackedHandle Handle { get; }

    public override long LengthInBytes => NativeMethods.PackedMatrixBytes(Handle);

    public override SparsityPattern ToPattern()
    {
        var rowOffsets = new int[Rows + 1];
        var columnIndices = new int[Nnz];
        fixed (int* offsets = rowOffsets)
        fixed (int* indices = columnIndices)
        {
            CpuContext.Check(NativeMethods.PackedMatrixPattern(Handle, offsets, indices), nameof(ToPattern));
        }

        return new SparsityPattern(Rows, Columns, rowOffsets, columnIndices, Blocks);
    }

    public override void ToCanonical<T>(ReadOnlySpan<T> stored, Span<T> canonical)
    {
        CheckLengths(stored.Length, canonical.Length);
        var order = Order();
        for (int k = 0; k < order.Length; k++)
        {
            canonical[k] = stored[order[k]];
        }
    }

    public override void FromCanonical<T>(ReadOnlySpan<T> canonical, Span<T> stored)
    {
        CheckLengths(stored.Length, canonical.Length);
        var order = Order();
        for (int k = 0; k < order.Length; k++)
        {
            stored[order[k]] = canonical[k];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Handle.Dispose();
        }
    }

    private int[] Order()
    {
        var order = new int[Nnz];
        fixed (int* positions = order)
        {
            CpuContext.Check(NativeMethods.PackedMatrixOrder(Handle, positions), nameof(Order));
        }

        return order;
    }
}
