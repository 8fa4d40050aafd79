// A task is a run of the arrays: one sweep over values, gradient and state. The clipping factor follows from the norm
// of the whole gradient, which the caller has summed before.
#include "drivers.h"

#include <algorithm>
#include <cmath>

namespace strnn {

namespace {

constexpr int64_t run = 1 << 14;

// The factor of the gradient that keeps its norm at or below the largest one allowed.
float scale_of(float squared_norm, float clip_norm) {
    const double norm = std::sqrt(static_cast<double>(squared_norm)), most = static_cast<double>(clip_norm);
    return std::isinf(clip_norm) || norm <= most ? 1.0f : static_cast<float>(most / norm);
}

} // namespace

void sgd_momentum_step(Context &context, float *values, const float *gradient, float *velocity, int64_t length,
                       float squared_norm, float learning_rate, float momentum, float weight_decay, float clip_norm) {
    const SgdNumbers numbers{learning_rate, momentum, weight_decay, scale_of(squared_norm, clip_norm)};
    context.pool.for_each_block(blocks_of(length, run), [&](long task, int) {
        const int64_t begin = task * run;
        context.kernels.sgd_momentum(values + begin, gradient + begin, velocity == nullptr ? nullptr : velocity + begin,
                                     std::min(run, length - begin), numbers);
    });
}

void adam_step(Context &context, float *values, const float *gradient, float *first_moment, float *second_moment,
               int64_t length, float squared_norm, const strnn_adam &numbers) {
    const float scale = scale_of(squared_norm, numbers.clip_norm);
    context.pool.for_each_block(blocks_of(length, run), [&](long task, int) {
        const int64_t begin = task * run;
        context.kernels.adam(values + begin, gradient + begin, first_moment + begin, second_moment + begin,
                             std::min(run, length - begin), scale, numbers);
    });
}

void average_step(Context &context, const float *values, float *average, float *ages, int64_t length, float share) {
    context.pool.for_each_block(blocks_of(length, run), [&](long task, int) {
        const int64_t begin = task * run;
        context.kernels.average(values + begin, average + begin, ages == nullptr ? nullptr : ages + begin,
                                std::min(run, length - begin), share);
    });
}

} // namespace strnn
