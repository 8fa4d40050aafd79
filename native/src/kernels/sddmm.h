// The gradient of the connections of one block of rows: dot products of packed rows of G and X. Eight connections at a time keep
// one accumulator each; a transpose-add tree turns the eight into eight neighbouring sums. The last group of a segment is four or
// eight, too, and stores what it needs: a loop over the rest would cost more than the wasted products, mostly in mispredicted
// exits.
#pragma once
#include "common.h"
#include "next_panel.h"

namespace strnn::STRNN_TARGET {

template <class Row>
inline void sddmm_segment(const float *g, const uint16_t *indices, int64_t count, const float *x, float *out, bool accumulate) {
    using V = typename Row::Vector;
    constexpr int N = Row::vectors;
    V gv[N];
    STRNN_UNROLL
    for (int v = 0; v < N; v++) gv[v] = V::load(g + v * V::lanes);
    // Four chains of additions side by side: in a single one, every addition would wait for the one before.
    const auto four_dots = [&](int64_t k, V *dots) {
        const float *rows[4];
        STRNN_UNROLL
        for (int i = 0; i < 4; i++) {
            rows[i] = x + static_cast<int64_t>(indices[k + i]) * Row::width;
            dots[i] = gv[0] * V::load(rows[i]);
        }
        STRNN_UNROLL
        for (int v = 1; v < N; v++) {
            STRNN_UNROLL
            for (int i = 0; i < 4; i++) dots[i] = V::fma(gv[v], V::load(rows[i] + v * V::lanes), dots[i]);
        }
    };
    int64_t k = 0;
    for (; count - k > 4; k += 8) {
        V dots[8];
        four_dots(k, dots);
        four_dots(k + 4, dots + 4);
        const int64_t left = count - k;
        V::store_sums(dots, out + k, left < 8 ? static_cast<int>(left) : 8, accumulate);
    }
    if (k < count) {
        V dots[4];
        four_dots(k, dots);
        V::store_sums(dots, out + k, static_cast<int>(count - k), accumulate);
    }
}

template <class Row>
void sddmm_block_of(const Panels &w, int64_t block, const float *g, const float *x, float *gradient, bool accumulate) {
    const int64_t panel_floats = w.panel_width * Row::width;
    // X does not stay in the cache: all its strips pass by before this one is met again.
    const int64_t ahead = floats_to_fetch(w, Row::width);
    const int rows = w.rows_in(block);
    for (int64_t panel = 0; panel < w.panel_count; panel++) {
        const uint32_t *starts = w.segments(block, panel);
        const uint8_t *row = w.segment_rows(block, panel);
        const float *panel_x = x + panel * panel_floats;
        // Behind the last panel lies the next strip, with which most blocks go on.
        const NextPanel next(panel + 1 < w.panel_count ? panel_x + panel_floats : x + w.columns * Row::width, ahead, rows);
        for (int r = 0; r < rows; r++) {
            next.fetch_share(r);
            sddmm_segment<Row>(g + row[r] * Row::width, w.indices.data() + starts[r], starts[r + 1] - starts[r], panel_x,
                               gradient + starts[r], accumulate);
        }
    }
}

inline void sddmm_block(const Panels &w, int64_t block, int width, const float *g, const float *x, float *gradient,
                        bool accumulate) {
    dispatch_width(width, [&](auto row) { sddmm_block_of<decltype(row)>(w, block, g, x, gradient, accumulate); });
}

} // namespace strnn::STRNN_TARGET
