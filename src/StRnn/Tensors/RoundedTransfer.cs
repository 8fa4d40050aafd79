using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Tensors;

/// <summary>
/// Writes values as bfloat16: in 16 bits where the backend computes with them, else as rounded singles.
/// </summary>
internal static class RoundedTransfer
{
    // Values pass through single precision on the device: a piece of them at a time.
    private const int Piece = 1 << 20;

    /// <summary>Writes values.</summary>
    /// <param name="backend">The backend of the destination.</param>
    /// <param name="values">The values; those of a destination in single precision are rounded in place.</param>
    /// <param name="destination">[values], of either type.</param>
    public static void Write(IBackend backend, Span<float> values, VectorView destination)
    {
        if (destination.Buffer.ElementType == ElementType.BFloat16
            && backend.TryGetOptional(out IBFloat16Kernels? kernels))
        {
            Write(backend, kernels, values, destination);
            return;
        }

        foreach (ref float value in values)
        {
            value = BFloat16.Round(value);
        }

        HostTransfer.Write(backend, values, destination);
    }

    private static void Write(
        IBackend backend, IBFloat16Kernels kernels, ReadOnlySpan<float> values, VectorView destination)
    {
        using var piece = backend.Allocate(backend.Info.ElementType, Math.Min(Piece, values.Length));
        for (int first = 0; first < values.Length; first += Piece)
        {
            int count = Math.Min(Piece, values.Length - first);
            var unrounded = new VectorView(piece).Slice(0, count);
            HostTransfer.Write(backend, values.Slice(first, count), unrounded);
            kernels.Round(unrounded, destination.Slice(first, count));
        }
    }
}
