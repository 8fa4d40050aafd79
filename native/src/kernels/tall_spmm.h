// Products with tall segments. Y = W * X keeps the sums of rows times vectors in registers. D = W' * G keeps those rows
// of G there instead: each column of a segment adds all of them to its row of D, which costs one load and one store for
// as many multiply-adds as there are rows. So no transposed copy is needed.
#pragma once
#include "../float4.h"
#include "../prefetch.h"
#include "tall_segments.h"

namespace strnn::STRNN_TARGET {

// An FMA takes four cycles and two start per cycle: a few rows of a narrow strip need several sets of sums.
constexpr int sets_of_sums(int sums) { return sums >= 8 ? 1 : sums >= 4 ? 2 : 4; }

// M rows of a segment, N vectors of each: y[row][Row::width] += values[column][row] * x[indices[column]].
template <class Row, int height, int M, int N>
inline void add_products(const float *values, const uint16_t *indices, int64_t count, const float *x, float *y) {
    using V = typename Row::Vector;
    constexpr int sets = sets_of_sums(M * N);
    constexpr int64_t width = Row::width;
    V sum[sets][M][N];
    STRNN_UNROLL
    for (int m = 0; m < M; m++) {
        STRNN_UNROLL
        for (int v = 0; v < N; v++) {
            sum[0][m][v] = V::load(y + m * width + v * V::lanes);
            STRNN_UNROLL
            for (int u = 1; u < sets; u++) sum[u][m][v] = V::zero();
        }
    }
    const auto add_column = [&](int64_t k, V(&sums)[M][N]) {
        const float *row = x + indices[k] * width;
        V vectors[N];
        STRNN_UNROLL
        for (int v = 0; v < N; v++) vectors[v] = V::load(row + v * V::lanes);
        STRNN_UNROLL
        for (int m = 0; m < M; m++) {
            const V w = V::broadcast(values + k * height + m);
            STRNN_UNROLL
            for (int v = 0; v < N; v++) sums[m][v] = V::fma(w, vectors[v], sums[m][v]);
        }
    };
    int64_t k = 0;
    for (; k + sets <= count; k += sets) {
        STRNN_UNROLL
        for (int u = 0; u < sets; u++) add_column(k + u, sum[u]);
    }
    for (; k < count; k++) add_column(k, sum[0]);
    STRNN_UNROLL
    for (int m = 0; m < M; m++) {
        STRNN_UNROLL
        for (int v = 0; v < N; v++) {
            V total = sum[0][m][v];
            STRNN_UNROLL
            for (int u = 1; u < sets; u++) total = total + sum[u][m][v];
            total.store(y + m * width + v * V::lanes);
        }
    }
}

// One column of Y: the values of a column of the segment are neighbours, so four rows are one vector.
template <int height, class Value>
inline void add_dots(const Value *values, const uint16_t *indices, int64_t count, const float *x, float *y) {
    if constexpr (height == 2) {
        // Two columns a vector; a last one alone.
        Float4 sum = Float4::of(0, 0, 0, 0);
        int64_t k = 0;
        for (; k + 2 <= count; k += 2) {
            const float first = x[indices[k]], second = x[indices[k + 1]];
            sum = sum + Float4::load(values + 2 * k) * Float4::of(first, first, second, second);
        }
        float sums[4];
        sum.store(sums);
        for (; k < count; k++) {
            for (int m = 0; m < 2; m++) sums[m] += widen(values[2 * k + m]) * x[indices[k]];
        }
        for (int m = 0; m < 2; m++) y[m] += sums[m] + sums[m + 2];
    } else {
        constexpr int fours = height / 4;
        Float4 even[fours], odd[fours];
        for (int f = 0; f < fours; f++) {
            even[f] = Float4::load(y + 4 * f);
            odd[f] = Float4::of(0, 0, 0, 0);
        }
        const auto add_column = [&](int64_t k, Float4(&sums)[fours]) {
            const float input = x[indices[k]];
            const Float4 four = Float4::of(input, input, input, input);
            for (int f = 0; f < fours; f++) sums[f] = sums[f] + Float4::load(values + k * height + 4 * f) * four;
        };
        int64_t k = 0;
        for (; k + 2 <= count; k += 2) {
            add_column(k, even);
            add_column(k + 1, odd);
        }
        if (k < count) add_column(k, even);
        for (int f = 0; f < fours; f++) (even[f] + odd[f]).store(y + 4 * f);
    }
}

// All rows of a segment.
template <class Row, int height>
inline void tall_spmm_segment(const float *values, const uint16_t *indices, int64_t count, const float *x, float *y) {
    if constexpr (std::is_same_v<typename Row::Vector, Single>) {
        add_dots<height>(values, indices, count, x, y);
    } else {
        using V = typename Row::Vector;
        using Registers = RegisterTile<V, height, 4>;
        constexpr int rows = Registers::rows;
        STRNN_UNROLL
        for (int m = 0; m < height; m += rows) {
            for_each_vector_run<Row::vectors, Registers::columns>([&](auto first, auto vectors) {
                constexpr int offset = decltype(first)::value * V::lanes;
                add_products<Row, height, rows, decltype(vectors)::value>(values + m, indices, count, x + offset,
                                                                          y + m * Row::width + offset);
            });
        }
    }
}

// d[indices[column]] += values[column][row] * g[row] for M rows, which are stride floats apart, and N vectors of each.
template <class Row, int height, int M, int N>
inline void scatter_products(const float *values, const uint16_t *indices, int64_t count, const float *g,
                             int64_t stride, float *d) {
    using V = typename Row::Vector;
    V rows[M][N];
    STRNN_UNROLL
    for (int m = 0; m < M; m++) {
        STRNN_UNROLL
        for (int v = 0; v < N; v++) rows[m][v] = V::load(g + m * stride + v * V::lanes);
    }
    for (int64_t k = 0; k < count; k++) {
        float *target = d + indices[k] * static_cast<int64_t>(Row::width);
        V sum[N];
        STRNN_UNROLL
        for (int v = 0; v < N; v++) sum[v] = V::load(target + v * V::lanes);
        STRNN_UNROLL
        for (int m = 0; m < M; m++) {
            const V w = V::broadcast(values + k * height + m);
            STRNN_UNROLL
            for (int v = 0; v < N; v++) sum[v] = V::fma(w, rows[m][v], sum[v]);
        }
        STRNN_UNROLL
        for (int v = 0; v < N; v++) sum[v].store(target + v * V::lanes);
    }
}

template <class Row, int height>
void tall_spmm_transposed_panel_of(const Panels &w, const float *values, int64_t panel, const float *g, float *d) {
    using V = typename Row::Vector;
    using Registers = RegisterTile<V, height, V::registers / 4>;
    constexpr int rows = Registers::rows;
    // The rows of a segment are neighbours in packed order, and a gate apart in G.
    const int64_t stride = (w.order.row_of(1) - w.order.row_of(0)) * Row::width;
    const auto row_of_segment = [&](int64_t block, int64_t row) {
        return g + w.order.row_of(block * w.block_rows + row) * Row::width;
    };
    for (int64_t block = 0; block < w.block_count; block++) {
        const uint32_t *starts = w.segments(block, panel);
        const uint16_t *row = w.segment_rows(block, panel);
        const int segments = w.segments_in(block);
        for (int s = 0; s < segments; s++) {
            const int64_t count = starts[s + 1] - starts[s];
            // Longest first: the remaining segments are empty, too.
            if (count == 0) break;
            const float *first_row = row_of_segment(block, row[s]);
            // Segments come longest first, so their rows of G lie anywhere in the block.
            if (s + 1 < segments) {
                for (int m = 0; m < height; m++) {
                    prefetch(row_of_segment(block, row[s + 1]) + m * stride, Row::width);
                }
            }
            const float *first_value = values + static_cast<int64_t>(starts[s]) * height;
            STRNN_UNROLL
            for (int m = 0; m < height; m += rows) {
                for_each_vector_run<Row::vectors, Registers::columns>([&](auto first, auto vectors) {
                    constexpr int offset = decltype(first)::value * V::lanes;
                    scatter_products<Row, height, rows, decltype(vectors)::value>(
                        first_value + m, w.indices.data() + starts[s], count, first_row + m * stride + offset, stride,
                        d + offset);
                });
            }
        }
    }
}

inline void tall_spmm_transposed_panel(const Panels &w, const float *values, int64_t panel, int width, const float *g,
                                       float *d) {
    dispatch_height(w.height, [&](auto height) {
        constexpr int rows = decltype(height)::value;
        if constexpr (rows > 1) {
            dispatch_width(
                width, [&](auto row) { tall_spmm_transposed_panel_of<decltype(row), rows>(w, values, panel, g, d); });
        }
    });
}

} // namespace strnn::STRNN_TARGET
