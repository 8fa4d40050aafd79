// A task is a strip of columns, all rows of it in order, so no bit depends on the number of threads.
#include "drivers.h"

#include <algorithm>
#include <cstring>

namespace strnn {

namespace {

// A multiple of every vector's width: only the last strip has a remainder.
constexpr int64_t columns_per_task = 256;

template <class Body> void for_each_strip(Context &context, const Matrix &m, const Body &body) {
    context.pool.for_each_block(blocks_of(m.columns, columns_per_task), [&](long task, int) {
        const int64_t first = task * columns_per_task;
        body(first, std::min(columns_per_task, m.columns - first));
    });
}

} // namespace

void huber_forward(Context &context, const Matrix &outputs, const Matrix &targets, const float *weights, float delta,
                   float scale, float *losses) {
    for_each_strip(context, outputs, [&](int64_t first, int64_t count) {
        float *sums = losses + first;
        std::memset(sums, 0, static_cast<size_t>(count) * sizeof(float));
        for (int64_t row = 0; row < outputs.rows; row++) {
            context.kernels.huber_row(row_of(outputs, row) + first, row_of(targets, row) + first, delta, sums, count);
        }
        for (int64_t j = 0; j < count; j++) {
            sums[j] *= weights == nullptr ? scale : scale * weights[first + j];
        }
    });
}

void huber_backward(Context &context, const Matrix &outputs, const Matrix &targets, const float *weights, float delta,
                    float scale, const Matrix &d_outputs) {
    for_each_strip(context, outputs, [&](int64_t first, int64_t count) {
        const float *some = weights == nullptr ? nullptr : weights + first;
        for (int64_t row = 0; row < outputs.rows; row++) {
            context.kernels.huber_gradient_row(row_of(outputs, row) + first, row_of(targets, row) + first, some, delta,
                                               scale, row_of(d_outputs, row) + first, count);
        }
    });
}

} // namespace strnn
