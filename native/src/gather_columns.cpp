#include "drivers.h"

#include <algorithm>

namespace strnn {

namespace {

// Where a column repeats, four rows hide the latency of each other's sums.
constexpr int64_t rows_per_task = 4;

template <bool accumulate>
void gather(const float *x, const int32_t *index, const float *weights, float *y, int64_t count) {
    for (int64_t j = 0; j < count; j++) {
        float value = index[j] < 0 ? 0.0f : x[index[j]];
        if (weights != nullptr && index[j] >= 0) value *= weights[j];
        y[j] = accumulate ? y[j] + value : value;
    }
}

} // namespace

void gather_columns(Context &context, const Matrix &x, const int32_t *index, const float *weights, const Matrix &y,
                    bool accumulate) {
    const auto run = accumulate ? gather<true> : gather<false>;
    context.pool.for_each_block(y.rows,
                                [&](long row, int) { run(row_of(x, row), index, weights, row_of(y, row), y.columns); });
}

void scatter_add_columns(Context &context, const Matrix &x, const int32_t *index, const float *weights, const Matrix &y,
                         bool accumulate) {
    context.pool.for_each_block(blocks_of(y.rows, rows_per_task), [&](long task, int) {
        const int64_t begin = task * rows_per_task, rows = std::min(rows_per_task, y.rows - begin);
        const float *source[rows_per_task];
        float *target[rows_per_task];
        for (int64_t r = 0; r < rows; r++) {
            source[r] = row_of(x, begin + r);
            target[r] = row_of(y, begin + r);
            if (!accumulate) std::fill(target[r], target[r] + y.columns, 0.0f);
        }
        for (int64_t j = 0; j < x.columns; j++) {
            if (index[j] < 0) continue;
            const float weight = weights == nullptr ? 1.0f : weights[j];
            for (int64_t r = 0; r < rows; r++) target[r][index[j]] += weight * source[r][j];
        }
    });
}

} // namespace strnn
