// One linear sweep over values, gradient and optimiser state.
#pragma once
#include "elementwise.h"

namespace strnn::STRNN_TARGET {

inline void sgd_momentum(float *values, const float *gradient, float *velocity, int64_t count,
                         const SgdNumbers &numbers) {
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

inline void adam(float *values, const float *gradient, float *first_moment, float *second_moment, int64_t count,
                 float gradient_scale, const strnn_adam &numbers) {
    const Vec scale = Vec::of(gradient_scale), decay = Vec::of(numbers.weight_decay),
              epsilon = Vec::of(numbers.epsilon);
    const Vec beta1 = Vec::of(numbers.beta1), complement1 = Vec::of(1.0f - numbers.beta1);
    const Vec beta2 = Vec::of(numbers.beta2), complement2 = Vec::of(1.0f - numbers.beta2);
    const Vec rate = Vec::of(-numbers.learning_rate * numbers.first_correction),
              second = Vec::of(numbers.second_correction);
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec w = load_some(values + j, n);
        const Vec g = Vec::fma(decay, w, scale * load_some(gradient + j, n));
        const Vec m = Vec::fma(beta1, load_some(first_moment + j, n), complement1 * g);
        const Vec v = Vec::fma(beta2, load_some(second_moment + j, n), complement2 * (g * g));
        store_some(first_moment + j, m, n);
        store_some(second_moment + j, v, n);
        store_some(values + j, w + rate * m / (Vec::sqrt(v * second) + epsilon), n);
    });
}

// The old average has the share 0, exactly, while the new one is the value.
inline void average(const float *values, float *average, float *ages, int64_t count, float share) {
    const Vec one = Vec::of(1.0f), given = Vec::of(share);
    for_each_vector(count, [&](int64_t j, int n) {
        Vec part = given;
        if (ages != nullptr) {
            const Vec age = load_some(ages + j, n);
            part = one / Vec::max(age, one);
            store_some(ages + j, age + one, n);
        }
        const Vec old = (one - part) * load_some(average + j, n);
        store_some(average + j, Vec::fma(part, load_some(values + j, n), old), n);
    });
}

} // namespace strnn::STRNN_TARGET
