// The columns of a product's right operand, packed: strips of 64 or 32 columns (the last one narrower), up to 128 for
// some gradients, each contiguous, zero-padded to whole vectors; a single column stays one. Strided columns would cost
// a quarter of the throughput.
#pragma once
#include <algorithm>

#include "context.h"

namespace strnn {

// A block of rows and one strip of columns.
struct alignas(64) Tile {
    float data[tallest_block * widest_strip];
};

struct Strip {
    int64_t first;   // first column
    int64_t columns; // used columns
    int width;       // padded
    const KernelTable *kernels;
};

// The columns of all strips but the last: 64, or 32 where a panel of 64 would not stay in the second-level cache.
inline int64_t strip_columns_for(const Panels &w) {
    return w.panel_width * widest_strip <= resident_floats ? widest_strip : widest_strip / 2;
}

// The same for the weight gradient. The longer the dot products of tall segments are, the less their reduction weighs:
// up to 128 columns, while the block's tile and a panel of X stay in the cache.
inline int64_t gradient_strip_columns_for(const Panels &w) {
    const int64_t usual = strip_columns_for(w);
    if (w.height == 1) return usual;
    constexpr int64_t tile_floats = tallest_block * widest_strip;
    const int64_t fitting = std::min(tile_floats / w.block_rows, resident_floats / w.panel_width);
    return std::clamp<int64_t>(fitting / widest_strip * widest_strip, usual, 2 * widest_strip);
}

class Strips {
  public:
    // strip_columns: strip_columns_for the matrix.
    Strips(const Context &context, int64_t columns, int64_t strip_columns)
        : context_(context), columns_(columns), strip_columns_(strip_columns),
          count_(blocks_of(columns, strip_columns)) {}

    int64_t count() const { return count_; }

    Strip operator[](int64_t s) const {
        const int64_t first = s * strip_columns_;
        const int64_t used = std::min(strip_columns_, columns_ - first);
        const KernelTable &kernels = context_.kernels;
        const int lanes = used == 1 ? 1 : used <= narrow_columns ? narrow_lanes : kernels.lanes;
        return {first, used, static_cast<int>(blocks_of(used, lanes)) * lanes, &kernels};
    }

    // Packed length for an operand of that many rows.
    int64_t packed_length(int64_t rows) const {
        return rows * ((count_ - 1) * strip_columns_ + (*this)[count_ - 1].width);
    }

    const float *packed(const float *base, int64_t s, int64_t rows) const { return base + s * strip_columns_ * rows; }

    // Where that row of strip s lies.
    float *row(float *base, int64_t s, int64_t rows, int64_t row) const {
        return base + s * strip_columns_ * rows + row * (*this)[s].width;
    }

    // Packs all rows of x.
    void pack(Context &context, const Matrix &x, float *packed) const;

  private:
    const Context &context_;
    int64_t columns_;
    int64_t strip_columns_;
    int64_t count_;
};

// Rows first .. first + rows - 1 of m, one strip of them, to the packed rows from target on, step rows of the target
// apart.
inline void pack_strip(const Matrix &m, const Strip &strip, int64_t first, int64_t rows, float *target,
                       int64_t step = 1) {
    const float *source = row_of(m, first) + strip.first;
    for (int j = 0; j < strip.width; j += widest_strip) {
        strip.kernels->pack_rows({source + j, m.stride, target + j, step * strip.width, rows,
                                  std::min<int64_t>(strip.columns - j, widest_strip)},
                                 std::min(strip.width - j, widest_strip));
    }
}

// One strip of a block of rows, in packed order, to a tile and back.
inline void pack_tile(const Matrix &m, const Strip &strip, const Panels &panels, int64_t block, Tile &tile) {
    panels.order.for_each_run(block * panels.block_rows, panels.rows_in(block),
                              [&](int64_t row, int64_t at, int64_t step, int64_t rows) {
                                  pack_strip(m, strip, row, rows, tile.data + at * strip.width, step);
                              });
}

inline void unpack_tile(const Tile &tile, const Strip &strip, const Panels &panels, int64_t block, const Matrix &m) {
    panels.order.for_each_run(
        block * panels.block_rows, panels.rows_in(block), [&](int64_t row, int64_t at, int64_t step, int64_t rows) {
            strip.kernels->unpack_rows({tile.data + at * strip.width, step * strip.width, row_of(m, row) + strip.first,
                                        m.stride, rows, strip.columns});
        });
}

// tile += W(block) * x; x is packed.
inline void multiply_block(const Strip &strip, const Panels &w, const Values &values, int64_t block, const float *x,
                           float *tile) {
    if (values.type == STRNN_BFLOAT16) {
        strip.kernels->spmm_block_of_bfloat16(w, static_cast<const BFloat16 *>(values.data), block, strip.width, x,
                                              tile);
    } else {
        strip.kernels->spmm_block(w, static_cast<const float *>(values.data), block, strip.width, x, tile);
    }
}

inline void Strips::pack(Context &context, const Matrix &x, float *packed) const {
    constexpr int64_t rows_per_task = 128;
    const int64_t tasks = blocks_of(x.rows, rows_per_task);
    context.pool.for_each_block(tasks * count_, [&](long task, int) {
        const int64_t s = task / tasks;
        const int64_t begin = task % tasks * rows_per_task;
        const int64_t rows = std::min(x.rows - begin, rows_per_task);
        pack_strip(x, (*this)[s], begin, rows, row(packed, s, x.rows, begin));
    });
}

} // namespace strnn
