// SpMM, its transpose and Sddmm: splitting, packing and threads around the inner kernels.
#pragma once
#include "packed_matrix.h"

namespace strnn {

// Y = W * X, or Y += it.
void spmm(Context &context, const Panels &w, const float *values, const Matrix &x, const Matrix &y, bool accumulate);
// gradient = (G * X') at W's nonzeros, in the order of the panels, or += it.
void sddmm(Context &context, const Panels &w, const Matrix &g, const Matrix &x, float *gradient, bool accumulate);
// Copies W's values into its transposed copy.
void refresh(Context &context, PackedMatrix &matrix, const float *values);

} // namespace strnn
