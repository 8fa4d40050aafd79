// A step has two phases, with a barrier behind each: the products of the gates r and z with their activations, then the
// product of the candidate with the rest of the cell. Which operand the second product reads, h or r * h, and which
// rows it adds to, inner or those of n, is all that the two places of the reset gate differ in. Rows of the gates'
// weight are interleaved by unit (row = 2*unit + gate), so a block of rows is half as many whole units.
#include "drivers.h"

#include "sequence.h"
#include "strips.h"
#include "transposed_product.h"

namespace strnn {

namespace {

GruRow row_at(const Matrix &gates, const Matrix &inner, const Matrix &h_previous, const Matrix &h, int64_t unit) {
    const int64_t hidden = h.rows;
    return {row_of(gates, unit), row_of(gates, hidden + unit), row_of(gates, 2 * hidden + unit),
            row_of(inner, unit), row_of(h_previous, unit),     row_of(h, unit)};
}

const GruKernels &kernels_of_gate(const Context &context, Activations activations) {
    return context.kernels.gru[activations.gate];
}

// Rows first .. first + rows - 1 of a matrix.
Matrix rows_of(const Matrix &m, int64_t first, int64_t rows) {
    return {m.data + first * m.stride, rows, m.columns, m.stride};
}

// One block of target += W * x for every strip; x is packed, of w.columns rows.
void multiply_block(const Panels &w, Values values, const Strips &strips, const float *x, const Matrix &target,
                    int64_t block, Tile &tile) {
    for (int64_t s = 0; s < strips.count(); s++) {
        pack_tile(target, strips[s], w, block, tile);
        strnn::multiply_block(strips[s], w, values, block, strips.packed(x, s, w.columns), tile.data);
        unpack_tile(tile, strips[s], w, block, target);
    }
}

// The same for the transposed product; g is packed, of as many rows as W.
void multiply_block(const TransposedProduct &w, const Strips &strips, const float *g, const Matrix &target,
                    int64_t block, float *tile) {
    for (int64_t s = 0; s < strips.count(); s++) {
        w.load(target, strips[s], block, tile);
        w.add(strips[s], block, strips.packed(g, s, w.source_rows()), tile);
        w.store(tile, strips[s], block, target);
    }
}

// Rows first .. first + rows - 1 of m to the packed operand, of so many rows in all.
void pack_units(const Matrix &m, const Strips &strips, int64_t first, int64_t rows, float *packed, int64_t all) {
    for (int64_t s = 0; s < strips.count(); s++) {
        pack_strip(m, strips[s], first, rows, strips.row(packed, s, all, first));
    }
}

int64_t strip_columns_for_both(const Panels &w, const Panels &v) {
    return std::min(strip_columns_for(w), strip_columns_for(v));
}

// The operands of the step that begins at a column.
struct Step {
    Step(const Gru &sequence, int64_t first)
        : gates(columns_of(sequence.gates, first, sequence.initial_h.columns)),
          inner(columns_of(sequence.inner, first, sequence.initial_h.columns)),
          h(columns_of(sequence.h, first, sequence.initial_h.columns)),
          previous(first == 0 ? sequence.initial_h
                              : columns_of(sequence.h, first - sequence.initial_h.columns, sequence.initial_h.columns)),
          reset_and_update(rows_of(gates, 0, 2 * h.rows)), candidate(rows_of(gates, 2 * h.rows, h.rows)) {}

