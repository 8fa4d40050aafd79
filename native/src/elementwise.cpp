// A task is a few whole rows of a matrix, or a run of an array. A total is summed run by run, in double, and the runs
// in order.
#include "drivers.h"

#include <algorithm>
#include <cstring>

#include "philox.h"

namespace strnn {

namespace {

// Elements per task: enough to outweigh the cost of handing a task out.
constexpr int64_t run = 1 << 14;

template <class Body> void for_each_row(Context &context, const Matrix &m, const Body &body) {
    const int64_t rows_per_task = std::max<int64_t>(1, run / std::max<int64_t>(1, m.columns));
    context.pool.for_each_block(blocks_of(m.rows, rows_per_task), [&](long task, int) {
        const int64_t end = std::min(m.rows, (task + 1) * rows_per_task);
        for (int64_t row = task * rows_per_task; row < end; row++) body(row);
    });
}

// Partial sums of runs of fixed length, in double, added in order: the same for any number of threads.
template <class Partial> double sum_by_runs(Context &context, int64_t length, const Partial &partial) {
    const int64_t runs = blocks_of(length, run);
    double *sums = context.partial.get<double>(std::max<int64_t>(1, runs));
    context.pool.for_each_block(runs, [&](long task, int) {
        const int64_t begin = task * run;
        sums[task] = partial(begin, std::min(run, length - begin));
    });
    double total = 0;
    for (int64_t i = 0; i < runs; i++) total += sums[i];
    return total;
}

} // namespace

void add_bias(Context &context, const float *bias, const Matrix &y) {
    for_each_row(context, y, [&](int64_t row) { context.kernels.add_scalar(row_of(y, row), y.columns, bias[row]); });
}

void sum_columns(Context &context, const Matrix &g, float *sums, bool accumulate) {
    for_each_row(context, g, [&](int64_t row) {
        const float sum = context.kernels.row_sum(row_of(g, row), g.columns);
        sums[row] = accumulate ? sums[row] + sum : sum;
    });
}

void dropout(Context &context, const Matrix &x, const Matrix &y, const Mask &mask, int64_t mask_columns,
             bool accumulate) {
    const int64_t columns = mask_columns == 0 ? x.columns : mask_columns;
    for_each_row(context, x, [&](int64_t row) {
        for (int64_t j = 0; j < x.columns; j += columns) {
            context.kernels.dropout(row_of(x, row) + j, row_of(y, row) + j, columns,
                                    static_cast<uint64_t>(row * columns), mask.seed, mask.stream, mask.step,
                                    mask.threshold, mask.scale, accumulate);
        }
    });
}

void dropout_words(Context &context, const Matrix &x, const int32_t *ids, const Matrix &y, const Mask &mask,
                   bool accumulate) {
    float *factors = context.mask.get<float>(x.columns);
    context.pool.for_each_block(blocks_of(x.columns, run), [&](long task, int) {
        for (int64_t j = task * run; j < std::min(x.columns, (task + 1) * run); j++) {
            uint32_t word;
            philox_words(mask.seed, mask.stream, mask.step, static_cast<uint64_t>(ids[j]), 1, &word);
            factors[j] = word >= mask.threshold ? mask.scale : 0.0f;
        }
    });
    for_each_row(context, x, [&](int64_t row) {
        const auto product = accumulate ? context.kernels.multiply_add : context.kernels.multiply;
        product(row_of(y, row), row_of(x, row), factors, x.columns);
    });
}

void copy(Context &context, const Matrix &x, const Matrix &y) {
    for_each_row(context, x, [&](int64_t row) {
        std::memcpy(row_of(y, row), row_of(x, row), static_cast<size_t>(x.columns) * sizeof(float));
    });
}

void add(Context &context, const Matrix &x, const Matrix &y) {
    for_each_row(context, x, [&](int64_t row) { context.kernels.add(row_of(y, row), row_of(x, row), x.columns); });
}

void fill(Context &context, float *x, int64_t length, float value) {
    context.pool.for_each_block(blocks_of(length, run), [&](long task, int) {
        std::fill(x + task * run, x + std::min(length, (task + 1) * run), value);
    });
}

void sum(Context &context, const float *x, int64_t length, float *result, bool accumulate) {
    const double total = sum_by_runs(
        context, length, [&](int64_t begin, int64_t count) { return context.kernels.sum(x + begin, count); });
    *result = static_cast<float>(accumulate ? static_cast<double>(*result) + total : total);
}

void add_squared_norm(Context &context, const float *x, int64_t length, float *result) {
    const double total = sum_by_runs(
        context, length, [&](int64_t begin, int64_t count) { return context.kernels.squared_norm(x + begin, count); });
    *result = static_cast<float>(static_cast<double>(*result) + total);
}

} // namespace strnn
