using System.Runtime.CompilerServices;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>
/// The arithmetic all reference kernels share. Every sum runs in double, in ascending index order, and is rounded to
/// <typeparamref name="T"/> once, when it is stored: then an added zero changes nothing, and a product with a masked
/// dense matrix has the same bits as the product with the sparse one.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal static class ReferenceNumber<T>
    where T : unmanaged
{
    public static ElementType ElementType { get; } = typeof(T) == typeof(float)
        ? ElementType.Float32
        : typeof(T) == typeof(double)
            ? ElementType.Float64
            : throw new NotSupportedException(
                $"The reference backend computes in float or double, not in {typeof(T).Name}.");

    // Comparisons of types are constants to the JIT: each instantiation keeps one branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Widen(T value) => typeof(T) == typeof(float)
        ? Unsafe.BitCast<T, float>(value)
        : Unsafe.BitCast<T, double>(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Narrow(double value) => typeof(T) == typeof(float)
        ? Unsafe.BitCast<float, T>((float)value)
        : Unsafe.BitCast<double, T>(value);

    /// <summary>Starts sums from the present content or from 0.</summary>
    public static void Begin(ReadOnlySpan<T> existing, Span<double> sums, bool accumulate)
    {
        if (!accumulate)
        {
            sums.Clear();
            return;
        }

        for (int j = 0; j < sums.Length; j++)
        {
            sums[j] = Widen(existing[j]);
        }
    }

    /// <summary>Adds scaled terms to sums: sums_j += factor * x_j.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<T> x, Span<double> sums)
    {
        x = x[..sums.Length];
        for (int j = 0; j < sums.Length; j++)
        {
            sums[j] += factor * Widen(x[j]);
        }
    }

    /// <summary>Computes start + sum over j of a_j * b_j.</summary>
    public static double Dot(double start, ReadOnlySpan<T> a, ReadOnlySpan<T> b)
    {
        double sum = start;
        b = b[..a.Length];
        for (int j = 0; j < a.Length; j++)
        {
            sum += Widen(a[j]) * Widen(b[j]);
        }

        return sum;
    }

    /// <summary>Computes start + sum of x.</summary>
    public static double Sum(double start, ReadOnlySpan<T> x)
    {
        double sum = start;
        for (int j = 0; j < x.Length; j++)
        {
            sum += Widen(x[j]);
        }

        return sum;
    }

    /// <summary>Rounds finished sums.</summary>
    public static void End(ReadOnlySpan<double> sums, Span<T> result)
    {
        result = result[..sums.Length];
        for (int j = 0; j < sums.Length; j++)
        {
            result[j] = Narrow(sums[j]);
        }
    }
}
