using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// The kernels for products with a sparse weight W of shape [m, n] whose nnz values are in the order of its
/// <see cref="PackedMatrix"/>. Source: Liu et al. 2021, equation 1, the products x*W and h*W, transposed.
/// </summary>
public interface ISparseKernels
{
    /// <summary>Packs a pattern into the backend's own layout, once per topology change.</summary>
    /// <param name="pattern">The canonical pattern.</param>
    /// <param name="uses">The uses of the weight; kernels outside these uses may throw.</param>
    PackedMatrix Pack(SparsityPattern pattern, WeightUses uses);

    /// <summary>
    /// Updates the copies of the values that the packed matrix stores, for example a transposed copy. A backend that
    /// needs no copy may read the values where they lie, so they stay until the next refresh.
    /// </summary>
    /// <param name="packed">W, packed.</param>
    /// <param name="values">W's values, [nnz], just written.</param>
    void Refresh(PackedMatrix packed, VectorView values);

    /// <summary>Computes Y = W*X, or Y += W*X.</summary>
    /// <param name="packed">W, packed for <see cref="WeightUses.Product"/>.</param>
    /// <param name="values">W's values, [nnz].</param>
    /// <param name="x">[n, N].</param>
    /// <param name="y">[m, N].</param>
    /// <param name="accumulate">Add to <paramref name="y"/> instead of replacing it.</param>
    void SpMM(PackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate);

    /// <summary>Computes D = Wᵀ*G, or D += Wᵀ*G, from the values given to the last <see cref="Refresh"/>.</summary>
    /// <param name="packed">W, packed for <see cref="WeightUses.TransposedProduct"/>.</param>
    /// <param name="g">[m, N].</param>
    /// <param name="d">[n, N].</param>
    /// <param name="accumulate">Add to <paramref name="d"/> instead of replacing it.</param>
    void SpMMTransposed(PackedMatrix packed, MatrixView g, MatrixView d, bool accumulate);

    /// <summary>
    /// Computes the gradient of the nonzeros only: dW_ij = sum over k of G_ik * X_jk for every (i, j) in the pattern.
    /// </summary>
    /// <param name="packed">W, packed for <see cref="WeightUses.Product"/>.</param>
    /// <param name="g">The gradient of Y, [m, N].</param>
    /// <param name="x">[n, N].</param>
    /// <param name="gradient">[nnz], in packed order.</param>
    /// <param name="accumulate">Add to <paramref name="gradient"/> instead of replacing it.</param>
    void Sddmm(PackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate);

    /// <summary>Looks up rows of an embedding: Y_ej = W_(ids[j], e), zero where there is no nonzero.</summary>
    /// <param name="packed">W packed, [V, E], for <see cref="WeightUses.RowGather"/>.</param>
    /// <param name="values">W's values, [nnz].</param>
    /// <param name="ids">N row numbers (Int32), each in [0, V).</param>
    /// <param name="y">[E, N], replaced.</param>
    void GatherRows(PackedMatrix packed, VectorView values, VectorView ids, MatrixView y);

    /// <summary>
    /// Computes the gradient of <see cref="GatherRows"/>: dW_(v,e) = sum over all j with ids[j] = v of G_ej, in
    /// ascending j.
    /// </summary>
    /// <param name="packed">W packed, [V, E], for <see cref="WeightUses.RowGather"/>.</param>
    /// <param name="ids">N row numbers (Int32).</param>
    /// <param name="g">[E, N].</param>
    /// <param name="gradient">[nnz], in packed order.</param>
    /// <param name="accumulate">
    /// Add to <paramref name="gradient"/> instead of replacing it; rows not looked up become 0 when replacing.
    /// </param>
    void ScatterAddRows(PackedMatrix packed, VectorView ids, MatrixView g, VectorView gradient, bool accumulate);
}
