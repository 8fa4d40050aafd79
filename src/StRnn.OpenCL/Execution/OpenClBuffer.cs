using StRnn.Backends.Memory;
using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Execution;

/// <summary>
/// A memory object. Integers are numbers of rows and columns that only the host writes; it keeps what it wrote, so that
/// they can be checked and sorted without reading from the device.
/// </summary>
internal sealed class OpenClBuffer : DeviceBuffer
{
    private readonly OpenClContext _context;
    private readonly int[]? _written;
    private ClBuffer? _memory;

    public OpenClBuffer(OpenClContext context, ElementType elementType, long length)
        : base(elementType, length)
    {
        _context = context;
        try
        {
            _memory = context.Ledger.Allocate(LengthInBytes, $"a buffer of {length} elements");
            _written = elementType == ElementType.Int32 ? new int[length] : null;
            context.Clear(_memory);
        }
        catch
        {
            HasNoMemory();
            context.Ledger.Free(_memory);
            throw;
        }
    }

    public ClBuffer Memory
    {
        get
        {
            var memory = _memory;
            if (memory is null)
            {
                ThrowIfDisposed();
            }

            return memory!;
        }
    }

    /// <summary>Gets the integers as the host last wrote them.</summary>
    public int[] Written => _written ?? throw new InvalidOperationException("Only integers are kept by the host.");

    public bool BelongsTo(OpenClContext context) => _context.SharesMemoryWith(context);

    protected override void Dispose(bool disposing)
        => _context.Ledger.Free(Interlocked.Exchange(ref _memory, null));
}
