// Dense products: Y (+)= op(A) * op(B).
#pragma once
#include "context.h"

namespace strnn {

void gemm(Context &context, const Matrix &a, bool transpose_a, const Matrix &b, bool transpose_b, const Matrix &y,
          bool accumulate);

} // namespace strnn
