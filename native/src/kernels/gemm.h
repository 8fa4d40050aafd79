// A tile of a dense product, two vectors wide and as high as the registers allow: per step of depth, two loads of B and one
// broadcast of A per row.
#pragma once
#include "common.h"

namespace strnn::STRNN_TARGET {

constexpr int gemm_rows = (Vec::registers - 4) / 2;
constexpr int gemm_columns = 2 * lanes;

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
    STRNN_UNROLL
    for (int r = 0; r < gemm_rows; r++) {
        if (r >= rows) break;
        STRNN_UNROLL
        for (int half = 0; half < 2; half++) {
            const int count = columns - half * lanes;
            float *out = c + r * stride + half * lanes;
            if (count >= lanes) {
                (accumulate ? sum[r][half] + Vec::load(out) : sum[r][half]).store(out);
            } else if (count > 0) {
                (accumulate ? sum[r][half] + Vec::load_first(out, count) : sum[r][half]).store_first(out, count);
            }
        }
    }
}

} // namespace strnn::STRNN_TARGET
