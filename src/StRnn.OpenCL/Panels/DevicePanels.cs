using StRnn.Backends.Kernels;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Panels;

/// <summary>Panels on a device.</summary>
internal sealed class DevicePanels : IDisposable
{
    private readonly OpenClContext _context;
    private readonly int _indexCount;
    private ClBuffer? _starts;
    private ClBuffer? _rowsOf;
    private ClBuffer? _indices;

    public DevicePanels(OpenClContext context, HostPanels panels)
    {
        _context = context;
        Shape = panels.Shape;
        _indexCount = panels.Indices.Length;
        try
        {
            _starts = context.Upload<uint>(panels.Starts, "a sparse weight's segments");
            _rowsOf = context.Upload<byte>(panels.RowsOf, "a sparse weight's segment rows");
            _indices = context.Upload<ushort>(panels.Indices, "a sparse weight's columns");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public PanelShape Shape { get; }

    public long Bytes => Open(_starts).Bytes + Open(_rowsOf).Bytes + Open(_indices).Bytes;

    /// <summary>Returns the bytes of local memory for the sums of a block of so many vectors.</summary>
    public int TileBytes(int vectors) => Shape.BlockRows * vectors * 8 * sizeof(float);

    /// <summary>Adds the arguments with which every kernel over panels begins.</summary>
    public KernelCall Describe(KernelCall call)
        => call.Buffer(Open(_starts)).Buffer(Open(_rowsOf)).Buffer(Open(_indices)).Int(Shape.Rows).Int(Shape.BlockRows)
            .Int(Shape.PanelCount).Int(Shape.PanelWidth).Int(Shape.Order.Gates).Int(Shape.Order.Hidden);

    /// <summary>Reads the panels back.</summary>
    public HostPanels Read()
    {
        int segments = Shape.SegmentCount;
        var starts = new uint[segments + 1];
        var rowsOf = new byte[segments];
        var indices = new ushort[_indexCount];
        _context.Read(Open(_starts), 0, starts.AsSpan());
        _context.Read(Open(_rowsOf), 0, rowsOf.AsSpan());
        _context.Read(Open(_indices), 0, indices.AsSpan());
        return HostPanels.Of(Shape, starts, rowsOf, indices);
    }

    public void Dispose()
    {
        _context.Ledger.Free(_starts);
        _context.Ledger.Free(_rowsOf);
        _context.Ledger.Free(_indices);
        (_starts, _rowsOf, _indices) = (null, null, null);
    }

    private static ClBuffer Open(ClBuffer? buffer) => buffer ?? throw new ObjectDisposedException(nameof(PackedMatrix));
}
