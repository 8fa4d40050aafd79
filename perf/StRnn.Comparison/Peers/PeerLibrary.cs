using System.Runtime.InteropServices;
using StRnn.Randomness;

namespace StRnn.Comparison.Peers;

/// <summary>The native peers, bound by name; <c>strnn_peers.h</c> documents the functions.</summary>
internal sealed unsafe class PeerLibrary : IDisposable
{
    private readonly nint _library;
    private readonly delegate* unmanaged<int, int, double> _peak;
    private readonly delegate* unmanaged<byte*, int, long, long, int*, int*, float*, nint> _create;
    private readonly delegate* unmanaged<nint, void> _destroy;
    private readonly delegate* unmanaged<nint, float*, float*, long, int> _multiply;
    private readonly delegate* unmanaged<nint, float*, float*, long, int> _multiplyTransposed;
    private readonly delegate* unmanaged<byte*, int, int, long, long, long, float*, float*, float*, int> _gemm;

    private PeerLibrary(nint library)
    {
        _library = library;
        _peak = (delegate* unmanaged<int, int, double>)Symbol("peers_fma_peak");
        _create = (delegate* unmanaged<byte*, int, long, long, int*, int*, float*, nint>)Symbol("peers_sparse_create");
        _destroy = (delegate* unmanaged<nint, void>)Symbol("peers_sparse_destroy");
        _multiply = (delegate* unmanaged<nint, float*, float*, long, int>)Symbol("peers_spmm");
        _multiplyTransposed = (delegate* unmanaged<nint, float*, float*, long, int>)Symbol("peers_spmm_transposed");
        _gemm =
            (delegate* unmanaged<byte*, int, int, long, long, long, float*, float*, float*, int>)Symbol("peers_gemm");
    }

    /// <summary>Opens the library that <c>perf/peers/build.sh</c> builds; null where it is missing.</summary>
    public static PeerLibrary? Open(string peers)
    {
        string path = Path.GetFullPath(Path.Combine(peers, "native", "libstrnn_peers.so"));
        if (!NativeLibrary.TryLoad(path, out nint handle))
        {
            return null;
        }

        var library = new PeerLibrary(handle);
        string torch = Path.GetFullPath(Path.Combine(peers, "torch", "libtorch_cpu.so"));
        var open = (delegate* unmanaged<byte*, void>)library.Symbol("peers_open");
        fixed (byte* name = Text(torch))
        {
            open(File.Exists(torch) ? name : null);
        }

        return library;
    }

    /// <summary>
    /// Measures fused multiply-adds from registers, in GFLOP/s over all threads; 0 where the processor lacks them.
    /// </summary>
    public double FmaPeak(int threads, int lanes) => _peak(threads, lanes);

    /// <summary>Creates a library's sparse matrix; 0 where the library is absent.</summary>
    public nint Create(string library, int threads, int rows, int columns, int[] offsets, int[] indices, float[] values)
    {
        fixed (byte* name = Text(library))
        fixed (int* rowOffsets = offsets, columnIndices = indices)
        fixed (float* data = values)
        {
            return _create(name, threads, rows, columns, rowOffsets, columnIndices, data);
        }
    }

    public void Destroy(nint sparse) => _destroy(sparse);

    public bool Multiply(nint sparse, float* x, float* y, int columns) => _multiply(sparse, x, y, columns) == 0;

    public bool MultiplyTransposed(nint sparse, float* g, float* d, int columns)
        => _multiplyTransposed(sparse, g, d, columns) == 0;

    public bool Gemm(string library, int threads, bool transposeB, int m, int n, int k, float* a, float* b, float* y)
    {
        fixed (byte* name = Text(library))
        {
            return _gemm(name, threads, transposeB ? 1 : 0, m, n, k, a, b, y) == 0;
        }
    }

    public void Dispose() => NativeLibrary.Free(_library);

    private static byte[] Text(string text) => [.. System.Text.Encoding.UTF8.GetBytes(text), 0];

    private nint Symbol(string name) => NativeLibrary.GetExport(_library, name);
}

/// <summary>Native floats on a page boundary, uniform in [-0.5, 0.5): a peer's operand.</summary>
internal sealed unsafe class Floats : IDisposable
{
    private const nuint Alignment = 4096;

    public Floats(long length, ulong seed)
    {
        Data = (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), Alignment);
        for (long i = 0; i < length; i++)
        {
            Data[i] = (Philox.Word(seed, 1, 0, (ulong)i) / 4294967296f) - 0.5f;
        }
    }

    public float* Data { get; }

    public void Dispose() => NativeMemory.AlignedFree(Data);
}
