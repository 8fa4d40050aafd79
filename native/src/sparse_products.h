// SpMM, its transpose and Sddmm: splitting, packing and threads around the inner kernels.
#pragma once
#include "form.h"

namespace strnn {

void spmm(Context &context, const Panels &w, const float *values, const Matrix &x, const Matrix &y, bool accumulate);
void sddmm(Context &context, const Panels &w, const Matrix &g, const Matrix &x, float *gradient, bool accumulate);
void refresh(Context &context, Form &form, const float *values);

} // namespace strnn