    Matrix gates, inner, h, previous, reset_and_update, candidate;
};

} // namespace

void gru_gates_forward(Context &context, const Matrix &gates, const Matrix &h_previous, const Matrix &inner,
                       int32_t reset, Activations activations) {
    for_each_unit_block(context, inner.rows, [&](int64_t unit) {
        kernels_of_gate(context, activations)
            .gates_forward_row[reset](row_at(gates, inner, h_previous, inner, unit), inner.columns);
    });
}

void gru_state_forward(Context &context, const Matrix &gates, const Matrix &inner, const Matrix &h_previous,
                       const Matrix &h, int32_t reset, Activations activations) {
    for_each_unit_block(context, h.rows, [&](int64_t unit) {
        kernels_of_gate(context, activations)
            .state_forward_row[activations.candidate][reset](row_at(gates, inner, h_previous, h, unit), h.columns);
    });
}

void gru_state_backward(Context &context, const Matrix &gates, const Matrix &inner, const Matrix &h_previous,
                        const Matrix &dh, int32_t reset, Activations activations) {
    for_each_unit_block(context, dh.rows, [&](int64_t unit) {
        kernels_of_gate(context, activations)
            .state_backward_row[activations.candidate][reset](row_at(gates, inner, h_previous, dh, unit), dh.columns);
    });
}

void gru_gates_backward(Context &context, const Matrix &gates, const Matrix &d_inner, const Matrix &h_previous,
                        const Matrix &dh, Activations activations) {
    for_each_unit_block(context, dh.rows, [&](int64_t unit) {
        kernels_of_gate(context, activations)
            .gates_backward_row(row_at(gates, d_inner, h_previous, dh, unit), dh.columns);
    });
}

void gru_forward(Context &context, const PackedMatrix &gate_weight, Values gate_values,
                 const PackedMatrix &candidate_weight, Values candidate_values, const Gru &sequence,
                 Activations activations) {
    const int64_t hidden = sequence.h.rows, batch = sequence.initial_h.columns, steps = sequence.h.columns / batch;
    const Panels &w = gate_weight.product, &v = candidate_weight.product;
    const Strips strips(context, batch, strip_columns_for_both(w, v));
    const int64_t length = strips.packed_length(hidden);
    const GruKernels &cell = kernels_of_gate(context, activations);
    const int32_t reset = sequence.reset;
    const bool before = reset == STRNN_RESET_BEFORE_PRODUCT;

    // h_(t-1) is read from one packed copy while h_t is written into another; the third holds r * h.
    float *packed[2] = {context.packed.get<float>(3 * length), nullptr};
    packed[1] = packed[0] + length;
    float *inner = packed[1] + length;
    std::fill(packed[0], packed[0] + 3 * length, 0.0f);
    strips.pack(context, sequence.initial_h, packed[0]);

    PhaseCounters work(context, 2 * steps);
    context.pool.run_in_steps([&](int thread, Barrier &barrier) {
        Tile tile;
        for (int64_t step = 0; step < steps; step++) {
            const float *from = packed[step % 2];
            float *to = packed[(step + 1) % 2];
            const Step now(sequence, step * batch);
            work.share(2 * step, thread, w.block_count, [&](int64_t block) {
                multiply_block(w, gate_values, strips, from, now.reset_and_update, block, tile);
                const int64_t begin = block * w.block_rows / 2, units = w.rows_in(block) / 2;
                for (int64_t unit = begin; unit < begin + units; unit++) {
                    cell.gates_forward_row[reset](row_at(now.gates, now.inner, now.previous, now.h, unit), batch);
                }
                if (before) pack_units(now.inner, strips, begin, units, inner, hidden);
            });
            barrier.wait();
            work.share(2 * step + 1, thread, v.block_count, [&](int64_t block) {
                multiply_block(v, candidate_values, strips, before ? inner : from, before ? now.candidate : now.inner,
                               block, tile);
                const int64_t begin = block * v.block_rows, units = v.rows_in(block);
                for (int64_t unit = begin; unit < begin + units; unit++) {
                    cell.state_forward_row[activations.candidate][reset](
                        row_at(now.gates, now.inner, now.previous, now.h, unit), batch);
                }
                pack_units(now.h, strips, begin, units, to, hidden);
            });
            barrier.wait();
        }
    });
}

void gru_backward(Context &context, const PackedMatrix &gate_weight, const PackedMatrix &candidate_weight,
                  const Gru &sequence, const Matrix &dh, const Matrix &d_inner, Activations activations) {
    const int64_t hidden = sequence.h.rows, batch = sequence.initial_h.columns, steps = sequence.h.columns / batch;
    const TransposedProduct w(gate_weight), v(candidate_weight);
    const Strips strips(context, batch, strip_columns_for_both(w.panels(), v.panels()));
    const int64_t of_gates = strips.packed_length(2 * hidden), of_candidate = strips.packed_length(hidden);
    const GruKernels &cell = kernels_of_gate(context, activations);
    const int32_t reset = sequence.reset;
    const bool before = reset == STRNN_RESET_BEFORE_PRODUCT;

    float *gates = context.packed.get<float>(of_gates + of_candidate);
    float *candidate = gates + of_gates;
    const int64_t tile_length = std::max(w.tile_length(), v.tile_length());
    float *tiles = context.tiles.get<float>(context.pool.threads() * tile_length);
    std::fill(gates, gates + of_gates + of_candidate, 0.0f);

    // The gradients of r and z, rows [0, 2H), of units first .. first + units - 1.
    const auto pack_gate_rows = [&](const Step &now, int64_t first, int64_t units) {
        for (int64_t gate = 0; gate < 2; gate++) {
            pack_units(now.reset_and_update, strips, gate * hidden + first, units, gates, 2 * hidden);
        }
    };

    const int64_t unit_blocks = blocks_of(hidden, units_per_block);
    PhaseCounters work(context, 3 * steps);
    context.pool.run_in_steps([&](int thread, Barrier &barrier) {
        float *tile = tiles + thread * tile_length;
        for (int64_t step = steps - 1; step >= 0; step--) {
            const int64_t first = step * batch;
            const Step now(sequence, first);
            const Matrix step_dh = columns_of(dh, first, batch);
            const Matrix earlier = step == 0 ? Matrix{} : columns_of(dh, first - batch, batch);
            // The gradient along the carry and reset paths joins that of the step before, unless there is none.
            const auto pass_on = [&](int64_t unit) {
                if (step > 0) context.kernels.add(row_of(earlier, unit), row_of(step_dh, unit), batch);
            };

            work.share(3 * step, thread, unit_blocks, [&](int64_t block) {
                const int64_t begin = block * units_per_block, end = std::min(hidden, begin + units_per_block);
                for (int64_t unit = begin; unit < end; unit++) {
                    cell.state_backward_row[activations.candidate][reset](
                        row_at(now.gates, now.inner, now.previous, step_dh, unit), batch);
                    if (!before) pass_on(unit);
                }
                pack_units(before ? now.candidate : now.inner, strips, begin, end - begin, candidate, hidden);
                if (!before) pack_gate_rows(now, begin, end - begin);
            });
            barrier.wait();

            if (before) {
                work.share(3 * step + 1, thread, v.block_count(), [&](int64_t block) {
                    const int64_t begin = v.first_row(block), units = v.rows_in(block);
                    for (int64_t unit = begin; unit < begin + units; unit++) {
                        std::fill_n(row_of(d_inner, unit), batch, 0.0f);
                    }
                    multiply_block(v, strips, candidate, d_inner, block, tile);
                    for (int64_t unit = begin; unit < begin + units; unit++) {
                        cell.gates_backward_row(row_at(now.gates, d_inner, now.previous, step_dh, unit), batch);
                        pass_on(unit);
                    }
                    pack_gate_rows(now, begin, units);
                });
                barrier.wait();
            }

            if (step == 0) break;
            work.share(3 * step + 2, thread, w.block_count(),
                       [&](int64_t block) { multiply_block(w, strips, gates, earlier, block, tile); });
            barrier.wait();
            if (!before) {
                work.share(3 * step + 1, thread, v.block_count(),
                           [&](int64_t block) { multiply_block(v, strips, candidate, earlier, block, tile); });
                barrier.wait();
            }
        }
    });
}

} // namespace strnn
