// Blocks of depth are packed so that the inner kernel reads both operands in order: B into panels as wide as a tile,
// shared by all threads; A into panels as tall as a tile, by the thread that needs them. A tile's sum over depth is
// formed by one thread, block after block in order.
//
// A product of few columns, a recurrent step, uses each element of A once: there A is not packed.
#include "drivers.h"

#include <algorithm>

namespace strnn {

namespace {

// Y is read and written once per block of depth, so deep blocks save memory traffic; panels of both operands then come
// from the second-level cache, which is fast enough for the few loads of a tile.
constexpr int64_t depth_block = 768;
constexpr int64_t column_block = 3072;
constexpr int64_t most_tiles = 16;
constexpr int64_t least_tasks = 16;

struct Operand {
    const Matrix &matrix;
    bool transposed;

    int64_t rows() const { return transposed ? matrix.columns : matrix.rows; }
    int64_t columns() const { return transposed ? matrix.rows : matrix.columns; }
};

// target[i][j] = source(first + j, begin + i) for j < count and i < depth, zero for the remainder of a row of that
// width: the rows of an operand's panel are neighbours, whichever way the operand lies in memory.
void pack_panel(const Matrix &source, bool neighbours, int64_t first, int64_t count, int64_t width, int64_t begin,
                int64_t depth, float *target) {
    if (count < width) std::fill(target, target + depth * width, 0.0f);
    if (neighbours) {
        for (int64_t i = 0; i < depth; i++) {
            const float *row = row_of(source, begin + i) + first;
            std::copy(row, row + count, target + i * width);
        }
        return;
    }
    // Four rows at a time: the writes of one cache line stay together.
    for (int64_t j = 0; j < count; j += 4) {
        const int64_t rows = std::min<int64_t>(4, count - j);
        for (int64_t i = 0; i < depth; i++) {
            for (int64_t r = 0; r < rows; r++) target[i * width + j + r] = row_of(source, first + j + r)[begin + i];
        }
    }
}

// Up to this many vectors of columns, packing A costs more than it saves.
constexpr int64_t narrow_vectors = 4;
constexpr int64_t narrow_depth = 256;

void gemm_narrow(Context &context, const Operand &left, const Operand &right, const Matrix &y, bool accumulate) {
    const KernelTable &kernels = context.kernels;
    const int64_t rows = left.rows(), columns = right.columns(), depth = left.columns();
    const int64_t row_stride = left.transposed ? 1 : left.matrix.stride,
                  depth_stride = left.transposed ? left.matrix.stride : 1;
    const int vectors = static_cast<int>(blocks_of(columns, kernels.lanes));
    const int64_t width = vectors * kernels.lanes, tile_rows = kernels.gemm_narrow_rows(vectors);
    float *packed = context.packed.get<float>(depth * width);
    context.pool.for_each_block(blocks_of(depth, narrow_depth), [&](long block, int) {
        const int64_t begin = block * narrow_depth;
        pack_panel(right.matrix, !right.transposed, 0, columns, width, begin, std::min(narrow_depth, depth - begin),
                   packed + begin * width);
    });
    // Neighbouring tiles share the cache lines of a transposed A, so a task takes several of them through each block of
    // depth.
    const int64_t task_rows = tile_rows * std::clamp<int64_t>(blocks_of(rows, least_tasks * tile_rows), 1, 4);
    context.pool.for_each_block(blocks_of(rows, task_rows), [&](long task, int) {
        const int64_t end = std::min(rows, (task + 1) * task_rows);
        for (int64_t begin = 0; begin < depth; begin += narrow_depth) {
            for (int64_t row = task * task_rows; row < end; row += tile_rows) {
                kernels.gemm_narrow(std::min(narrow_depth, depth - begin),
                                    left.matrix.data + row * row_stride + begin * depth_stride, row_stride,
                                    depth_stride, vectors, packed + begin * width, row_of(y, row), y.stride,
                                    static_cast<int>(std::min(tile_rows, end - row)), static_cast<int>(columns),
                                    accumulate || begin > 0);
            }
        }
    });
}

} // namespace

void gemm(Context &context, const Matrix &a, bool transpose_a, const Matrix &b, bool transpose_b, const Matrix &y,
          bool accumulate) {
    const KernelTable &kernels = context.kernels;
    const Operand left{a, transpose_a}, right{b, transpose_b};
    const int64_t rows = left.rows(), columns = right.columns(), total_depth = left.columns();
    if (rows == 0 || columns == 0) return;
    if (total_depth == 0) {
        // The empty sum.
        for (int64_t row = 0; row < rows && !accumulate; row++) std::fill_n(row_of(y, row), columns, 0.0f);
        return;
    }
    if (columns <= narrow_vectors * kernels.lanes) return gemm_narrow(context, left, right, y, accumulate);

    const int64_t tile_rows = kernels.gemm_rows, tile_columns = kernels.gemm_columns;
    // Enough blocks of rows for all threads; their number depends on the problem only.
    const int64_t tiles = std::clamp<int64_t>(blocks_of(rows, least_tasks * tile_rows), 1, most_tiles);
    const int64_t task_rows = tiles * tile_rows;
    float *packed = context.packed.get<float>(depth_block * blocks_of(std::min(columns, column_block), tile_columns) *
                                              tile_columns);
    float *packed_left = context.packed_left.get<float>(context.pool.threads() * depth_block * task_rows);

    for (int64_t column = 0; column < columns; column += column_block) {
        const int64_t width = std::min(column_block, columns - column);
        const int64_t panels = blocks_of(width, tile_columns);
        for (int64_t begin = 0; begin < total_depth; begin += depth_block) {
            const int64_t depth = std::min(depth_block, total_depth - begin);
            context.pool.for_each_block(panels, [&](long panel, int) {
                const int64_t first = panel * tile_columns;
                pack_panel(right.matrix, !right.transposed, column + first, std::min(tile_columns, width - first),
                           tile_columns, begin, depth, packed + first * depth);
            });
            context.pool.for_each_block(blocks_of(rows, task_rows), [&](long task, int thread) {
                float *own = packed_left + thread * depth_block * task_rows;
                const int64_t first_row = task * task_rows;
                const int64_t count = std::min(task_rows, rows - first_row);
                for (int64_t r = 0; r < count; r += tile_rows) {
                    pack_panel(left.matrix, left.transposed, first_row + r, std::min(tile_rows, count - r), tile_rows,
                               begin, depth, own + r * depth);
                }
                for (int64_t panel = 0; panel < panels; panel++) {
                    const int64_t first = panel * tile_columns;
                    const int used = static_cast<int>(std::min(tile_columns, width - first));
                    for (int64_t r = 0; r < count; r += tile_rows) {
                        kernels.gemm_tile(
                            depth, own + r * depth, packed + first * depth, row_of(y, first_row + r) + column + first,
                            y.stride, static_cast<int>(std::min(tile_rows, count - r)), used, accumulate || begin > 0);
                    }
                }
            });
        }
    }
}

} // namespace strnn
