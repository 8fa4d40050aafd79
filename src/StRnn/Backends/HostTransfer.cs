using StRnn.Backends.Memory;

namespace StRnn.Backends;

/// <summary>
/// Moves single-precision host arrays to and from a backend. The double reference backend, which exists to prove
/// gradients, is served by conversion.
/// </summary>
internal static class HostTransfer
{
    public static void Write(IBackend backend, ReadOnlySpan<float> source, VectorView destination)
    {
        if (destination.Buffer.ElementType == ElementType.Float32)
        {
            backend.Write(source, destination);
            return;
        }

        var converted = new double[source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            converted[i] = source[i];
        }

        backend.Write<double>(converted, destination);
    }

    public static void Read(IBackend backend, VectorView source, Span<float> destination)
    {
        if (source.Buffer.ElementType == ElementType.Float32)
        {
            backend.Read(source, destination);
            return;
        }

        if (source.Buffer.ElementType == ElementType.BFloat16)
        {
            var stored = new ushort[destination.Length];
            backend.Read<ushort>(source, stored);
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = BFloat16.ToSingle(stored[i]);
            }

            return;
        }

        var converted = new double[destination.Length];
        backend.Read<double>(source, converted);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (float)converted[i];
        }
    }

    public static void WriteScalar(IBackend backend, double value, VectorView destination)
    {
        if (destination.Buffer.ElementType == ElementType.Float64)
        {
            backend.Write<double>([value], destination);
            return;
        }

        backend.Write<float>([(float)value], destination);
    }

    public static double ReadScalar(IBackend backend, VectorView source)
    {
        if (source.Buffer.ElementType == ElementType.Float64)
        {
            Span<double> wide = stackalloc double[1];
            backend.Read(source, wide);
            return wide[0];
        }

        Span<float> value = stackalloc float[1];
        backend.Read(source, value);
        return value[0];
    }
}
