// The gradient of the connections of one block of rows: dot products of packed rows of G and X. Eight connections at a time keep
// one accumulator each; a transpose-add tree turns the eight into eight neighbouring sums.
#pragma once
#include "../kernel_table.h"

namespace strnn::STRNN_TARGET {

template <int V>
inline void sddmm_segment(const float *g, const uint16_t *indices, int64_t count, const float *x, float *out, bool accumulate) {
    Vec gv[V];
    for (int v = 0; v < V; v++) gv[v] = Vec::load(g + v * lanes);
    const auto dot = [&](int64_t k) {
        const float *row = x + static_cast<int64_t>(indices[k]) * (V * lanes);
        Vec sum = gv[0] * Vec::load(row);
        for (int v = 1; v < V; v++) sum = Vec::fma(gv[v], Vec::load(row + v * lanes), sum);
        return sum;
    };
    int64_t k = 0;
    for (; k + lanes <= count; k += lanes) {
        const Vec dots[lanes] = {dot(k), dot(k + 1), dot(k + 2), dot(k + 3), dot(k + 4), dot(k + 5), dot(k + 6), dot(k + 7)};
        Vec sums = Vec::sums(dots);
        if (accumulate) sums = sums + Vec::load(out + k);
        sums.store(out + k);
    }
    for (; k < count; k++) {
        const float sum = dot(k).sum();
        out[k] = accumulate ? out[k] + sum : sum;
    }
}

template <int V>
void sddmm_block_of(const Panels &w, int64_t block, const float *g, const float *x, float *gradient, bool accumulate) {
    const int rows = w.rows_in(block);
    for (int64_t panel = 0; panel < w.panel_count; panel++) {
        const uint32_t *starts = w.segments(block, panel);
        const float *panel_x = x + panel * w.panel_width * (V * lanes);
        for (int r = 0; r < rows; r++) {
            const int64_t count = starts[r + 1] - starts[r];
            if (count > 0) {
                sddmm_segment<V>(g + r * (V * lanes), w.indices.data() + starts[r], count, panel_x, gradient + starts[r],
                                 accumulate);
            }
        }
    }
}

inline void sddmm_block(const Panels &w, int64_t block, int vectors, const float *g, const float *x, float *gradient,
                        bool accumulate) {
    switch (vectors) {
    case 1: return sddmm_block_of<1>(w, block, g, x, gradient, accumulate);
    case 2: return sddmm_block_of<2>(w, block, g, x, gradient, accumulate);
    case 3: return sddmm_block_of<3>(w, block, g, x, gradient, accumulate);
    case 4: return sddmm_block_of<4>(w, block, g, x, gradient, accumulate);
    case 5: return sddmm_block_of<5>(w, block, g, x, gradient, accumulate);
    case 6: return sddmm_block_of<6>(w, block, g, x, gradient, accumulate);
    case 7: return sddmm_block_of<7>(w, block, g, x, gradient, accumulate);
    default: return sddmm_block_of<8>(w, block, g, x, gradient, accumulate);
    }
}

} // namespace strnn::STRNN_TARGET
