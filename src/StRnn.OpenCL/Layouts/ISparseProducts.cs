using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.OpenCL.Layouts;

/// <summary>The products of one layout. Shapes were checked by the caller.</summary>
internal interface ISparseProducts
{
    OpenClPackedMatrix Pack(SparsityPattern pattern, WeightUses uses);

    void SpMM(OpenClPackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate);

    void SpMMTransposed(OpenClPackedMatrix packed, MatrixView g, MatrixView d, bool accumulate);

    void Sddmm(OpenClPackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate);
}
