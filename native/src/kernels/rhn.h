// One row (one hidden unit, B columns) of the recurrent highway cell.
#pragma once
#include "elementwise.h"
#include "math.h"

namespace strnn::STRNN_TARGET {

inline void rhn_forward_row(const RhnRow &row, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec h = tanh(load_some(row.h + j, n));
        const Vec t = logistic(load_some(row.t + j, n));
        const Vec s = load_some(row.s_previous + j, n);
        store_some(row.h + j, h, n);
        store_some(row.t + j, t, n);
        store_some(row.s + j, Vec::fma(t, h - s, s), n);
    });
}

inline void rhn_backward_row(const RhnGradientRow &row, int64_t count) {
    const Vec one = Vec::of(1.0f);
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec h = load_some(row.h + j, n), t = load_some(row.t + j, n);
        const Vec s = load_some(row.s_previous + j, n), ds = load_some(row.ds + j, n);
        store_some(row.dh + j, ds * t * (one - h * h), n);
        store_some(row.dt + j, ds * (h - s) * (t * (one - t)), n);
        store_some(row.ds + j, ds * (one - t), n);
    });
}

} // namespace strnn::STRNN_TARGET
