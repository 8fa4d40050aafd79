// The gradient of the connections of one block of rows: dot products of packed rows of G and X. Eight connections at a time keep
// one accumulator each; a transpose-add tree turns the eight into eight neighbouring sums. The last group of a segment is four or
// eight, too, and stores what it needs: a loop over the rest would cost more than the wasted products, mostly in mispredicted
// exits.
#pragma once
#include "common.h"

namespace strnn::STRNN_TARGET {

template <int V>
inline void sddmm_segment(const float *g, const uint16_t *indices, int64_t count, const float *x, float *out, bool accumulate) {
    Vec gv[V];
    STRNN_UNROLL
    for (int v = 0; v < V; v++) gv[v] = Vec::load(g + v * lanes);
    const auto dot = [&](int64_t k) {
        const float *row = x + static_cast<int64_t>(indices[k]) * (V * lanes);
        Vec sum = gv[0] * Vec::load(row);
        STRNN_UNROLL
        for (int v = 1; v < V; v++) sum = Vec::fma(gv[v], Vec::load(row + v * lanes), sum);
        return sum;
    };
    int64_t k = 0;
    for (; count - k > 4; k += 8) {
        Vec dots[8];
        STRNN_UNROLL
        for (int i = 0; i < 8; i++) dots[i] = dot(k + i);
        const int64_t left = count - k;
        Vec::store_sums(dots, out + k, left < 8 ? static_cast<int>(left) : 8, accumulate);
    }
    if (k < count) {
        Vec dots[4];
        STRNN_UNROLL
        for (int i = 0; i < 4; i++) dots[i] = dot(k + i);
        Vec::store_sums(dots, out + k, static_cast<int>(count - k), accumulate);
    }
}

template <int V>
void sddmm_block_of(const Panels &w, int64_t block, const float *g, const float *x, float *gradient, bool accumulate) {
    const int rows = w.rows_in(block);
    for (int64_t panel = 0; panel < w.panel_count; panel++) {
        const uint32_t *starts = w.segments(block, panel);
        const uint8_t *row = w.segment_rows(block, panel);
        const float *panel_x = x + panel * w.panel_width * (V * lanes);
        for (int r = 0; r < rows; r++) {
            sddmm_segment<V>(g + row[r] * (V * lanes), w.indices.data() + starts[r], starts[r + 1] - starts[r], panel_x,
                             gradient + starts[r], accumulate);
        }
    }
}

inline void sddmm_block(const Panels &w, int64_t block, int vectors, const float *g, const float *x, float *gradient,
                        bool accumulate) {
    dispatch_width(vectors, [&](auto v) { sddmm_block_of<v()>(w, block, g, x, gradient, accumulate); });
}

} // namespace strnn::STRNN_TARGET
