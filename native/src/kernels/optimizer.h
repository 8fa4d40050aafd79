// One linear sweep over values, gradient and velocity.
#pragma once
#include "elementwise.h"

namespace strnn::STRNN_TARGET {

inline void sgd_momentum(float *values, const float *gradient, float *velocity, int64_t count, const SgdNumbers &numbers) {
    const Vec scale = Vec::of(numbers.gradient_scale), decay = Vec::of(numbers.weight_decay);
    const Vec momentum = Vec::of(numbers.momentum), rate = Vec::of(-numbers.learning_rate);
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec w = load_some(values + j, n);
        Vec step = Vec::fma(decay, w, scale * load_some(gradient + j, n));
        if (velocity != nullptr) {
            step = Vec::fma(momentum, load_some(velocity + j, n), step);
            store_some(velocity + j, step, n);
        }
        store_some(values + j, Vec::fma(rate, step, w), n);
    });
}

} // namespace strnn::STRNN_TARGET
