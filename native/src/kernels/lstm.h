// One row (one hidden unit, B columns) of the LSTM cell, for each activation of its gates i, f and o.
#pragma once
#include "elementwise.h"
#include "math.h"

namespace strnn::STRNN_TARGET {

// The activation, and its derivative where its output is y.
struct LogisticGate {
    static Vec of(Vec x) { return logistic(x); }
    static Vec slope(Vec y) { return y * (Vec::of(1.0f) - y); }
};

struct HardSigmoidGate {
    static Vec of(Vec x) { return hard_sigmoid(x); }
    static Vec slope(Vec y) {
        const Vec below_one = Vec::where_less(y, Vec::of(1.0f), Vec::of(0.2f), Vec::zero());
        return Vec::where_less(Vec::zero(), y, below_one, Vec::zero());
    }
};

template <class Gate> void lstm_forward_row(const LstmRow &row, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec i = Gate::of(load_some(row.i + j, n));
        const Vec f = Gate::of(load_some(row.f + j, n));
        const Vec g = tanh(load_some(row.g + j, n));
        const Vec o = Gate::of(load_some(row.o + j, n));
        const Vec c = Vec::fma(f, load_some(row.c_previous + j, n), i * g);
        store_some(row.i + j, i, n);
        store_some(row.f + j, f, n);
        store_some(row.g + j, g, n);
        store_some(row.o + j, o, n);
        store_some(row.c + j, c, n);
        store_some(row.h + j, o * tanh(c), n);
    });
}

template <class Gate> void lstm_backward_row(const LstmGradientRow &row, int64_t count) {
    const Vec one = Vec::of(1.0f);
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec i = load_some(row.i + j, n), f = load_some(row.f + j, n);
        const Vec g = load_some(row.g + j, n), o = load_some(row.o + j, n);
        const Vec t = tanh(load_some(row.c + j, n));
        const Vec dh = load_some(row.dh + j, n);
        const Vec dc = Vec::fma(dh * o, one - t * t, load_some(row.dc + j, n));
        const Vec c_previous = load_some(row.c_previous + j, n);
        store_some(row.di + j, dc * g * Gate::slope(i), n);
        store_some(row.df + j, dc * c_previous * Gate::slope(f), n);
        store_some(row.dg + j, dc * i * (one - g * g), n);
        store_some(row.d_o + j, dh * t * Gate::slope(o), n);
        store_some(row.dc + j, dc * f, n);
    });
}

} // namespace strnn::STRNN_TARGET
