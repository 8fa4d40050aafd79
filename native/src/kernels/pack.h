// Copies between matrices and packed strips. A strip of a batch is 20 columns or so: a call of memcpy per row would
// cost as much as multiplying several nonzeros.
#pragma once
#include "../prefetch.h"
#include "common.h"

namespace strnn::STRNN_TARGET {

// Enough for the lines to arrive in time.
constexpr int64_t rows_ahead = 8;

inline void pack_rows(const RowCopy &copy, int width) {
    dispatch_width(width, [&](auto strip_row) {
        using V = typename decltype(strip_row)::Vector;
        constexpr int last = (decltype(strip_row)::vectors - 1) * V::lanes;
        const int remainder = static_cast<int>(copy.columns) - last;
        for (int64_t row = 0; row < copy.rows; row++) {
            const float *source = copy.source + row * copy.source_stride;
            float *target = copy.target + row * copy.target_stride;
            if (row + rows_ahead < copy.rows) prefetch(source + rows_ahead * copy.source_stride, copy.columns);
            STRNN_UNROLL
            for (int i = 0; i < last; i += V::lanes) V::load(source + i).store(target + i);
            V::load_first(source + last, remainder).store(target + last);
        }
    });
}

inline void unpack_rows(const RowCopy &copy) {
    for (int64_t row = 0; row < copy.rows; row++) {
        const float *source = copy.source + row * copy.source_stride;
        float *target = copy.target + row * copy.target_stride;
        if (copy.columns < lanes) {
            Vec::load(source).store_first(target, static_cast<int>(copy.columns));
            continue;
        }
        for (int64_t j = 0; j + lanes < copy.columns; j += lanes) Vec::load(source + j).store(target + j);
        // The last vector may overlap the one before: cheaper than a masked store on several processors.
        const int64_t last = copy.columns - lanes;
        Vec::load(source + last).store(target + last);
    }
}

} // namespace strnn::STRNN_TARGET
