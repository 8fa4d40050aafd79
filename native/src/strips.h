// The columns of a product's right operand, packed: strips of 64 columns (the last one narrower), each contiguous, zero-padded to
// whole vectors. Strided columns would cost a quarter of the speed.
#pragma once
#include <algorithm>
#include <cstring>

#include "context.h"

namespace strnn {

struct Strip {
    int64_t first;   // first column
    int64_t columns; // used columns
    int vectors;     // padded width in vectors
    int width;       // padded width in floats
};

class Strips {
  public:
    Strips(const KernelTable &kernels, int64_t columns)
        : columns_(columns), lanes_(kernels.lanes), count_(blocks_of(columns, strip_columns)) {}

    int64_t count() const { return count_; }

    Strip operator[](int64_t s) const {
        const int64_t first = s * strip_columns;
        const int64_t used = std::min<int64_t>(strip_columns, columns_ - first);
        const int vectors = static_cast<int>(blocks_of(used, lanes_));
        return {first, used, vectors, vectors * lanes_};
    }

    // Packed length for an operand of that many rows.
    int64_t packed_length(int64_t rows) const { return rows * blocks_of(columns_, lanes_) * lanes_; }

    const float *packed(const float *base, int64_t s, int64_t rows) const { return base + s * strip_columns * rows; }

    // Packs all rows of x.
    void pack(Context &context, const Matrix &x, float *packed) const;

  private:
    int64_t columns_;
    int lanes_;
    int64_t count_;
};

inline void pack_row(const float *source, int64_t used, int padded, float *target) {
    std::memcpy(target, source, static_cast<size_t>(used) * sizeof(float));
    for (int64_t j = used; j < padded; j++) target[j] = 0.0f;
}

inline void Strips::pack(Context &context, const Matrix &x, float *packed) const {
    constexpr int64_t rows_per_task = 128;
    const int64_t tasks = blocks_of(x.rows, rows_per_task);
    context.pool.for_each_block(tasks * count_, [&](long task, int) {
        const int64_t s = task / tasks;
        const Strip strip = (*this)[s];
        float *target = packed + s * strip_columns * x.rows;
        const int64_t begin = task % tasks * rows_per_task;
        const int64_t end = std::min(x.rows, begin + rows_per_task);
        for (int64_t row = begin; row < end; row++) {
            pack_row(row_of(x, row) + strip.first, strip.columns, strip.width, target + row * strip.width);
        }
    });
}

} // namespace strnn
