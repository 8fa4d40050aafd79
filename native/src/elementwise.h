// Biases, dropout, copies and sums.
#pragma once
#include "context.h"

namespace strnn {

void add_bias(Context &context, const float *bias, const Matrix &y);
void sum_columns(Context &context, const Matrix &g, float *sums, bool accumulate);
// mask_columns: the columns of the mask, which repeats; 0 for as many as x has.
void dropout(Context &context, const Matrix &x, const Matrix &y, const Mask &mask, int64_t mask_columns,
             bool accumulate);
// One draw per word: element ids[j] of the mask.
void dropout_words(Context &context, const Matrix &x, const int32_t *ids, const Matrix &y, const Mask &mask,
                   bool accumulate);
void copy(Context &context, const Matrix &x, const Matrix &y);
void add(Context &context, const Matrix &x, const Matrix &y);
void fill(Context &context, float *x, int64_t length, float value);
void sum(Context &context, const float *x, int64_t length, float *result, bool accumulate);
void add_squared_norm(Context &context, const float *x, int64_t length, float *result);

} // namespace strnn
