// Softmax cross entropy over the columns of [V, N] logits.
#pragma once
#include "context.h"

namespace strnn {

void softmax_cross_entropy_forward(Context &context, const Matrix &logits, const int32_t *targets, float *log_sum_exp,
                                   float *losses);
void softmax_cross_entropy_backward(Context &context, const Matrix &logits, const int32_t *targets,
                                    const float *log_sum_exp, float scale, const Matrix &d_logits);

} // namespace strnn
