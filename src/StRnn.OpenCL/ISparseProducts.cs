using StRnn.Backends;
using StRnn.Tensors;

namespace StRnn.OpenCL;

/// <summary>The products of one layout. Shapes were checked by the caller.</summary>
internal interface ISparseProducts
{
    OpenClSparseForm Prepare(SparsityPattern pattern, PatternUses uses);

    void SpMM(OpenClSparseForm form, VectorView values, MatrixView x, MatrixView y, bool accumulate);

    void SpMMTransposed(OpenClSparseForm form, MatrixView g, MatrixView d, bool accumulate);

    void Sddmm(OpenClSparseForm form, MatrixView g, MatrixView x, VectorView gradient, bool accumulate);
}
