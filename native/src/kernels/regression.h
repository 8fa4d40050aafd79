// The Huber loss over the rows of an [m, N] matrix, one row at a time, all columns side by side: with c = min(|e|,
// delta), the loss is c * (|e| - c / 2) and its gradient c with the sign of e. A NaN stays.
#pragma once
#include "elementwise.h"

namespace strnn::STRNN_TARGET {

inline void huber_row(const float *outputs, const float *targets, float delta, float *sums, int64_t count) {
    const Vec limit = Vec::of(delta), minus_half = Vec::of(-0.5f);
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec size = Vec::abs(load_some(outputs + j, n) - load_some(targets + j, n));
        const Vec cut = Vec::min(limit, size);
        store_some(sums + j, Vec::fma(cut, Vec::fma(minus_half, cut, size), load_some(sums + j, n)), n);
    });
}

inline void huber_gradient_row(const float *outputs, const float *targets, const float *weights, float delta,
                               float scale, float *out, int64_t count) {
    const Vec limit = Vec::of(delta), factor = Vec::of(scale);
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec error = load_some(outputs + j, n) - load_some(targets + j, n);
        const Vec cut = Vec::copy_sign(Vec::min(limit, Vec::abs(error)), error);
        store_some(out + j, (weights == nullptr ? factor : factor * load_some(weights + j, n)) * cut, n);
    });
}

} // namespace strnn::STRNN_TARGET
