// A sequence is one parallel region with a barrier per micro-step. Rows of the recurrent weights are interleaved by
// unit (row = 2*unit + gate), so a block of rows is half as many whole units: as soon as it is summed, their gates and
// states are computed from the cache, and packed as the next micro-step's operand.
#include "drivers.h"

#include "sequence.h"
#include "strips.h"
#include "transposed_product.h"

namespace strnn {

namespace {

void forward_unit(const Context &context, const Matrix &gates, const Matrix &s_previous, const Matrix &s,
                  Activations activations, int64_t unit) {
    context.kernels.rhn[activations.gate].forward_row[activations.candidate](
        {row_of(gates, unit), row_of(gates, s.rows + unit), row_of(s_previous, unit), row_of(s, unit)}, s.columns);
}

void backward_unit(const Context &context, const Matrix &gates, const Matrix &s_previous, const Matrix &ds,
                   const Matrix &d_gates, Activations activations, int64_t unit) {
    context.kernels.rhn[activations.gate].backward_row[activations.candidate](
        {row_of(gates, unit), row_of(gates, ds.rows + unit), row_of(s_previous, unit), row_of(ds, unit),
         row_of(d_gates, unit), row_of(d_gates, ds.rows + unit)},
        ds.columns);
}

// The multipliers of a mask, 0 or 1/(1 - p); empty without a mask.
class Multipliers {
  public:
    Multipliers(Context &context, const Mask *mask, int64_t hidden, int64_t batch) {
        if (mask == nullptr) return;
        matrix_ = {context.mask.get<float>(hidden * batch), hidden, batch, batch};
        std::fill(matrix_.data, matrix_.data + hidden * batch, 1.0f);
        for_each_unit_block(context, hidden, [&](int64_t unit) {
            context.kernels.dropout(row_of(matrix_, unit), row_of(matrix_, unit), batch,
                                    static_cast<uint64_t>(unit * batch), mask->seed, mask->stream, mask->step,
                                    mask->threshold, mask->scale, false);
        });
    }

    bool any() const { return matrix_.data != nullptr; }

    const float *row(int64_t unit) const { return row_of(matrix_, unit); }

    // input = m * s
    void apply(const Context &context, const float *s, int64_t unit, float *input, int64_t count) const {
        if (any()) {
            context.kernels.multiply(input, s, row(unit), count);
        } else {
            std::copy(s, s + count, input);
        }
    }

  private:
    Matrix matrix_{nullptr, 0, 0, 0};
};

// The micro-steps of a window in order: what they read and write.
struct MicroSteps {
    const RhnLayer *layers;
    int64_t depth;
    const Matrix &initial;

    int64_t batch() const { return initial.columns; }
    int64_t count() const { return layers[0].gates.columns / batch() * depth; }
    const RhnLayer &layer(int64_t i) const { return layers[i % depth]; }
    Matrix view(const Matrix &m, int64_t i) const { return columns_of(m, i / depth * batch(), batch()); }
    Matrix gates(int64_t i) const { return view(layer(i).gates, i); }
    Matrix input(int64_t i) const { return view(layer(i).input, i); }
    Matrix state(int64_t i) const { return view(layer(i).state, i); }
    // s before the micro-step: that of the micro-step before, and the initial state for the first.
    Matrix previous(int64_t i) const { return i == 0 ? initial : state(i - 1); }

