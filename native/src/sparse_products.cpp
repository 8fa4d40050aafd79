// X is packed into strips of columns. A task of a product is a block of rows and a strip, summed in a tile on its
// stack; a task of the weight gradient owns the nonzeros of its blocks and passes over all strips.
#include "drivers.h"

#include "strips.h"

namespace strnn {

void spmm(Context &context, const Panels &w, const float *values, const Matrix &x, const Matrix &y, bool accumulate) {
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
        strip.kernels->spmm_block(w, values, block, strip.width, strips.packed(packed, s, x.rows), tile.data);
        unpack_tile(tile, strip, w, block, y);
    });
}

void sddmm(Context &context, const Panels &w, const Matrix &g, const Matrix &x, float *gradient, bool accumulate) {
    if (x.columns == 0) {
        if (!accumulate) std::fill_n(gradient, w.indices.size() - index_slack, 0.0f);
        return;
    }
    const Strips strips(context, x.columns, strip_columns_for(w));
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
    constexpr int64_t run = 1 << 14;
    const int32_t *source = matrix.transposed_source.data();
    float *target = matrix.transposed_values.data();
    context.pool.for_each_block(blocks_of(static_cast<int64_t>(matrix.transposed_source.size()), run), [&](long task,
                                                                                                           int) {
        const int64_t end = std::min<int64_t>(static_cast<int64_t>(matrix.transposed_source.size()), (task + 1) * run);
        for (int64_t k = task * run; k < end; k++) target[k] = values[source[k]];
    });
}

} // namespace strnn
