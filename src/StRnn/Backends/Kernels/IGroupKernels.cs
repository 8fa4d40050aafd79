using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// Optional kernels for group lasso: norms of rows and columns of a dense matrix, and penalties by them. The host
/// computes for backends without them. Source: Wen et al. 2018, equation 4.
/// </summary>
public interface IGroupKernels
{
    /// <summary>
    /// Adds squared norms: rows_i += sum over j of x_ij²; columns_j += sum over i of x_ij². Either may be left out.
    /// </summary>
    /// <param name="x">[m, n].</param>
    /// <param name="rows">[m], or null.</param>
    /// <param name="columns">[n], or null.</param>
    void AddSquaredNorms(MatrixView x, VectorView? rows, VectorView? columns);

    /// <summary>Computes factors_k = scale / sqrt(ε + squares_k).</summary>
    /// <param name="squares">[K].</param>
    /// <param name="epsilon">ε, above 0.</param>
    /// <param name="scale">The numerator.</param>
    /// <param name="factors">[K]; may be <paramref name="squares"/> itself.</param>
    void InverseRoots(VectorView squares, float epsilon, float scale, VectorView factors);

    /// <summary>Adds a scaled matrix: g_ij += (rows_i + columns_j) * x_ij; a null vector counts as zeros.</summary>
    /// <param name="x">[m, n].</param>
    /// <param name="rows">[m], or null.</param>
    /// <param name="columns">[n], or null.</param>
    /// <param name="g">[m, n].</param>
    void AddScaled(MatrixView x, VectorView? rows, VectorView? columns, MatrixView g);

    /// <summary>Sets x_k to 0 where |x_k| &lt; threshold.</summary>
    /// <param name="x">Any floating-point vector.</param>
    /// <param name="threshold">Above 0.</param>
    void Threshold(VectorView x, float threshold);
}
