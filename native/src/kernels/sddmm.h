// The gradient of the nonzeros of one block of rows: dot products of packed rows of G and X. Eight nonzeros at a time
// keep one accumulator each; a transpose-add tree turns the eight into eight neighbouring sums. The remainder of a
// segment is computed exactly, without padding: segments come longest first, so neighbours have the same remainder and
// its branch is predicted.
#pragma once
#include <type_traits>

#include "common.h"
#include "panel_prefetch.h"
#include "tall_sddmm.h"

namespace strnn::STRNN_TARGET {

template <int M> using Nonzeros = std::integral_constant<int, M>;

template <class Row>
inline void sddmm_segment(const float *g, const uint16_t *indices, int64_t count, const float *x, float *out,
                          bool accumulate) {
    using V = typename Row::Vector;
    constexpr int N = Row::vectors;
    V gv[N];
    STRNN_UNROLL
    for (int v = 0; v < N; v++) gv[v] = V::load(g + v * V::lanes);
    // One chain of additions per nonzero, interleaved: in a single chain every addition would wait for the one before.
    const auto dots_of = [&](auto nonzeros, int64_t k, V *dots) {
        constexpr int M = decltype(nonzeros)::value;
        const float *rows[M];
        STRNN_UNROLL
        for (int i = 0; i < M; i++) {
            rows[i] = x + static_cast<int64_t>(indices[k + i]) * Row::width;
            dots[i] = gv[0] * V::load(rows[i]);
        }
        STRNN_UNROLL
        for (int v = 1; v < N; v++) {
            STRNN_UNROLL
            for (int i = 0; i < M; i++) dots[i] = V::fma(gv[v], V::load(rows[i] + v * V::lanes), dots[i]);
        }
    };
    const auto up_to_four = [&](auto nonzeros, int64_t k) {
        constexpr int M = decltype(nonzeros)::value;
        V dots[4];
        dots_of(nonzeros, k, dots);
        STRNN_UNROLL
        for (int i = M; i < 4; i++) dots[i] = dots[0]; // not stored
        V::store_sums(dots, out + k, M, accumulate);
    };
    int64_t k = 0;
    for (; k + 8 <= count; k += 8) {
        V dots[8];
        dots_of(Nonzeros<8>(), k, dots);
        V::store_sums(dots, out + k, accumulate);
    }
    if (k + 4 <= count) {
        up_to_four(Nonzeros<4>(), k);
        k += 4;
    }
    switch (count - k) {
    case 1: up_to_four(Nonzeros<1>(), k); break;
    case 2: up_to_four(Nonzeros<2>(), k); break;
    case 3: up_to_four(Nonzeros<3>(), k); break;
    default: break;
    }
}

template <class Row>
void sddmm_block_of(const Panels &w, int64_t block, const float *g, const float *x, float *gradient, bool accumulate) {
    const int64_t panel_floats = w.panel_width * Row::width;
    // X does not stay in the cache: all its strips are read before this one is read again.
    const int64_t ahead = floats_to_fetch(w, Row::width);
    const int rows = w.rows_in(block);
    for (int64_t panel = 0; panel < w.panel_count; panel++) {
        const uint32_t *starts = w.segments(block, panel);
        const uint16_t *row = w.segment_rows(block, panel);
        const float *panel_x = x + panel * panel_floats;
        // The last panel is followed by the next strip, with which most blocks continue.
        const PanelPrefetch next(panel + 1 < w.panel_count ? panel_x + panel_floats : x + w.columns * Row::width, ahead,
                                 rows);
        for (int r = 0; r < rows; r++) {
            next.fetch_share(r);
            sddmm_segment<Row>(g + row[r] * Row::width, w.indices.data() + starts[r], starts[r + 1] - starts[r],
                               panel_x, gradient + starts[r], accumulate);
        }
    }
}

inline void sddmm_block(const Panels &w, int64_t block, int width, const float *g, const float *x, float *gradient,
                        bool accumulate) {
    if (w.height > 1) return tall_sddmm_block(w, block, width, g, x, gradient, accumulate);
    dispatch_gradient_width(width,
                            [&](auto row) { sddmm_block_of<decltype(row)>(w, block, g, x, gradient, accumulate); });
}

} // namespace strnn::STRNN_TARGET
