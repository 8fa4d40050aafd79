using System.Diagnostics.CodeAnalysis;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends;

/// <summary>
/// The contract of a backend: memory and kernel families. Everything else (autograd, layers, topology updates,
/// checkpoints) is engine code that calls it.
/// </summary>
/// <remarks>
/// <para>Commands run in the order they are given and may be asynchronous; only <see cref="Read{T}"/> and
/// <see cref="Synchronize"/> block. Callers own every output; kernels do not allocate memory of tensor size in steady
/// state. A backend checks the operands of every kernel by <see cref="KernelShapes"/> before it reads or writes
/// anything, and that views lie inside its own buffers: what does not fit is an <see cref="ArgumentException"/>, never
/// a wrong result.</para>
/// <para>Same seed, backend and instruction set give the same bits for any number of threads: a row is never split
/// between threads, and partial sums belong to fixed blocks of the problem, combined in block order.</para>
/// <para>Outputs never overlap inputs unless a kernel says so.</para>
/// <para>A backend serves one thread at a time; a second one at the same time is an
/// <see cref="InvalidOperationException"/>. Threads that work at once have a session each, from
/// <see cref="OpenSession"/>; <see cref="SessionPool"/> keeps them.</para>
/// </remarks>
public interface IBackend : IDisposable
{
    /// <summary>Gets the name, device, instruction set and number of threads.</summary>
    BackendInfo Info { get; }

    /// <summary>Gets the kernels for products with sparse weights.</summary>
    ISparseKernels Sparse { get; }

    /// <summary>Gets the kernels for products with dense weights, element-wise operations and reductions.</summary>
    IDenseKernels Dense { get; }

    /// <summary>Gets the kernels for point-wise recurrent cells.</summary>
    IRecurrentKernels Recurrent { get; }

    /// <summary>Gets the kernels for softmax cross entropy.</summary>
    ILossKernels Loss { get; }

    /// <summary>Gets the kernels for weight updates.</summary>
    IOptimizerKernels Optimizer { get; }

    /// <summary>Allocates zeroed memory.</summary>
    /// <param name="elementType">
    /// The type of each element; floating-point buffers have <see cref="BackendInfo.ElementType"/>.
    /// </param>
    /// <param name="length">The number of elements.</param>
    /// <exception cref="BackendOutOfMemoryException">The device cannot give that much.</exception>
    DeviceBuffer Allocate(ElementType elementType, long length);

    /// <summary>Copies from the host into a buffer.</summary>
    /// <typeparam name="T">float, double or int, as the buffer's element type says.</typeparam>
    /// <param name="source">The host's elements.</param>
    /// <param name="destination">A view of the same length.</param>
    /// <exception cref="ArgumentException">The lengths or element types differ.</exception>
    void Write<T>(ReadOnlySpan<T> source, VectorView destination)
        where T : unmanaged;

    /// <summary>Copies from a buffer to the host; blocks until all earlier commands are done.</summary>
    /// <typeparam name="T">float, double or int, as the buffer's element type says.</typeparam>
    /// <param name="source">A view of the same length as the destination.</param>
    /// <param name="destination">Receives the elements.</param>
    /// <exception cref="ArgumentException">The lengths or element types differ.</exception>
    void Read<T>(VectorView source, Span<T> destination)
        where T : unmanaged;

    /// <summary>Blocks until all earlier commands are done. Any thread may call it at any time.</summary>
    void Synchronize();

    /// <summary>
    /// Gets an optional family of kernels, such as <see cref="ILstmSequenceKernels"/>. Where it is absent the engine
    /// composes the same result from the required families.
    /// </summary>
    /// <typeparam name="TKernels">The family's interface.</typeparam>
    /// <param name="kernels">The family, or null.</param>
    /// <returns><see langword="true"/> if the backend has the family; otherwise, <see langword="false"/>.</returns>
    bool TryGetOptional<TKernels>([NotNullWhen(true)] out TKernels? kernels)
        where TKernels : class;

    /// <summary>
    /// Opens a session: a backend with scratch memory, queue and threads of its own on the same device, which computes
    /// with the buffers and packed matrices of this one and gives the same bits. The buffers that a session reads must
    /// not be written at the same time.
    /// </summary>
    /// <param name="threads">
    /// The threads of a session on a CPU, the caller included: 1 where many sessions work at once; 0 for one per
    /// processor.
    /// </param>
    /// <returns>The session, which ends with this backend at the latest.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The number of threads is not in [0, <see cref="SessionRules.MostThreads"/>].
    /// </exception>
    /// <exception cref="NotSupportedException">The backend has no sessions: it serves one thread at a time.</exception>
    /// <exception cref="ObjectDisposedException">The backend was disposed.</exception>
    IBackend OpenSession(int threads = 1)
    {
        SessionRules.CheckThreads(threads);
        throw new NotSupportedException(
            $"The {Info.Name} backend has no sessions: use it from one thread at a time, or open it once per thread.");
    }
}

/// <summary>
/// The name, device and instruction set of a backend, as printed at start and recorded with every run.
/// </summary>
/// <param name="Name">The name by which the backend is selected, for example <c>cpu</c>.</param>
/// <param name="Device">The device, for example the processor's model name.</param>
/// <param name="InstructionSet">The instruction set or device language in use, for example <c>avx2</c>.</param>
/// <param name="Threads">The number of threads that work on a kernel; 1 where the notion does not apply.</param>
/// <param name="ElementType">The floating-point type of weights and activations.</param>
public sealed record BackendInfo(
    string Name, string Device, string InstructionSet, int Threads, ElementType ElementType);
