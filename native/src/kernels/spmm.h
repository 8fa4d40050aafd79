// One block of rows of W times packed X. Per connection: one broadcast, and one load-and-multiply-add per vector of columns.
//
// An FMA takes four cycles and two start per cycle, so eight or more chains of additions are needed: narrow strips therefore keep
// several sets of accumulators, as many as the registers hold. Values and column numbers are read four at a time, because loads are
// what bounds this loop.
#pragma once
#include <bit>
#include <cstring>

#include "common.h"

namespace strnn::STRNN_TARGET {

static_assert(std::endian::native == std::endian::little, "four 16-bit column numbers are read as one 64-bit word");

template <int V> constexpr int accumulator_sets = 4 * V <= 12 ? 4 : 2 * V <= 12 ? 2 : 1;

template <int V> inline void add_connection(Vec w, const float *row, Vec (&sum)[V]) {
    STRNN_UNROLL
    for (int v = 0; v < V; v++) sum[v] = Vec::fma(w, Vec::load(row + v * lanes), sum[v]);
}

template <int V> inline void spmm_segment(const float *values, const uint16_t *indices, int64_t count, const float *x, float *y) {
    constexpr int sets = accumulator_sets<V>;
    constexpr int64_t width = V * lanes;
    Vec sum[sets][V];
    STRNN_UNROLL
    for (int v = 0; v < V; v++) {
        sum[0][v] = Vec::load(y + v * lanes);
        STRNN_UNROLL
        for (int u = 1; u < sets; u++) sum[u][v] = Vec::zero();
    }
    int64_t k = 0;
    for (; k + 4 <= count; k += 4) {
        uint64_t four;
        std::memcpy(&four, indices + k, sizeof four);
        const Vec w = Vec::load_four(values + k);
        add_connection<V>(w.repeat<0>(), x + static_cast<int64_t>(four & 0xffff) * width, sum[0]);
        add_connection<V>(w.repeat<1>(), x + static_cast<int64_t>((four >> 16) & 0xffff) * width, sum[1 % sets]);
        add_connection<V>(w.repeat<2>(), x + static_cast<int64_t>((four >> 32) & 0xffff) * width, sum[2 % sets]);
        add_connection<V>(w.repeat<3>(), x + static_cast<int64_t>(four >> 48) * width, sum[3 % sets]);
    }
    for (; k < count; k++) add_connection<V>(Vec::broadcast(values + k), x + indices[k] * width, sum[0]);
    STRNN_UNROLL
    for (int v = 0; v < V; v++) {
        Vec total = sum[0][v];
        STRNN_UNROLL
        for (int u = 1; u < sets; u++) total = total + sum[u][v];
        total.store(y + v * lanes);
    }
}

template <int V> void spmm_block_of(const Panels &w, const float *values, int64_t block, const float *x, float *tile) {
    const int rows = w.rows_in(block);
    for (int64_t panel = 0; panel < w.panel_count; panel++) {
        const uint32_t *starts = w.segments(block, panel);
        const uint8_t *row = w.segment_rows(block, panel);
        const float *panel_x = x + panel * w.panel_width * (V * lanes);
        for (int r = 0; r < rows; r++) {
            const int64_t count = starts[r + 1] - starts[r];
            // Longest first: the rest of the segments is empty, too.
            if (count == 0) break;
            spmm_segment<V>(values + starts[r], w.indices.data() + starts[r], count, panel_x, tile + row[r] * (V * lanes));
        }
    }
}

inline void spmm_block(const Panels &w, const float *values, int64_t block, int vectors, const float *x, float *tile) {
    dispatch_width(vectors, [&](auto v) { spmm_block_of<v()>(w, values, block, x, tile); });
}

} // namespace strnn::STRNN_TARGET
