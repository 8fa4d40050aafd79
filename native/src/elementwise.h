// Biases, dropout, copies and sums.
#pragma once
#include "context.h"

namespace strnn {

void add_bias(Context &context, const float *bias, const Matrix &y);
void sum_columns(Context &context, const Matrix &g, float *sums, bool accumulate);
// The mask has so many columns and repeats; 0 for as many as x.
void dropout(Context &context, const Matrix &x, const Matrix &y, const Mask &mask, int64_t mask_columns, bool accumulate);
// One draw per word, at the index of its number.
void dropout_words(Context &context, const Matrix &x, const int32_t *ids, const Matrix &y, const Mask &mask, bool accumulate);
void copy(Context &context, const Matrix &x, const Matrix &y);
void add(Context &context, const Matrix &x, const Matrix &y);
void fill(Context &context, float *x, int64_t length, float value);
void sum(Context &context, const float *x, int64_t length, float *result, bool accumulate);
void add_squared_norm(Context &context, const float *x, int64_t length, float *result);

} // namespace strnn
