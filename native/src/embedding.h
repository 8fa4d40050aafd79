// Looking rows of a table up, sparse or dense, and the gradient of that.
#pragma once
#include "form.h"

namespace strnn {

void gather_rows(Context &context, const Form &form, const float *values, const int32_t *ids, const Matrix &y);
void scatter_add_rows(Context &context, const Form &form, const int32_t *ids, const Matrix &g, float *gradient, bool accumulate);
void gather_dense_rows(Context &context, const Matrix &table, const int32_t *ids, const Matrix &y);
void scatter_add_dense_rows(Context &context, const int32_t *ids, const Matrix &g, const Matrix &gradient);

} // namespace strnn
