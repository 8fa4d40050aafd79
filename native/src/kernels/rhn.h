// One row (one hidden unit, B columns) of the recurrent highway cell, for each activation of its gate t and its
// candidate h.
#pragma once
#include "candidate.h"
#include "elementwise.h"

namespace strnn::STRNN_TARGET {

template <class Gate, class Candidate> void rhn_forward_row(const RhnRow &row, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec h = Candidate::of(load_some(row.h + j, n));
        const Vec t = Gate::of(load_some(row.t + j, n));
        const Vec s = load_some(row.s_previous + j, n);
        if constexpr (Candidate::keeps_output) store_some(row.h + j, h, n);
        store_some(row.t + j, t, n);
        store_some(row.s + j, Vec::fma(t, h - s, s), n);
    });
}

template <class Gate, class Candidate> void rhn_backward_row(const RhnGradientRow &row, int64_t count) {
    const Vec one = Vec::of(1.0f);
    for_each_vector(count, [&](int64_t j, int n) {
        const auto [h, slope] = Candidate::from_kept(load_some(row.h + j, n));
        const Vec t = load_some(row.t + j, n);
        const Vec s = load_some(row.s_previous + j, n), ds = load_some(row.ds + j, n);
        store_some(row.dh + j, ds * t * slope, n);
        store_some(row.dt + j, ds * (h - s) * Gate::slope(t), n);
        store_some(row.ds + j, ds * (one - t), n);
    });
}

} // namespace strnn::STRNN_TARGET
