// Columns chosen by number: copied to each of their uses, and summed over them.
#pragma once
#include "context.h"

namespace strnn {

// y(:, j) = weights[j] * x(:, index[j]), or += it; zeros where index[j] is negative. weights may be null for ones.
void gather_columns(Context &context, const Matrix &x, const int32_t *index, const float *weights, const Matrix &y,
                    bool accumulate);
// y(:, index[j]) += weights[j] * x(:, j), in ascending j; y is set to zeros first unless accumulate. Columns with a
// negative index are left out.
void scatter_add_columns(Context &context, const Matrix &x, const int32_t *index, const float *weights, const Matrix &y,
                         bool accumulate);

} // namespace strnn
