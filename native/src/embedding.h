// Looks up rows of a table, sparse or dense, and the gradients of that. The table is [V, E], y and g are [E, N].
#pragma once
#include "packed_matrix.h"

namespace strnn {

void gather_rows(Context &context, const PackedMatrix &table, const float *values, const int32_t *ids, const Matrix &y);
void scatter_add_rows(Context &context, const PackedMatrix &table, const int32_t *ids, const Matrix &g, float *gradient,
                      bool accumulate);
void gather_dense_rows(Context &context, const Matrix &table, const int32_t *ids, const Matrix &y);
void scatter_add_dense_rows(Context &context, const int32_t *ids, const Matrix &g, const Matrix &gradient);

} // namespace strnn
