// The rows are cut into fixed blocks; each gives its own maximum and sum of exponentials per column, and the blocks are
// combined in order. So memory is read row by row, and the result does not depend on the threads.
#include "drivers.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace strnn {

namespace {

constexpr int64_t rows_per_task = 256;

} // namespace

void softmax_cross_entropy_forward(Context &context, const Matrix &logits, const int32_t *targets, float *log_sum_exp,
                                   float *losses) {
    const int64_t columns = logits.columns;
    const int64_t tasks = blocks_of(logits.rows, rows_per_task);
    float *maxima = context.partial.get<float>(2 * tasks * columns);
    float *sums = maxima + tasks * columns;
    context.pool.for_each_block(tasks, [&](long task, int) {
        const int64_t begin = task * rows_per_task, end = std::min(logits.rows, begin + rows_per_task);
        float *maximum = maxima + task * columns, *sum = sums + task * columns;
        std::copy(row_of(logits, begin), row_of(logits, begin) + columns, maximum);
        for (int64_t row = begin + 1; row < end; row++) context.kernels.max_row(row_of(logits, row), maximum, columns);
        std::memset(sum, 0, static_cast<size_t>(columns) * sizeof(float));
        for (int64_t row = begin; row < end; row++)
            context.kernels.exp_sum_row(row_of(logits, row), maximum, sum, columns);
    });
    for (int64_t j = 0; j < columns; j++) {
        if (targets[j] < 0) {
            // The backward call computes exp(logit - infinity): no probability, no gradient.
            log_sum_exp[j] = std::numeric_limits<float>::infinity();
            losses[j] = 0;
            continue;
        }
        float maximum = maxima[j];
        for (int64_t task = 1; task < tasks; task++) {
            const float block = maxima[task * columns + j];
            maximum = std::isnan(maximum) || block <= maximum ? maximum : block;
        }
        double sum = 0;
        for (int64_t task = 0; task < tasks; task++) {
            const float block = maxima[task * columns + j];
            // A block of nothing but -infinity adds nothing; its own sum is exp(-inf - -inf), which is NaN.
            if (block == -std::numeric_limits<float>::infinity() && maximum > block) continue;
            sum += static_cast<double>(sums[task * columns + j]) *
                   std::exp(static_cast<double>(block) - static_cast<double>(maximum));
        }
        const double log_sum = static_cast<double>(maximum) + std::log(sum);
        log_sum_exp[j] = static_cast<float>(log_sum);
        losses[j] = static_cast<float>(log_sum - static_cast<double>(row_of(logits, targets[j])[j]));
    }
}

void softmax_cross_entropy_backward(Context &context, const Matrix &logits, const int32_t *targets,
                                    const float *log_sum_exp, float scale, const Matrix &d_logits) {
    constexpr int64_t rows_per_run = 16;
    context.pool.for_each_block(blocks_of(logits.rows, rows_per_run), [&](long task, int) {
        const int64_t end = std::min(logits.rows, (task + 1) * rows_per_run);
        for (int64_t row = task * rows_per_run; row < end; row++) {
            context.kernels.softmax_row(row_of(logits, row), log_sum_exp, scale, row_of(d_logits, row), logits.columns);
        }
    });
    for (int64_t j = 0; j < logits.columns; j++) {
        if (targets[j] >= 0) row_of(d_logits, targets[j])[j] -= scale;
    }
}

} // namespace strnn
