// A task is a block of rows. The sums of a row are formed at once; those of the columns block by block, in double, and
// the blocks in order.
#include "drivers.h"

#include <algorithm>
#include <cmath>

namespace strnn {

namespace {

// Rows per task, and so per partial sum of the columns: fixed, so that no bit depends on the threads.
constexpr int64_t block_rows = 64;
constexpr int64_t run = 1 << 14;

template <class Body> void for_each_block_of_rows(Context &context, int64_t rows, const Body &body) {
    context.pool.for_each_block(blocks_of(rows, block_rows), [&](long task, int) {
        const int64_t first = task * block_rows;
        body(task, first, std::min(rows, first + block_rows));
    });
}

template <class Body> void for_each_run(Context &context, int64_t length, const Body &body) {
    context.pool.for_each_block(blocks_of(length, run),
                                [&](long task, int) { body(task * run, std::min(length, (task + 1) * run)); });
}

} // namespace

void add_squared_norms(Context &context, const Matrix &x, float *rows, float *columns) {
    const int64_t blocks = blocks_of(x.rows, block_rows);
    double *partial =
        columns != nullptr ? context.partial.get<double>(std::max<int64_t>(1, blocks * x.columns)) : nullptr;
    for_each_block_of_rows(context, x.rows, [&](long task, int64_t first, int64_t end) {
        double *sums = columns != nullptr ? partial + task * x.columns : nullptr;
        if (sums != nullptr) std::fill(sums, sums + x.columns, 0.0);
        for (int64_t i = first; i < end; i++) {
            const float *values = row_of(x, i);
            if (rows != nullptr)
                rows[i] =
                    static_cast<float>(static_cast<double>(rows[i]) + context.kernels.squared_norm(values, x.columns));
            if (sums == nullptr) continue;
            for (int64_t j = 0; j < x.columns; j++)
                sums[j] += static_cast<double>(values[j]) * static_cast<double>(values[j]);
        }
    });
    if (columns == nullptr) return;
    for_each_run(context, x.columns, [&](int64_t begin, int64_t end) {
        for (int64_t j = begin; j < end; j++) {
            double sum = static_cast<double>(columns[j]);
            for (int64_t block = 0; block < blocks; block++) sum += partial[block * x.columns + j];
            columns[j] = static_cast<float>(sum);
        }
    });
}

void inverse_roots(Context &context, const float *squares, int64_t length, float epsilon, float scale, float *factors) {
    for_each_run(context, length, [&](int64_t begin, int64_t end) {
        for (int64_t k = begin; k < end; k++) factors[k] = scale / std::sqrt(epsilon + squares[k]);
    });
}

void add_scaled(Context &context, const Matrix &x, const float *rows, const float *columns, const Matrix &g) {
    for_each_block_of_rows(context, x.rows, [&](long, int64_t first, int64_t end) {
        for (int64_t i = first; i < end; i++) {
            const float *values = row_of(x, i);
            float *gradient = row_of(g, i);
            const float of_row = rows != nullptr ? rows[i] : 0.0f;
            if (columns != nullptr) {
                for (int64_t j = 0; j < x.columns; j++) gradient[j] += (of_row + columns[j]) * values[j];
            } else {
                for (int64_t j = 0; j < x.columns; j++) gradient[j] += of_row * values[j];
            }
        }
    });
}

void zero_below(Context &context, float *x, int64_t length, float threshold) {
    for_each_run(context, length, [&](int64_t begin, int64_t end) {
        for (int64_t k = begin; k < end; k++) x[k] = std::fabs(x[k]) < threshold ? 0.0f : x[k];
    });
}

} // namespace strnn
