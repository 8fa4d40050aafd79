using StRnn.Backends;
using StRnn.Backends.Memory;

namespace StRnn.Tensors;

/// <summary>A dense matrix on a backend, row-major: a carried state, a loss sum, an operand.</summary>
public sealed class Tensor : IDisposable
{
    private readonly DeviceBuffer _buffer;
    private readonly bool _isOwner = true;

    /// <summary>Allocates a tensor of zeros.</summary>
    /// <param name="backend">The backend that holds it.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <exception cref="ArgumentException">The sizes are not positive, or the product exceeds 2³¹ - 1.</exception>
    public Tensor(IBackend backend, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(backend);
        if (rows <= 0 || columns <= 0 || (long)rows * columns > int.MaxValue)
        {
            throw new ArgumentException($"A dense tensor of shape [{rows}, {columns}] cannot be created.");
        }

        Backend = backend;
        _buffer = backend.Allocate(backend.Info.ElementType, (long)rows * columns);
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Wraps the memory of another tensor, for a session of its backend.</summary>
    private Tensor(IBackend session, Tensor owner)
    {
        Backend = session;
        _buffer = owner._buffer;
        _isOwner = false;
        Rows = owner.Rows;
        Columns = owner.Columns;
    }

    /// <summary>Gets the backend that holds the elements.</summary>
    public IBackend Backend { get; }

    /// <summary>Gets the number of rows.</summary>
    public int Rows { get; }

    /// <summary>Gets the number of columns.</summary>
    public int Columns { get; }

    /// <summary>Gets the bytes of the elements.</summary>
    public long LengthInBytes => _buffer.LengthInBytes;

    /// <summary>Gets the elements as a matrix.</summary>
    public MatrixView View => new(_buffer, 0, Rows, Columns, Columns);

    /// <summary>Gets the elements as one array, row after row.</summary>
    public VectorView Values => new(_buffer);

    /// <summary>Copies the elements to the host, row after row; blocks until the backend is done.</summary>
    public float[] ToArray()
    {
        var values = new float[Values.Length];
        HostTransfer.Read(Backend, Values, values);
        return values;
    }

    /// <summary>Replaces the elements.</summary>
    /// <param name="values">Rows * columns elements, row after row.</param>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    public void SetValues(ReadOnlySpan<float> values) => HostTransfer.Write(Backend, values, Values);

    /// <summary>Returns this tensor as a session of its backend sees it; the memory stays this one's.</summary>
    internal Tensor On(IBackend session) => new(session, this);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwner)
        {
            _buffer.Dispose();
        }
    }
}
