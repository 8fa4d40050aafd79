using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>The kernels for products with dense weights, element-wise operations, dropout and reductions.</summary>
public interface IDenseKernels
{
    /// <summary>Computes Y = A*B, or Y += A*B.</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[k, n].</param>
    /// <param name="y">[m, n].</param>
    /// <param name="accumulate">Add to <paramref name="y"/> instead of replacing it.</param>
    void Gemm(MatrixView a, MatrixView b, MatrixView y, bool accumulate);

    /// <summary>Computes Y = Aᵀ*B, or Y += Aᵀ*B: the gradient of a product's input.</summary>
    /// <param name="a">[k, m].</param>
    /// <param name="b">[k, n].</param>
    /// <param name="y">[m, n].</param>
    /// <param name="accumulate">Add to <paramref name="y"/> instead of replacing it.</param>
    void GemmTransposedA(MatrixView a, MatrixView b, MatrixView y, bool accumulate);

    /// <summary>Computes Y = A*Bᵀ, or Y += A*Bᵀ: the gradient of a product's weight.</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[n, k].</param>
    /// <param name="y">[m, n].</param>
    /// <param name="accumulate">Add to <paramref name="y"/> instead of replacing it.</param>
    void GemmTransposedB(MatrixView a, MatrixView b, MatrixView y, bool accumulate);

    /// <summary>Looks up rows of an embedding: Y_ej = table_(ids[j], e).</summary>
    /// <param name="table">[V, E].</param>
    /// <param name="ids">N row numbers (Int32), each in [0, V).</param>
    /// <param name="y">[E, N], replaced.</param>
    void GatherRows(MatrixView table, VectorView ids, MatrixView y);

    /// <summary>Adds the gradient of <see cref="GatherRows"/>: table_(ids[j], e) += G_ej, in ascending j.</summary>
    /// <param name="ids">N row numbers (Int32).</param>
    /// <param name="g">[E, N].</param>
    /// <param name="gradient">[V, E].</param>
    void ScatterAddRows(VectorView ids, MatrixView g, MatrixView gradient);

    /// <summary>
    /// Copies columns by number: Y_ij = w_j * X_(i, index_j), or Y += it. A number of -1 gives a column of zeros.
    /// </summary>
    /// <param name="x">[m, K].</param>
    /// <param name="index">N column numbers (Int32), each in [-1, K).</param>
    /// <param name="weights">w, [N]; null for ones.</param>
    /// <param name="y">[m, N].</param>
    /// <param name="accumulate">Add to <paramref name="y"/> instead of replacing it.</param>
    void GatherColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y, bool accumulate);

    /// <summary>
    /// Sums columns by number, the gradient of <see cref="GatherColumns"/>: Y_(i, index_j) += w_j * X_ij in ascending
    /// j, from zero or from the present content. A column of number -1 is skipped.
    /// </summary>
    /// <param name="x">[m, N].</param>
    /// <param name="index">N column numbers (Int32), each in [-1, K).</param>
    /// <param name="weights">w, [N]; null for ones.</param>
    /// <param name="y">[m, K].</param>
    /// <param name="accumulate">Add to <paramref name="y"/> instead of replacing all of it.</param>
    void ScatterAddColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y, bool accumulate);

    /// <summary>Adds a bias to every column: Y_ij += bias_i.</summary>
    /// <param name="bias">[m].</param>
    /// <param name="y">[m, N].</param>
    void AddBias(VectorView bias, MatrixView y);

    /// <summary>Computes the gradient of <see cref="AddBias"/>: sums_i = sum over j of G_ij, or sums_i += it.</summary>
    /// <param name="g">[m, N].</param>
    /// <param name="sums">[m].</param>
    /// <param name="accumulate">Add to <paramref name="sums"/> instead of replacing it.</param>
    void SumColumns(MatrixView g, VectorView sums, bool accumulate);

    /// <summary>
    /// Applies inverted dropout: Y_ij = X_ij * keep / (1 - p), or Y += it; keep is drawn from the mask at the logical
    /// index i * columns + j (see <see cref="DropoutMask.Columns"/> for masks that repeat). NaN stays NaN, kept or
    /// dropped. The gradient of dropout is dropout of the gradient with the same mask.
    /// </summary>
    /// <param name="x">[m, N].</param>
    /// <param name="y">[m, N]; may be <paramref name="x"/> itself.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="accumulate">Add to <paramref name="y"/> instead of replacing it.</param>
    void Dropout(MatrixView x, MatrixView y, DropoutMask mask, bool accumulate);

    /// <summary>
    /// Drops whole words: Y_ij = X_ij * keep(ids[j]) / (1 - p), or Y += it; keep is drawn from the mask at the logical
    /// index ids[j], so equal words share a draw. Source: Gal and Ghahramani 2016, section 4.2. The gradient is the
    /// same operation on the gradient.
    /// </summary>
    /// <param name="x">The embedded words, [E, N].</param>
    /// <param name="ids">N word numbers (Int32).</param>
    /// <param name="y">[E, N]; may be <paramref name="x"/> itself.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="accumulate">Add to <paramref name="y"/> instead of replacing it.</param>
    void DropoutWords(MatrixView x, VectorView ids, MatrixView y, DropoutMask mask, bool accumulate);

    /// <summary>Copies a matrix: Y = X.</summary>
    /// <param name="x">[m, N].</param>
    /// <param name="y">[m, N].</param>
    void Copy(MatrixView x, MatrixView y);

    /// <summary>Adds a matrix: Y += X.</summary>
    /// <param name="x">[m, N].</param>
    /// <param name="y">[m, N].</param>
    void Add(MatrixView x, MatrixView y);

    /// <summary>Sets every element to <paramref name="value"/>.</summary>
    /// <param name="x">Any floating-point vector.</param>
    /// <param name="value">The new value.</param>
    void Fill(VectorView x, float value);

    /// <summary>Computes result_0 = sum of x, or result_0 += it, accumulated in double by fixed blocks.</summary>
    /// <param name="x">Any floating-point vector.</param>
    /// <param name="result">One element.</param>
    /// <param name="accumulate">Add to <paramref name="result"/> instead of replacing it.</param>
    void Sum(VectorView x, VectorView result, bool accumulate);
}
