// Biases, dropout, copies and sums.
#pragma once
#include "context.h"

namespace strnn {

void add_bias(Context &context, const float *bias, const Matrix &y);
void sum_columns(Context &context, const Matrix &g, float *sums, bool accumulate);
void dropout(Context &context, const Matrix &x, const Matrix &y, uint64_t seed, uint32_t stream, uint32_t step, uint32_t threshold,
             float scale, bool accumulate);
void copy(Context &context, const Matrix &x, const Matrix &y);
void add(Context &context, const Matrix &x, const Matrix &y);
void fill(Context &context, float *x, int64_t length, float value);
void sum(Context &context, const float *x, int64_t length, float *result, bool accumulate);
void add_squared_norm(Context &context, const float *x, int64_t length, float *result);

} // namespace strnn
