// Columns chosen by number: spread over the uses of each, and summed back.
#pragma once
#include "context.h"

namespace strnn {

// y(:, j) = weight_j * x(:, index_j), or += it; a negative number gives zeros. weights may be null for ones.
void gather_columns(Context &context, const Matrix &x, const int32_t *index, const float *weights, const Matrix &y,
                    bool accumulate);
// y(:, index_j) += weight_j * x(:, j), in ascending j, from zero or from what is there; a negative number is left out.
void scatter_add_columns(Context &context, const Matrix &x, const int32_t *index, const float *weights, const Matrix &y,
                         bool accumulate);

} // namespace strnn
