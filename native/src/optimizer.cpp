#include "optimizer.h"

#include <algorithm>
#include <cmath>

namespace strnn {

void sgd_momentum_step(Context &context, float *values, const float *gradient, float *velocity, int64_t length, float squared_norm,
                       float learning_rate, float momentum, float weight_decay, float clip_norm) {
    constexpr int64_t run = 1 << 14;
    const double norm = std::sqrt(static_cast<double>(squared_norm));
    const double gradient_scale =
        std::isinf(clip_norm) || norm <= static_cast<double>(clip_norm) ? 1.0 : static_cast<double>(clip_norm) / norm;
    const SgdNumbers numbers{learning_rate, momentum, weight_decay, static_cast<float>(gradient_scale)};
    context.pool.for_each_block(blocks_of(length, run), [&](long task, int) {
        const int64_t begin = task * run;
        context.kernels.sgd_momentum(values + begin, gradient + begin, velocity == nullptr ? nullptr : velocity + begin,
                                     std::min(run, length - begin), numbers);
    });
}

} // namespace strnn
