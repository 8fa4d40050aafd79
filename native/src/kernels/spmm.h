// One block of rows of W times packed X. Per connection: one broadcast, and one load-and-multiply-add per eight columns.
//
// Rows and panels give independent chains of additions only when several accumulator sets are used: an FMA takes four cycles and
// two start per cycle, so eight or more chains are needed. Up to three vectors per row therefore take four connections at a time.
#pragma once
#include "../kernel_table.h"

namespace strnn::STRNN_TARGET {

template <int V, int U>
inline void spmm_segment(const float *values, const uint16_t *indices, int64_t count, const float *x, float *y) {
    Vec sum[U][V];
    for (int v = 0; v < V; v++) {
        sum[0][v] = Vec::load(y + v * lanes);
        for (int u = 1; u < U; u++) sum[u][v] = Vec::zero();
    }
    int64_t k = 0;
    for (; k + U <= count; k += U) {
        for (int u = 0; u < U; u++) {
            const Vec w = Vec::broadcast(values + k + u);
            const float *row = x + static_cast<int64_t>(indices[k + u]) * (V * lanes);
            for (int v = 0; v < V; v++) sum[u][v] = Vec::fma(w, Vec::load(row + v * lanes), sum[u][v]);
        }
    }
    for (; k < count; k++) {
        const Vec w = Vec::broadcast(values + k);
        const float *row = x + static_cast<int64_t>(indices[k]) * (V * lanes);
        for (int v = 0; v < V; v++) sum[0][v] = Vec::fma(w, Vec::load(row + v * lanes), sum[0][v]);
    }
    for (int v = 0; v < V; v++) {
        Vec total = sum[0][v];
        for (int u = 1; u < U; u++) total = total + sum[u][v];
        total.store(y + v * lanes);
    }
}

template <int V, int U> void spmm_block_of(const Panels &w, const float *values, int64_t block, const float *x, float *tile) {
    const int rows = w.rows_in(block);
    for (int64_t panel = 0; panel < w.panel_count; panel++) {
        const uint32_t *starts = w.segments(block, panel);
        const float *panel_x = x + panel * w.panel_width * (V * lanes);
        for (int r = 0; r < rows; r++) {
            const int64_t count = starts[r + 1] - starts[r];
            if (count > 0) {
                spmm_segment<V, U>(values + starts[r], w.indices.data() + starts[r], count, panel_x, tile + r * (V * lanes));
            }
        }
    }
}

inline void spmm_block(const Panels &w, const float *values, int64_t block, int vectors, const float *x, float *tile) {
    switch (vectors) {
    case 1: return spmm_block_of<1, 8>(w, values, block, x, tile);
    case 2: return spmm_block_of<2, 4>(w, values, block, x, tile);
    case 3: return spmm_block_of<3, 4>(w, values, block, x, tile);
    case 4: return spmm_block_of<4, 2>(w, values, block, x, tile);
    case 5: return spmm_block_of<5, 2>(w, values, block, x, tile);
    case 6: return spmm_block_of<6, 2>(w, values, block, x, tile);
    case 7: return spmm_block_of<7, 1>(w, values, block, x, tile);
    default: return spmm_block_of<8, 1>(w, values, block, x, tile);
    }
}

} // namespace strnn::STRNN_TARGET