    // A tile of any micro-layer's transposed product.
    int64_t transposed_tile_length() const {
        int64_t length = 0;
        for (int64_t l = 0; l < depth; l++) {
            length = std::max(length, TransposedProduct(*layers[l].weight).tile_length());
        }
        return length;
    }
};

} // namespace

void rhn_cell_forward(Context &context, const Matrix &gates, const Matrix &s_previous, const Matrix &s,
                      Activations activations) {
    for_each_unit_block(context, s.rows,
                        [&](int64_t unit) { forward_unit(context, gates, s_previous, s, activations, unit); });
}

void rhn_cell_backward(Context &context, const Matrix &gates, const Matrix &s_previous, const Matrix &ds,
                       const Matrix &d_gates, Activations activations) {
    for_each_unit_block(context, ds.rows, [&](int64_t unit) {
        backward_unit(context, gates, s_previous, ds, d_gates, activations, unit);
    });
}

void rhn_forward(Context &context, const RhnLayer *layers, int64_t depth, const Matrix &initial, const Mask *mask,
                 Activations activations) {
    const MicroSteps steps{layers, depth, initial};
    const int64_t hidden = initial.rows, batch = steps.batch(), count = steps.count();
    // One operand is packed for the matrices of all micro-layers.
    const Strips strips(context, batch, widest_strip);
    const int64_t length = strips.packed_length(hidden);
    const Multipliers multipliers(context, mask, hidden, batch);

    // The operand is read from one packed copy while the next one is written into the other.
    float *packed[2] = {context.packed.get<float>(2 * length), nullptr};
    packed[1] = packed[0] + length;
    std::fill(packed[0], packed[0] + 2 * length, 0.0f);
    const Matrix first = steps.input(0);
    for_each_unit_block(context, hidden, [&](int64_t unit) {
        multipliers.apply(context, row_of(initial, unit), unit, row_of(first, unit), batch);
    });
    strips.pack(context, first, packed[0]);

    PhaseCounters work(context, count);
    context.pool.run_in_steps([&](int thread, Barrier &barrier) {
        Tile tile;
        for (int64_t i = 0; i < count; i++) {
            const RhnLayer &layer = steps.layer(i);
            const Panels &w = layer.weight->product;
            const float *from = packed[i % 2];
            float *to = packed[(i + 1) % 2];
            const Matrix gates = steps.gates(i), previous = steps.previous(i), state = steps.state(i);
            const Matrix next = i + 1 < count ? steps.input(i + 1) : Matrix{};
            work.share(i, thread, w.block_count, [&](int64_t block) {
                for (int64_t s = 0; s < strips.count(); s++) {
                    pack_tile(gates, strips[s], w, block, tile);
                    multiply_block(strips[s], w, layer.values, block, strips.packed(from, s, hidden), tile.data);
                    unpack_tile(tile, strips[s], w, block, gates);
                }
                const int64_t begin = block * w.block_rows / 2, units = w.rows_in(block) / 2;
                for (int64_t unit = begin; unit < begin + units; unit++) {
                    forward_unit(context, gates, previous, state, activations, unit);
                    if (next.data != nullptr) {
                        multipliers.apply(context, row_of(state, unit), unit, row_of(next, unit), batch);
                    }
                }
                if (next.data == nullptr) return;
                for (int64_t s = 0; s < strips.count(); s++) {
                    pack_strip(next, strips[s], begin, units, strips.row(to, s, hidden, begin));
                }
            });
            barrier.wait();
        }
    });
}

void rhn_backward(Context &context, const RhnLayer *layers, int64_t depth, const Matrix &initial, const Mask *mask,
                  const Matrix &dy, Activations activations) {
    const MicroSteps steps{layers, depth, initial};
    const int64_t hidden = initial.rows, batch = steps.batch(), count = steps.count();
    // One operand is packed for the matrices of all micro-layers.
    const Strips strips(context, batch, widest_strip);
    const Multipliers multipliers(context, mask, hidden, batch);
    float *packed = context.packed.get<float>(strips.packed_length(2 * hidden));
    std::fill(packed, packed + strips.packed_length(2 * hidden), 0.0f);
    const int64_t tile_length = steps.transposed_tile_length();
    float *tiles = context.tiles.get<float>(context.pool.threads() * tile_length);

    const int64_t unit_blocks = blocks_of(hidden, units_per_block);
    PhaseCounters work(context, 2 * count);
    context.pool.run_in_steps([&](int thread, Barrier &barrier) {
        float *tile = tiles + thread * tile_length;
        for (int64_t i = count - 1; i >= 0; i--) {
            const Matrix gates = steps.gates(i), previous = steps.previous(i);
            // The gradient of s passes down the micro-layers, and from step to step, in the columns of dy.
            const Matrix ds = steps.view(dy, i);
            const bool enters = i % depth == depth - 1 && i + 1 < count;
            const Matrix later = enters ? steps.view(dy, i + 1) : Matrix{};
            work.share(2 * i, thread, unit_blocks, [&](int64_t block) {
                const int64_t begin = block * units_per_block, end = std::min(hidden, begin + units_per_block);
                for (int64_t unit = begin; unit < end; unit++) {
                    if (enters) context.kernels.add(row_of(ds, unit), row_of(later, unit), batch);
                    backward_unit(context, gates, previous, ds, gates, activations, unit);
                }
                for (int64_t s = 0; s < strips.count(); s++) {
                    for (int64_t row = begin; row < 2 * hidden; row += hidden) {
                        pack_strip(gates, strips[s], row, end - begin, strips.row(packed, s, 2 * hidden, row));
                    }
                }
            });
            barrier.wait();
            if (i == 0) break;
            const TransposedProduct w(*steps.layer(i).weight);
            work.share(2 * i + 1, thread, w.block_count(), [&](int64_t block) {
                const int64_t begin = w.first_row(block);
                for (int64_t s = 0; s < strips.count(); s++) {
                    const Strip strip = strips[s];
                    if (!multipliers.any()) {
                        w.load(ds, strip, block, tile);
                    } else {
                        std::fill_n(tile, w.rows_in(block) * strip.width, 0.0f);
                    }
                    w.add(strip, block, strips.packed(packed, s, 2 * hidden), tile);
                    if (!multipliers.any()) {
                        w.store(tile, strip, block, ds);
                        continue;
                    }
                    for (int64_t r = 0; r < w.rows_in(block); r++) {
                        context.kernels.multiply_add(row_of(ds, begin + r) + strip.first, tile + r * strip.width,
                                                     multipliers.row(begin + r) + strip.first, strip.columns);
                    }
                }
            });
            barrier.wait();
        }
    });
}

} // namespace strnn
