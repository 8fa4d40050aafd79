// One block of rows of W times packed X. Per nonzero: one broadcast, and one load-and-multiply-add per vector of
// columns.
//
// An FMA takes four cycles and two start per cycle, so eight or more chains of additions are needed: narrow strips
// therefore keep several sets of accumulators, as many as the registers hold. Values and column numbers are read four
// at a time, because this loop is bound by loads. A product with one column has a loop of its own, see dot_segment.
#pragma once
#include <algorithm>

#include "../float4.h"
#include "common.h"
#include "panel_prefetch.h"
#include "tall_spmm.h"

namespace strnn::STRNN_TARGET {

constexpr int accumulator_sets(int vectors) { return 4 * vectors <= 12 ? 4 : 2 * vectors <= 12 ? 2 : 1; }

template <class V, int N> inline void add_nonzero(V w, const float *row, V (&sum)[N]) {
    STRNN_UNROLL
    for (int v = 0; v < N; v++) sum[v] = V::fma(w, V::load(row + v * V::lanes), sum[v]);
}

template <class Row>
inline void spmm_segment(const float *values, const uint16_t *indices, int64_t count, const float *x, float *y) {
    using V = typename Row::Vector;
    constexpr int N = Row::vectors, sets = accumulator_sets(N);
    constexpr int64_t width = Row::width;
    V sum[sets][N];
    STRNN_UNROLL
    for (int v = 0; v < N; v++) {
        sum[0][v] = V::load(y + v * V::lanes);
        STRNN_UNROLL
        for (int u = 1; u < sets; u++) sum[u][v] = V::zero();
    }
    int64_t k = 0;
    for (; k + 4 <= count; k += 4) {
        const FourColumns columns(indices + k);
        const float *first = x + columns.at<0>() * width;
        const float *second = x + columns.at<1>() * width;
        const float *third = x + columns.at<2>() * width;
        const float *fourth = x + columns.at<3>() * width;
        const auto w = V::load_four(values + k);
        add_nonzero(w.template repeat<0>(), first, sum[0]);
        add_nonzero(w.template repeat<1>(), second, sum[1 % sets]);
        add_nonzero(w.template repeat<2>(), third, sum[2 % sets]);
        add_nonzero(w.template repeat<3>(), fourth, sum[3 % sets]);
    }
    for (; k < count; k++) add_nonzero(V::broadcast(values + k), x + indices[k] * width, sum[0]);
    STRNN_UNROLL
    for (int v = 0; v < N; v++) {
        V total = sum[0][v];
        STRNN_UNROLL
        for (int u = 1; u < sets; u++) total = total + sum[u][v];
        total.store(y + v * V::lanes);
    }
}

// How far ahead dot_segment prefetches: 2 KiB of values, 1 KiB of those in 16 bits, and 1 KiB of column numbers; the
// segments of a block are contiguous.
constexpr int64_t nonzeros_ahead = 512;

// y + the sum of values[k] * x[indices[k]]: a row of a product with one column. X is small and every nonzero is used
// once: with a model larger than the caches the loop is memory-bound, so the stream of nonzeros is prefetched well
// ahead.
template <class Value>
inline float dot_segment(const Value *values, const uint16_t *indices, int64_t count, const float *x, float y) {
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
    for (; k < count; k++) remainder += widen(values[k]) * x[indices[k]];
    return (even + odd).sum() + remainder;
}

template <>
inline void spmm_segment<StripRow<Single, 1>>(const float *values, const uint16_t *indices, int64_t count,
                                              const float *x, float *y) {
    *y = dot_segment(values, indices, count, x, *y);
}

template <class Row, int height>
inline void multiply_segment(const float *values, const uint16_t *indices, int64_t count, const float *x, float *y) {
    if constexpr (height == 1) {
        spmm_segment<Row>(values, indices, count, x, y);
    } else {
        tall_spmm_segment<Row, height>(values, indices, count, x, y);
    }
}

// Values in 16 bits save memory traffic, which bounds the product with one column: there they are widened in registers.
// Wider strips use each value several times, so a run of values is widened first, in the first-level cache.
template <class Row, int height>
inline void multiply_segment(const BFloat16 *values, const uint16_t *indices, int64_t count, const float *x, float *y) {
    if constexpr (!std::is_same_v<typename Row::Vector, Single>) {
        constexpr int64_t run = 128; // columns: all of a segment in panels of the usual width
        float widened[run * height];
        for (int64_t first = 0; first < count; first += run) {
            const int64_t columns = std::min(run, count - first), length = columns * height;
            const BFloat16 *source = values + first * height;
            int64_t k = 0;
            for (; k + 4 <= length; k += 4) Float4::load(source + k).store(widened + k);
            for (; k < length; k++) widened[k] = widen(source[k]);
            multiply_segment<Row, height>(widened, indices + first, columns, x, y);
        }
    } else if constexpr (height == 1) {
        *y = dot_segment(values, indices, count, x, *y);
    } else {
        add_dots<height>(values, indices, count, x, y);
    }
}

template <class Row, int height, class Value>
void spmm_block_of(const Panels &w, const Value *values, int64_t block, const float *x, float *tile) {
    const int64_t panel_floats = w.panel_width * Row::width;
    // A strip of X that stays in the second-level cache from block to block needs no prefetching.
    const int64_t ahead = w.columns * Row::width <= resident_floats ? 0 : floats_to_fetch(w, Row::width);
    const int segments = w.segments_in(block);
    for (int64_t panel = 0; panel < w.panel_count; panel++) {
        const uint32_t *starts = w.segments(block, panel);
        const uint16_t *row = w.segment_rows(block, panel);
        const float *panel_x = x + panel * panel_floats;
        // The next block of rows begins with the first panel again.
        const PanelPrefetch next(panel + 1 < w.panel_count ? panel_x + panel_floats : x, ahead, segments);
        for (int r = 0; r < segments; r++) {
            next.fetch_share(r);
            const int64_t count = starts[r + 1] - starts[r];
            // Longest first: the remaining segments are empty, too.
            if (count == 0) break;
            const uint16_t *indices = w.indices.data() + starts[r];
            multiply_segment<Row, height>(values + static_cast<int64_t>(starts[r]) * height, indices, count, panel_x,
                                          tile + row[r] * Row::width);
        }
    }
}

template <class Value>
inline void spmm_block(const Panels &w, const Value *values, int64_t block, int width, const float *x, float *tile) {
    dispatch_height(w.height, [&](auto height) {
        dispatch_width(
            width, [&](auto row) { spmm_block_of<decltype(row), decltype(height)::value>(w, values, block, x, tile); });
    });
}

} // namespace strnn::STRNN_TARGET
