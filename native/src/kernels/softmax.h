// Softmax over the rows of a [V, N] matrix, one row at a time, all columns side by side.
#pragma once
#include "elementwise.h"
#include "math.h"

namespace strnn::STRNN_TARGET {

inline void max_row(const float *row, float *maximum, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec x = load_some(row + j, n), m = load_some(maximum + j, n);
        store_some(maximum + j, Vec::keep_nan(m, Vec::keep_nan(x, Vec::max(x, m))), n);
    });
}

inline void exp_sum_row(const float *row, const float *maximum, float *sum, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec e = exp(load_some(row + j, n) - load_some(maximum + j, n));
        store_some(sum + j, load_some(sum + j, n) + e, n);
    });
}

inline void softmax_row(const float *row, const float *log_sum_exp, float scale, float *out, int64_t count) {
    const Vec factor = Vec::of(scale);
    for_each_vector(count, [&](int64_t j, int n) {
        store_some(out + j, factor * exp(load_some(row + j, n) - load_some(log_sum_exp + j, n)), n);
    });
}

} // namespace strnn::STRNN_TARGET
