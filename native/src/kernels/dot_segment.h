// A product with one column is a dot product per row. X is small and every connection is used once: with a model larger than the
// caches the pace is that of the memory, so the stream of connections is asked for well ahead.
#pragma once
#include "../four.h"
#include "../prefetch.h"
#include "four_columns.h"

namespace strnn::STRNN_TARGET {

// 2 KiB of values and 1 KiB of column numbers; the segments of a block lie one behind the other.
constexpr int64_t connections_ahead = 512;

// y + the sum of values[k] * x[indices[k]]
inline float dot_segment(const float *values, const uint16_t *indices, int64_t count, const float *x, float y) {
    const auto four_products = [&](int64_t k) {
        const FourColumns c(indices + k);
        return Four::load(values + k) * Four::of(x[c.at<0>()], x[c.at<1>()], x[c.at<2>()], x[c.at<3>()]);
    };
    Four even = Four::of(y, 0, 0, 0), odd = Four::of(0, 0, 0, 0);
    int64_t k = 0;
    for (; k + 8 <= count; k += 8) {
        prefetch_line(values + k + connections_ahead);
        prefetch_line(indices + k + connections_ahead);
        even = even + four_products(k);
        odd = odd + four_products(k + 4);
    }
    if (k + 4 <= count) {
        even = even + four_products(k);
        k += 4;
    }
    float rest = 0;
    for (; k < count; k++) rest += values[k] * x[indices[k]];
    return (even + odd).sum() + rest;
}

} // namespace strnn::STRNN_TARGET
