// Weight updates on flat arrays.
#pragma once
#include "context.h"

namespace strnn {

void sgd_momentum_step(Context &context, float *values, const float *gradient, float *velocity, int64_t length,
                       float squared_norm, float learning_rate, float momentum, float weight_decay, float clip_norm);
void adam_step(Context &context, float *values, const float *gradient, float *first_moment, float *second_moment,
               int64_t length, float squared_norm, const strnn_adam &numbers);

} // namespace strnn
