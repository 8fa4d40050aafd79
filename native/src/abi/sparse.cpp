// Packed sparse matrices and products with them.
#include "../drivers.h"
#include "support.h"

using namespace strnn::abi;

namespace {

void require_product(const strnn_packed_matrix *w) {
    require(w->has_product(), "the matrix was not packed for products");
}
void require_transposed(const strnn_packed_matrix *w) {
    require(w->has_transposed(), "the matrix was not packed for transposed products");
}
void require_rows(const strnn_packed_matrix *w) {
    require((w->uses & STRNN_USE_GATHER) != 0, "the matrix was not packed for row lookups");
}

} // namespace

strnn_status strnn_packed_matrix_create(int64_t rows, int64_t columns, const int32_t *row_offsets,
                                        const int32_t *column_indices, int32_t block_height, int32_t across_gates,
                                        int32_t uses, strnn_packed_matrix **w) {
    return guarded([&] {
        *w = new strnn_packed_matrix(strnn::CsrView{rows, columns, row_offsets, column_indices},
                                     strnn::RowBlocks{block_height, across_gates != 0}, uses);
    });
}

void strnn_packed_matrix_destroy(strnn_packed_matrix *w) { delete w; }
int64_t strnn_packed_matrix_bytes(const strnn_packed_matrix *w) { return w->bytes(); }

strnn_status strnn_packed_matrix_pattern(const strnn_packed_matrix *w, int32_t *row_offsets, int32_t *column_indices) {
    return guarded([&] { w->pattern(row_offsets, column_indices); });
}

strnn_status strnn_packed_matrix_order(const strnn_packed_matrix *w, int32_t *order) {
    return guarded([&] { w->positions(order); });
}

strnn_status strnn_packed_matrix_refresh(strnn_context *context, strnn_packed_matrix *w, const float *values) {
    return guarded([&] { strnn::refresh(*context, *w, values); });
}

strnn_status strnn_round_to_bfloat16(strnn_context *context, const float *values, int64_t length, uint16_t *rounded) {
    return guarded([&] {
        require(length >= 0, "a negative number of values");
        strnn::round_to_bfloat16(*context, values, length, rounded);
    });
}

strnn_status strnn_choose_panel_geometry(int64_t rows, int64_t columns, int64_t nnz, int32_t recurrent,
                                         strnn_panel_geometry *geometry) {
    return guarded([&] {
        require(rows > 0 && columns > 0 && nnz >= 0,
                "a geometry needs rows, columns, and no negative number of nonzeros");
        const strnn::PanelGeometry chosen =
            strnn::choose_panel_geometry(rows, columns, nnz, 1, {.recurrent = recurrent != 0});
        *geometry = {chosen.block_rows, chosen.block_count, chosen.panel_width, chosen.panel_count};
    });
}

strnn_status strnn_spmm(strnn_context *context, const strnn_packed_matrix *w, strnn_values values,
                        const strnn_matrix *x, const strnn_matrix *y, int32_t accumulate) {
    return guarded([&] {
        require_product(w);
        require_values(values);
        require_shape("x", *x, w->columns, x->columns);
        require_shape("y", *y, w->rows, x->columns);
        strnn::spmm(*context, w->product, values, *x, *y, accumulate != 0);
    });
}

strnn_status strnn_spmm_transposed(strnn_context *context, const strnn_packed_matrix *w, const strnn_matrix *g,
                                   const strnn_matrix *d, int32_t accumulate) {
    return guarded([&] {
        require_transposed(w);
        require_shape("g", *g, w->rows, g->columns);
        require_shape("d", *d, w->columns, g->columns);
        strnn::spmm_transposed(*context, *w, *g, *d, accumulate != 0);
    });
}

strnn_status strnn_sddmm(strnn_context *context, const strnn_packed_matrix *w, const strnn_matrix *g,
                         const strnn_matrix *x, float *gradient, int32_t accumulate) {
    return guarded([&] {
        require_product(w);
        require_shape("g", *g, w->rows, x->columns);
        require_shape("x", *x, w->columns, x->columns);
        strnn::sddmm(*context, w->product, *g, *x, gradient, accumulate != 0);
    });
}

strnn_status strnn_gather_rows(strnn_context *context, const strnn_packed_matrix *w, strnn_values values,
                               const int32_t *ids, const strnn_matrix *y) {
    return guarded([&] {
        require_rows(w);
        require_values(values);
        require_shape("y", *y, w->columns, y->columns);
        require_ids("ids", ids, y->columns, w->rows);
        strnn::gather_rows(*context, *w, values, ids, *y);
    });
}

strnn_status strnn_scatter_add_rows(strnn_context *context, const strnn_packed_matrix *w, const int32_t *ids,
                                    const strnn_matrix *g, float *gradient, int32_t accumulate) {
    return guarded([&] {
        require_rows(w);
        require_shape("g", *g, w->columns, g->columns);
        require_ids("ids", ids, g->columns, w->rows);
        strnn::scatter_add_rows(*context, *w, ids, *g, gradient, accumulate != 0);
    });
}
