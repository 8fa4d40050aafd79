// One row of a cell (one hidden unit, B columns), for each activation of its gates and of its candidate: the LSTM with
// gates i, f, o and candidate g, and the recurrent highway cell with gate t and candidate h.
#pragma once
#include "candidate.h"
#include "elementwise.h"

namespace strnn::STRNN_TARGET {

template <class Gate, class Candidate> void lstm_forward_row(const LstmRow &row, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec i = Gate::of(load_some(row.i + j, n));
        const Vec f = Gate::of(load_some(row.f + j, n));
        const Vec g = Candidate::of(load_some(row.g + j, n));
        const Vec o = Gate::of(load_some(row.o + j, n));
        const Vec c = Vec::fma(f, load_some(row.c_previous + j, n), i * g);
        store_some(row.i + j, i, n);
        store_some(row.f + j, f, n);
        if constexpr (Candidate::keeps_output) store_some(row.g + j, g, n);
        store_some(row.o + j, o, n);
        store_some(row.c + j, c, n);
        store_some(row.h + j, o * tanh(c), n);
    });
}

template <class Gate, class Candidate> void lstm_backward_row(const LstmGradientRow &row, int64_t count) {
    const Vec one = Vec::of(1.0f);
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec i = load_some(row.i + j, n), f = load_some(row.f + j, n);
        const auto [g, slope] = Candidate::from_kept(load_some(row.g + j, n));
        const Vec o = load_some(row.o + j, n);
        const Vec t = tanh(load_some(row.c + j, n));
        const Vec dh = load_some(row.dh + j, n);
        const Vec dc = Vec::fma(dh * o, one - t * t, load_some(row.dc + j, n));
        const Vec c_previous = load_some(row.c_previous + j, n);
        store_some(row.di + j, dc * g * Gate::slope(i), n);
        store_some(row.df + j, dc * c_previous * Gate::slope(f), n);
        store_some(row.dg + j, dc * i * slope, n);
        store_some(row.d_o + j, dh * t * Gate::slope(o), n);
        store_some(row.dc + j, dc * f, n);
    });
}

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
