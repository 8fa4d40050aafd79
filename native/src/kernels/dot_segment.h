// A product with one column is a dot product per row. X is small and every nonzero is used once: with a model larger
// than the caches the loop is memory-bound, so the stream of nonzeros is prefetched well ahead.
#pragma once
#include "../float4.h"
#include "../prefetch.h"
#include "four_columns.h"

namespace strnn::STRNN_TARGET {

// 2 KiB of values and 1 KiB of column numbers; the segments of a block are contiguous.
constexpr int64_t nonzeros_ahead = 512;

// y + the sum of values[k] * x[indices[k]]
inline float dot_segment(const float *values, const uint16_t *indices, int64_t count, const float *x, float y) {
    const auto four_products = [&](int64_t k) {
        const FourColumns c(indices + k);
        return Float4::load(values + k) * Float4::of(x[c.at<0>()], x[c.at<1>()], x[c.at<2>()], x[c.at<3>()]);
    };
    Float4 even = Float4::of(y, 0, 0, 0), odd = Float4::of(0, 0, 0, 0);
    int64_t k = 0;
    for (; k + 8 <= count; k += 8) {
        prefetch_line(values + k + nonzeros_ahead);
        prefetch_line(indices + k + nonzeros_ahead);
        even = even + four_products(k);
        odd = odd + four_products(k + 4);
    }
    if (k + 4 <= count) {
        even = even + four_products(k);
        k += 4;
    }
    float remainder = 0;
    for (; k < count; k++) remainder += values[k] * x[indices[k]];
    return (even + odd).sum() + remainder;
}

} // namespace strnn::STRNN_TARGET
