// The gradient of tall segments: the dot products of a tile, some rows of G by some columns of X, need one load for
// each of its rows and columns, where single dot products need one each. A strip may be wider than those of products:
// the longer a dot product, the less its reduction to one number weighs.
#pragma once
#include "tall_segments.h"

namespace strnn::STRNN_TARGET {

// Stores the sums of M rows of each column; of a segment's height rows, they are neighbours in out.
template <int height, int M, int columns, class V> inline void store_tile(V *dots, float *out, bool accumulate) {
    constexpr int together = M == height ? M * columns : M, apart = M == height ? 1 : columns;
    STRNN_UNROLL
    for (int c = 0; c < apart; c++) {
        V *sums = dots + c * M;
        float *target = out + c * height;
        int i = 0;
        STRNN_UNROLL
        for (; i + 8 <= together; i += 8) {
            const V eight[8] = {sums[i],     sums[i + 1], sums[i + 2], sums[i + 3],
                                sums[i + 4], sums[i + 5], sums[i + 6], sums[i + 7]};
            V::store_sums(eight, target + i, accumulate);
        }
        if constexpr (together % 8 >= 4) {
            const V four[4] = {sums[i], sums[i + 1], sums[i + 2], sums[i + 3]};
            V::store_sums(four, target + i, 4, accumulate);
            i += 4;
        }
        if constexpr (together % 4 == 2) {
            const V two[4] = {sums[i], sums[i + 1], sums[i], sums[i]};
            V::store_sums(two, target + i, 2, accumulate);
        }
    }
}

// M rows of G, width floats apart, by some columns of X.
template <class V, int height, int M, int columns>
inline void sddmm_tile(const float *g, const uint16_t *indices, const float *x, int64_t width, float *out,
                       bool accumulate) {
    const float *rows[columns];
    V dots[columns * M];
    STRNN_UNROLL
    for (int c = 0; c < columns; c++) {
        rows[c] = x + indices[c] * width;
        const V first = V::load(rows[c]);
        STRNN_UNROLL
        for (int m = 0; m < M; m++) dots[c * M + m] = first * V::load(g + m * width);
    }
    for (int64_t j = V::lanes; j < width; j += V::lanes) {
        V vectors[columns];
        STRNN_UNROLL
        for (int c = 0; c < columns; c++) vectors[c] = V::load(rows[c] + j);
        STRNN_UNROLL
        for (int m = 0; m < M; m++) {
            const V gv = V::load(g + m * width + j);
            STRNN_UNROLL
            for (int c = 0; c < columns; c++) dots[c * M + m] = V::fma(gv, vectors[c], dots[c * M + m]);
        }
    }
    store_tile<height, M, columns>(dots, out, accumulate);
}

// Columns 0 .. count - 1 of a segment: most at once, then, of the remainder, as many as are left.
template <class V, int height, int M, int most>
inline void sddmm_rows(const float *g, const uint16_t *indices, int64_t count, const float *x, int64_t width,
                       float *out, bool accumulate) {
    int64_t k = 0;
    for (; k + most <= count; k += most) {
        sddmm_tile<V, height, M, most>(g, indices + k, x, width, out + k * height, accumulate);
    }
    if constexpr (most > 1) {
        if (k < count) {
            sddmm_rows<V, height, M, most / 2>(g, indices + k, count - k, x, width, out + k * height, accumulate);
        }
    }
}

template <class V, int height>
inline void tall_sddmm_segment(const float *g, const uint16_t *indices, int64_t count, const float *x, int64_t width,
                               float *out, bool accumulate) {
    using Registers = RegisterTile<V, height, V::registers / 4>;
    constexpr int rows = Registers::rows;
    // Sums are stored in eights: of two rows, those of four columns.
    constexpr int columns = rows == 2 ? Registers::columns / 4 * 4 : Registers::columns;
    STRNN_UNROLL
    for (int m = 0; m < height; m += rows) {
        sddmm_rows<V, height, rows, columns>(g + m * width, indices, count, x, width, out + m, accumulate);
    }
}

template <class V, int height>
void tall_sddmm_block_of(const Panels &w, int64_t block, int64_t width, const float *g, const float *x, float *gradient,
                         bool accumulate) {
    for (int64_t panel = 0; panel < w.panel_count; panel++) {
        const uint32_t *starts = w.segments(block, panel);
        const uint16_t *row = w.segment_rows(block, panel);
        const float *panel_x = x + panel * w.panel_width * width;
        for (int s = 0; s < w.segments_in(block); s++) {
            const int64_t count = starts[s + 1] - starts[s];
            if (count == 0) break;
            tall_sddmm_segment<V, height>(g + row[s] * width, w.indices.data() + starts[s], count, panel_x, width,
                                          gradient + static_cast<int64_t>(starts[s]) * height, accumulate);
        }
    }
}

inline void tall_sddmm_block(const Panels &w, int64_t block, int width, const float *g, const float *x, float *gradient,
                             bool accumulate) {
    dispatch_height(w.height, [&](auto height) {
        constexpr int rows = decltype(height)::value;
        if constexpr (rows > 1) {
            dispatch_gradient_vector(width, [&](auto vector) {
                tall_sddmm_block_of<decltype(vector), rows>(w, block, width, g, x, gradient, accumulate);
            });
        }
    });
}

} // namespace strnn::STRNN_TARGET
