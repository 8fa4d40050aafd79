// X is packed into strips of columns. A task of a product is a block of rows and a strip, summed in a tile on its
// stack; a task of the weight gradient owns the nonzeros of its blocks and passes over all strips.
#include "drivers.h"

#include "strips.h"
#include "transposed_product.h"

namespace strnn {

void spmm(Context &context, const Panels &w, Values values, const Matrix &x, const Matrix &y, bool accumulate) {
    if (x.columns == 0) return;
    const Strips strips(context, x.columns, strip_columns_for(w));
    float *packed = context.packed.get<float>(strips.packed_length(x.rows));
    strips.pack(context, x, packed);

    // Strip by strip: the packed strip stays in the second-level cache while all blocks of rows are multiplied with it.
    context.pool.for_each_block(strips.count() * w.block_count, [&](long task, int) {
        const int64_t s = task / w.block_count, block = task % w.block_count;
        const Strip strip = strips[s];
        Tile tile;
        if (accumulate) {
            pack_tile(y, strip, w, block, tile);
        } else {
            std::fill_n(tile.data, w.rows_in(block) * strip.width, 0.0f);
        }
        multiply_block(strip, w, values, block, strips.packed(packed, s, x.rows), tile.data);
        unpack_tile(tile, strip, w, block, y);
    });
}

void spmm_transposed(Context &context, const PackedMatrix &weight, const Matrix &g, const Matrix &d, bool accumulate) {
    if (g.columns == 0) return;
    const TransposedProduct w(weight);
    const Strips strips(context, g.columns, strip_columns_for(w.panels()));
    float *packed = context.packed.get<float>(strips.packed_length(g.rows));
    strips.pack(context, g, packed);
    float *tiles = context.tiles.get<float>(context.pool.threads() * w.tile_length());

    context.pool.for_each_block(strips.count() * w.block_count(), [&](long task, int thread) {
        const int64_t s = task / w.block_count(), block = task % w.block_count();
        const Strip strip = strips[s];
        float *tile = tiles + thread * w.tile_length();
        if (accumulate) {
            w.load(d, strip, block, tile);
        } else {
            std::fill_n(tile, w.rows_in(block) * strip.width, 0.0f);
        }
        w.add(strip, block, strips.packed(packed, s, g.rows), tile);
        w.store(tile, strip, block, d);
    });
}

void sddmm(Context &context, const Panels &w, const Matrix &g, const Matrix &x, float *gradient, bool accumulate) {
    if (x.columns == 0) {
        if (!accumulate) std::fill_n(gradient, w.nnz(), 0.0f);
        return;
    }
    const Strips strips(context, x.columns, gradient_strip_columns_for(w));
    float *packed =
        context.packed.get<float>(strips.packed_length(x.rows) + (w.padded_columns() - w.columns) * widest_strip);
    strips.pack(context, x, packed);

    // A task owns its nonzeros and loops over all strips. A few blocks of rows use a strip while it is in the
    // second-level cache; their number depends on the problem only.
    const int64_t group = std::clamp<int64_t>(w.block_count / 16, 1, 4);
    context.pool.for_each_block(blocks_of(w.block_count, group), [&](long task, int) {
        const int64_t begin = task * group, end = std::min(w.block_count, begin + group);
        Tile tile;
        for (int64_t s = 0; s < strips.count(); s++) {
            const Strip strip = strips[s];
            for (int64_t block = begin; block < end; block++) {
                pack_tile(g, strip, w, block, tile);
                strip.kernels->sddmm_block(w, block, strip.width, tile.data, strips.packed(packed, s, x.rows), gradient,
                                           accumulate || s > 0);
            }
        }
    });
}

void refresh(Context &context, PackedMatrix &matrix, const float *values) {
    if (!matrix.has_transposed()) return;
    constexpr int64_t run = 1 << 14;
    const bool in_order = matrix.transposed_source.empty();
    const int32_t *source = matrix.transposed_source.data();
    float *target = matrix.transposed_values.data();
    context.pool.for_each_block(blocks_of(matrix.nnz, run), [&](long task, int) {
        const int64_t begin = task * run, end = std::min(matrix.nnz, begin + run);
        if (in_order) {
            std::copy(values + begin, values + end, target + begin);
        } else {
            for (int64_t k = begin; k < end; k++) target[k] = values[source[k]];
        }
    });
}

void round_to_bfloat16(Context &context, const float *values, int64_t length, uint16_t *rounded) {
    constexpr int64_t run = 1 << 14;
    context.pool.for_each_block(blocks_of(length, run), [&](long task, int) {
        const int64_t end = std::min(length, (task + 1) * run);
        for (int64_t k = task * run; k < end; k++) rounded[k] = narrow(values[k]).bits;
    });
}

} // namespace strnn
