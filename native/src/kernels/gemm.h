// A tile of a dense product, two vectors wide and as tall as the registers allow: per step of depth, two loads of B and
// one broadcast of A per row.
#pragma once
#include "../prefetch.h"
#include "common.h"

namespace strnn::STRNN_TARGET {

constexpr int gemm_rows = (Vec::registers - 4) / 2;
constexpr int gemm_columns = 2 * lanes;

// Stores, or adds, a tile's sums where they belong.
template <int R, int V>
inline void store_tile(const Vec (&sum)[R][V], float *c, int64_t stride, int rows, int columns, bool accumulate) {
    STRNN_UNROLL
    for (int r = 0; r < R; r++) {
        if (r >= rows) break;
        STRNN_UNROLL
        for (int v = 0; v < V; v++) {
            const int count = columns - v * lanes;
            float *out = c + r * stride + v * lanes;
            if (count >= lanes) {
                (accumulate ? sum[r][v] + Vec::load(out) : sum[r][v]).store(out);
            } else if (count > 0) {
                (accumulate ? sum[r][v] + Vec::load_first(out, count) : sum[r][v]).store_first(out, count);
            }
        }
    }
}

inline void gemm_tile(int64_t depth, const float *a, const float *b, float *c, int64_t stride, int rows, int columns,
                      bool accumulate) {
    Vec sum[gemm_rows][2];
    STRNN_UNROLL
    for (int r = 0; r < gemm_rows; r++) sum[r][0] = sum[r][1] = Vec::zero();
    for (int64_t k = 0; k < depth; k++) {
        const Vec b0 = Vec::load(b + k * gemm_columns);
        const Vec b1 = Vec::load(b + k * gemm_columns + lanes);
        STRNN_UNROLL
        for (int r = 0; r < gemm_rows; r++) {
            const Vec w = Vec::broadcast(a + k * gemm_rows + r);
            sum[r][0] = Vec::fma(w, b0, sum[r][0]);
            sum[r][1] = Vec::fma(w, b1, sum[r][1]);
        }
    }
    store_tile(sum, c, stride, rows, columns, accumulate);
}

// As many rows as leave registers for one row of B and a broadcast, but no more than there are pointers for.
template <int V> constexpr int narrow_rows = (Vec::registers - V - 1) / V < 14 ? (Vec::registers - V - 1) / V : 14;

// A transposed A is read down its columns, a cache line per step of depth, far from the one before, which the
// processor's own prefetching does not predict. This many steps ahead covers about the latency of memory.
constexpr int64_t lines_ahead = 64;

template <int V>
inline void gemm_narrow_of(int64_t depth, const float *a, int64_t row_stride, int64_t depth_stride, const float *b,
                           float *c, int64_t stride, int rows, int columns, bool accumulate) {
    constexpr int height = narrow_rows<V>;
    const float *row[height];
    Vec sum[height][V];
    STRNN_UNROLL
    for (int r = 0; r < height; r++) {
        // Missing rows repeat the last one; their sums are not stored.
        row[r] = a + (r < rows ? r : rows - 1) * row_stride;
        STRNN_UNROLL
        for (int v = 0; v < V; v++) sum[r][v] = Vec::zero();
    }
    for (int64_t k = 0; k < depth; k++) {
        if (depth_stride != 1) prefetch_line(row[0] + (k + lines_ahead) * depth_stride);
        Vec bv[V];
        STRNN_UNROLL
        for (int v = 0; v < V; v++) bv[v] = Vec::load(b + (k * V + v) * lanes);
        STRNN_UNROLL
        for (int r = 0; r < height; r++) {
            const Vec w = Vec::broadcast(row[r] + k * depth_stride);
            STRNN_UNROLL
            for (int v = 0; v < V; v++) sum[r][v] = Vec::fma(w, bv[v], sum[r][v]);
        }
    }
    store_tile(sum, c, stride, rows, columns, accumulate);
}

inline void gemm_narrow(int64_t depth, const float *a, int64_t row_stride, int64_t depth_stride, int vectors,
                        const float *b, float *c, int64_t stride, int rows, int columns, bool accumulate) {
    dispatch_vectors<Vec, 4>(vectors, [&](auto row) {
        constexpr int V = decltype(row)::vectors;
        if (depth_stride == 1) {
            gemm_narrow_of<V>(depth, a, row_stride, 1, b, c, stride, rows, columns, accumulate);
        } else {
            gemm_narrow_of<V>(depth, a, row_stride, depth_stride, b, c, stride, rows, columns, accumulate);
        }
    });
}

inline int gemm_narrow_rows(int vectors) {
    int rows = 0;
    dispatch_vectors<Vec, 4>(vectors, [&](auto row) { rows = narrow_rows<decltype(row)::vectors>; });
    return rows;
}

} // namespace strnn::STRNN_TARGET
