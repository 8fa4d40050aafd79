// D = W' * G, block by block of D's rows. Where W's rows stand alone, a block is one of the transposed copy; where they
// share their columns, it is a panel of W's own columns, and all of W's rows pass over it in order.
#pragma once
#include <algorithm>

#include "packed_matrix.h"
#include "strips.h"

namespace strnn {

class TransposedProduct {
  public:
    explicit TransposedProduct(const PackedMatrix &weight)
        : tall_(weight.product.height > 1), w_(tall_ ? weight.product : weight.transposed),
          values_(weight.transposed_values.data()) {}

    // The panels whose values are read.
    const Panels &panels() const { return w_; }

    int64_t block_count() const { return tall_ ? w_.panel_count : w_.block_count; }
    int64_t first_row(int64_t block) const { return block * (tall_ ? w_.panel_width : w_.block_rows); }
    int64_t rows_in(int64_t block) const {
        return tall_ ? std::min(w_.panel_width, w_.columns - first_row(block)) : w_.rows_in(block);
    }

    // The rows of G.
    int64_t source_rows() const { return tall_ ? w_.rows : w_.columns; }

    // The length of a tile, a block of rows and one strip.
    int64_t tile_length() const { return (tall_ ? w_.panel_width : w_.block_rows) * widest_strip; }

    void load(const Matrix &d, const Strip &strip, int64_t block, float *tile) const {
        pack_strip(d, strip, first_row(block), rows_in(block), tile);
    }

    // tile += W' * g; g is packed.
    void add(const Strip &strip, int64_t block, const float *g, float *tile) const {
        if (tall_) {
            strip.kernels->spmm_transposed_panel(w_, values_, block, strip.width, g, tile);
        } else {
            strip.kernels->spmm_block(w_, values_, block, strip.width, g, tile);
        }
    }

    void store(const float *tile, const Strip &strip, int64_t block, const Matrix &d) const {
        const int64_t first = first_row(block);
        strip.kernels->unpack_rows(
            {tile, strip.width, row_of(d, first) + strip.first, d.stride, rows_in(block), strip.columns});
    }

  private:
    const bool tall_;
    const Panels &w_;
    const float *values_;
};

} // namespace strnn
