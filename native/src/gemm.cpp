// Blocks of depth are packed so that the inner kernel reads both operands in order: B into panels of 16 columns, shared by all
// threads; A into panels of 6 rows, by the thread that needs them. A tile's sum over depth is formed by one thread, block after
// block in order.
#include "gemm.h"

#include <algorithm>

namespace strnn {

namespace {

constexpr int64_t depth_block = 256;
constexpr int64_t column_block = 3072;
constexpr int64_t most_rows = 96;
constexpr int64_t least_tasks = 16;

struct Operand {
    const Matrix &matrix;
    bool transposed;

    int64_t rows() const { return transposed ? matrix.columns : matrix.rows; }
    int64_t columns() const { return transposed ? matrix.rows : matrix.columns; }
};

// target[k][r] = op(A)(first + r, k), zero beyond count.
void pack_left(const Operand &a, int64_t first, int64_t count, int64_t depth_begin, int64_t depth, float *target) {
    if (count < gemm_rows) std::fill(target, target + depth * gemm_rows, 0.0f);
    if (a.transposed) {
        for (int64_t k = 0; k < depth; k++) {
            const float *row = row_of(a.matrix, depth_begin + k) + first;
            for (int64_t r = 0; r < count; r++) target[k * gemm_rows + r] = row[r];
        }
        return;
    }
    for (int64_t r = 0; r < count; r++) {
        const float *row = row_of(a.matrix, first + r) + depth_begin;
        for (int64_t k = 0; k < depth; k++) target[k * gemm_rows + r] = row[k];
    }
}

// target[k][c] = op(B)(k, first + c), zero beyond count.
void pack_right(const Operand &b, int64_t first, int64_t count, int64_t depth_begin, int64_t depth, float *target) {
    if (count < gemm_columns) std::fill(target, target + depth * gemm_columns, 0.0f);
    if (!b.transposed) {
        for (int64_t k = 0; k < depth; k++) {
            const float *row = row_of(b.matrix, depth_begin + k) + first;
            std::copy(row, row + count, target + k * gemm_columns);
        }
        return;
    }
    for (int64_t c = 0; c < count; c++) {
        const float *row = row_of(b.matrix, first + c) + depth_begin;
        for (int64_t k = 0; k < depth; k++) target[k * gemm_columns + c] = row[k];
    }
}

// Enough blocks of rows to share out, none smaller than a tile; the problem alone decides.
int64_t rows_per_task(int64_t rows) {
    const int64_t fair = blocks_of(rows, least_tasks);
    return std::clamp(blocks_of(fair, gemm_rows) * gemm_rows, int64_t{gemm_rows}, most_rows);
}

} // namespace

void gemm(Context &context, const Matrix &a, bool transpose_a, const Matrix &b, bool transpose_b, const Matrix &y,
          bool accumulate) {
    const Operand left{a, transpose_a}, right{b, transpose_b};
    const int64_t rows = left.rows(), columns = right.columns(), total_depth = left.columns();
    const int64_t task_rows = rows_per_task(rows);
    float *packed =
        context.packed.get<float>(depth_block * blocks_of(std::min(columns, column_block), gemm_columns) * gemm_columns);
    float *packed_left = context.packed_left.get<float>(context.pool.threads() * depth_block * most_rows);

    for (int64_t column = 0; column < columns; column += column_block) {
        const int64_t width = std::min(column_block, columns - column);
        const int64_t panels = blocks_of(width, gemm_columns);
        for (int64_t begin = 0; begin < total_depth; begin += depth_block) {
            const int64_t depth = std::min(depth_block, total_depth - begin);
            context.pool.for_each_block(panels, [&](long panel, int) {
                const int64_t first = panel * gemm_columns;
                pack_right(right, column + first, std::min<int64_t>(gemm_columns, width - first), begin, depth,
                           packed + panel * gemm_columns * depth);
            });
            context.pool.for_each_block(blocks_of(rows, task_rows), [&](long task, int thread) {
                float *own = packed_left + thread * depth_block * most_rows;
                const int64_t first_row = task * task_rows;
                const int64_t count = std::min(task_rows, rows - first_row);
                for (int64_t r = 0; r < count; r += gemm_rows) {
                    pack_left(left, first_row + r, std::min<int64_t>(gemm_rows, count - r), begin, depth, own + r * depth);
                }
                for (int64_t panel = 0; panel < panels; panel++) {
                    const int64_t first = panel * gemm_columns;
                    const int used = static_cast<int>(std::min<int64_t>(gemm_columns, width - first));
                    for (int64_t r = 0; r < count; r += gemm_rows) {
                        context.kernels.gemm_tile(
                            depth, own + r * depth, packed + first * depth, row_of(y, first_row + r) + column + first, y.stride,
                            static_cast<int>(std::min<int64_t>(gemm_rows, count - r)), used, accumulate || begin > 0);
                    }
                }
            });
        }
    }
}

} // namespace strnn
