// Norms of the rows and columns of a matrix, and penalties that use them: group lasso.
#pragma once
#include "context.h"

namespace strnn {

// rows[i] += sum of x(i, :)^2, columns[j] += sum of x(:, j)^2; either may be null.
void add_squared_norms(Context &context, const Matrix &x, float *rows, float *columns);
// factors[k] = scale / sqrt(epsilon + squares[k])
void inverse_roots(Context &context, const float *squares, int64_t length, float epsilon, float scale, float *factors);
// g(i, j) += (rows[i] + columns[j]) * x(i, j); null counts as zeros.
void add_scaled(Context &context, const Matrix &x, const float *rows, const float *columns, const Matrix &g);
// x[k] = 0 where |x[k]| < threshold.
void zero_below(Context &context, float *x, int64_t length, float threshold);

} // namespace strnn
