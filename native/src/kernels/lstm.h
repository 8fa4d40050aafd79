// One row (one hidden unit, B columns) of the LSTM cell.
#pragma once
#include "elementwise.h"
#include "math.h"

namespace strnn::STRNN_TARGET {

inline void lstm_forward_row(const LstmRow &row, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec i = logistic(load_some(row.i + j, n));
        const Vec f = logistic(load_some(row.f + j, n));
        const Vec g = tanh(load_some(row.g + j, n));
        const Vec o = logistic(load_some(row.o + j, n));
        const Vec c = Vec::fma(f, load_some(row.c_previous + j, n), i * g);
        store_some(row.i + j, i, n);
        store_some(row.f + j, f, n);
        store_some(row.g + j, g, n);
        store_some(row.o + j, o, n);
        store_some(row.c + j, c, n);
        store_some(row.h + j, o * tanh(c), n);
    });
}

inline void lstm_backward_row(const LstmGradientRow &row, int64_t count) {
    const Vec one = Vec::of(1.0f);
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec i = load_some(row.i + j, n), f = load_some(row.f + j, n);
        const Vec g = load_some(row.g + j, n), o = load_some(row.o + j, n);
        const Vec t = tanh(load_some(row.c + j, n));
        const Vec dh = load_some(row.dh + j, n);
        const Vec dc = Vec::fma(dh * o, one - t * t, load_some(row.dc + j, n));
        const Vec c_previous = load_some(row.c_previous + j, n);
        store_some(row.di + j, dc * g * (i * (one - i)), n);
        store_some(row.df + j, dc * c_previous * (f * (one - f)), n);
        store_some(row.dg + j, dc * i * (one - g * g), n);
        store_some(row.d_o + j, dh * t * (o * (one - o)), n);
        store_some(row.dc + j, dc * f, n);
    });
}

} // namespace strnn::STRNN_TARGET
