// The gates do not depend on h, so a unit's sequence runs on its own, without any barrier: its rows of T steps are read
// once, in order.
#include "drivers.h"

#include "sequence.h"

namespace strnn {

void min_gru_forward(Context &context, const Matrix &gates, const Matrix &initial, const Matrix &h,
                     Activations activations) {
    const int64_t batch = initial.columns;
    const auto cell = context.kernels.rhn[activations.gate].forward_row[activations.candidate];
    for_each_unit_block(context, h.rows, [&](int64_t unit) {
        float *candidate = row_of(gates, unit), *gate = row_of(gates, h.rows + unit), *state = row_of(h, unit);
        const float *previous = row_of(initial, unit);
        for (int64_t at = 0; at < h.columns; at += batch) {
            cell({candidate + at, gate + at, previous, state + at}, batch);
            previous = state + at;
        }
    });
}

void min_gru_backward(Context &context, const Matrix &gates, const Matrix &initial, const Matrix &h, const Matrix &dh,
                      Activations activations) {
    const int64_t batch = initial.columns;
    const auto cell = context.kernels.rhn[activations.gate].backward_row[activations.candidate];
    for_each_unit_block(context, h.rows, [&](int64_t unit) {
        float *candidate = row_of(gates, unit), *gate = row_of(gates, h.rows + unit), *gradient = row_of(dh, unit);
        const float *state = row_of(h, unit);
        for (int64_t at = h.columns - batch; at >= 0; at -= batch) {
            const float *previous = at == 0 ? row_of(initial, unit) : state + at - batch;
            cell({candidate + at, gate + at, previous, gradient + at, candidate + at, gate + at}, batch);
            if (at > 0) context.kernels.add(gradient + at - batch, gradient + at, batch);
        }
    });
}

} // namespace strnn
