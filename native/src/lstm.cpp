// A sequence is one parallel region with one barrier per step forward and two backward. Rows of the recurrent weights
// are interleaved by unit (row = 4*unit + gate), so a block of rows is a quarter as many whole units: as soon as it is
// summed, their gates, cells and outputs are computed from the cache.
#include "drivers.h"

#include "prefetch.h"
#include "sequence.h"
#include "strips.h"
#include "transposed_product.h"

namespace strnn {

namespace {

void forward_unit(const Context &context, const Matrix &gates, const Matrix &c_previous, const Matrix &c,
                  const Matrix &h, Activations activations, int64_t unit) {
    const int64_t hidden = h.rows;
    context.kernels.lstm[activations.gate].forward_row[activations.candidate](
        {row_of(gates, unit), row_of(gates, hidden + unit), row_of(gates, 2 * hidden + unit),
         row_of(gates, 3 * hidden + unit), row_of(c_previous, unit), row_of(c, unit), row_of(h, unit)},
        h.columns);
}

void backward_unit(const Context &context, const Matrix &gates, const Matrix &c_previous, const Matrix &c,
                   const Matrix &dh, const Matrix &dc, const Matrix &d_gates, Activations activations, int64_t unit) {
    const int64_t hidden = c.rows;
    context.kernels.lstm[activations.gate].backward_row[activations.candidate](
        {row_of(gates, unit), row_of(gates, hidden + unit), row_of(gates, 2 * hidden + unit),
         row_of(gates, 3 * hidden + unit), row_of(c_previous, unit), row_of(c, unit), row_of(dh, unit),
         row_of(dc, unit), row_of(d_gates, unit), row_of(d_gates, hidden + unit), row_of(d_gates, 2 * hidden + unit),
         row_of(d_gates, 3 * hidden + unit)},
        c.columns);
}

// Prefetches what backward_unit reads and no earlier step has brought into the cache.
STRNN_ALWAYS_INLINE void prefetch_unit(const Matrix &gates, const Matrix &c_previous, const Matrix &dh, int64_t unit) {
    for (int64_t gate = 0; gate < 4; gate++) prefetch(row_of(gates, gate * dh.rows + unit), gates.columns);
    prefetch(row_of(c_previous, unit), c_previous.columns);
    prefetch(row_of(dh, unit), dh.columns);
}

} // namespace

void lstm_cell_forward(Context &context, const Matrix &gates, const Matrix &c_previous, const Matrix &c,
                       const Matrix &h, Activations activations) {
    for_each_unit_block(context, h.rows,
                        [&](int64_t unit) { forward_unit(context, gates, c_previous, c, h, activations, unit); });
}

void lstm_cell_backward(Context &context, const Matrix &gates, const Matrix &c_previous, const Matrix &c,
                        const Matrix &dh, const Matrix &dc, const Matrix &d_gates, Activations activations) {
    for_each_unit_block(context, c.rows, [&](int64_t unit) {
        backward_unit(context, gates, c_previous, c, dh, dc, d_gates, activations, unit);
    });
}

void lstm_forward(Context &context, const PackedMatrix &weight, Values values, const Matrix &gates,
                  const Matrix &initial_h, const Matrix &initial_c, const Matrix &c, const Matrix &h,
                  Activations activations) {
    const int64_t hidden = h.rows, batch = initial_h.columns, steps = h.columns / batch;
    const Panels &w = weight.product;
    const Strips strips(context, batch, strip_columns_for(w));
    const int64_t length = strips.packed_length(hidden);

    // h_(t-1) is read from one packed copy while h_t is written into the other.
    float *packed[2] = {context.packed.get<float>(2 * length), nullptr};
    packed[1] = packed[0] + length;
    std::fill(packed[0], packed[0] + 2 * length, 0.0f);
    strips.pack(context, initial_h, packed[0]);

    PhaseCounters work(context, steps);
    context.pool.run_in_steps([&](int thread, Barrier &barrier) {
        Tile tile;
        for (int64_t step = 0; step < steps; step++) {
            const float *from = packed[step % 2];
            float *to = packed[(step + 1) % 2];
            const int64_t first = step * batch;
            const Matrix step_gates = columns_of(gates, first, batch);
            const Matrix step_c = columns_of(c, first, batch), step_h = columns_of(h, first, batch);
            const Matrix previous_c = step == 0 ? initial_c : columns_of(c, first - batch, batch);
            work.share(step, thread, w.block_count, [&](int64_t block) {
                for (int64_t s = 0; s < strips.count(); s++) {
                    pack_tile(step_gates, strips[s], w, block, tile);
                    multiply_block(strips[s], w, values, block, strips.packed(from, s, hidden), tile.data);
                    unpack_tile(tile, strips[s], w, block, step_gates);
                }
                const int64_t begin = block * w.block_rows / 4, units = w.rows_in(block) / 4;
                for (int64_t unit = begin; unit < begin + units; unit++) {
                    forward_unit(context, step_gates, previous_c, step_c, step_h, activations, unit);
                }
                for (int64_t s = 0; s < strips.count(); s++) {
                    pack_strip(step_h, strips[s], begin, units, strips.row(to, s, hidden, begin));
                }
            });
            barrier.wait();
        }
    });
}

void lstm_backward(Context &context, const PackedMatrix &weight, const Matrix &gates, const Matrix &initial_c,
                   const Matrix &c, const Matrix &dh, const Matrix &dc, Activations activations) {
    const int64_t hidden = c.rows, batch = initial_c.columns, steps = c.columns / batch;
    const TransposedProduct w(weight);
    const Strips strips(context, batch, strip_columns_for(w.panels()));
    float *tiles = context.tiles.get<float>(context.pool.threads() * w.tile_length());
    float *packed = context.packed.get<float>(strips.packed_length(4 * hidden));
    std::fill(packed, packed + strips.packed_length(4 * hidden), 0.0f);
    for (int64_t unit = 0; unit < hidden; unit++) std::fill(row_of(dc, unit), row_of(dc, unit) + batch, 0.0f);

    const int64_t unit_blocks = blocks_of(hidden, units_per_block);
    PhaseCounters work(context, 2 * steps);
    context.pool.run_in_steps([&](int thread, Barrier &barrier) {
        float *tile = tiles + thread * w.tile_length();
        for (int64_t step = steps - 1; step >= 0; step--) {
            const int64_t first = step * batch;
            const Matrix step_gates = columns_of(gates, first, batch);
            const Matrix step_c = columns_of(c, first, batch), step_dh = columns_of(dh, first, batch);
            const Matrix previous_c = step == 0 ? initial_c : columns_of(c, first - batch, batch);
            work.share(2 * step, thread, unit_blocks, [&](int64_t block) {
                const int64_t begin = block * units_per_block, end = std::min(hidden, begin + units_per_block);
                for (int64_t unit = begin; unit < end; unit++) {
                    if (unit + 1 < end) prefetch_unit(step_gates, previous_c, step_dh, unit + 1);
                    backward_unit(context, step_gates, previous_c, step_c, step_dh, dc, step_gates, activations, unit);
                }
                for (int64_t s = 0; s < strips.count(); s++) {
                    for (int64_t gate = 0; gate < 4; gate++) {
                        const int64_t row = gate * hidden + begin;
                        pack_strip(step_gates, strips[s], row, end - begin, strips.row(packed, s, 4 * hidden, row));
                    }
                }
            });
            barrier.wait();
            if (step == 0) break;
            const Matrix previous_dh = columns_of(dh, first - batch, batch);
            work.share(2 * step + 1, thread, w.block_count(), [&](int64_t block) {
                for (int64_t s = 0; s < strips.count(); s++) {
                    w.load(previous_dh, strips[s], block, tile);
                    w.add(strips[s], block, strips.packed(packed, s, 4 * hidden), tile);
                    w.store(tile, strips[s], block, previous_dh);
                }
            });
            barrier.wait();
        }
    });
}

} // namespace strnn
