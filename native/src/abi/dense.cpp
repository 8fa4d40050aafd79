// Dense products, row lookups, element-wise work and sums.
#include "../drivers.h"
#include "support.h"

using namespace strnn::abi;

strnn_status strnn_gemm(strnn_context *context, const strnn_matrix *a, int32_t transpose_a, const strnn_matrix *b,
                        int32_t transpose_b, const strnn_matrix *y, int32_t accumulate) {
    return guarded([&] {
        const int64_t rows = transpose_a != 0 ? a->columns : a->rows, depth = transpose_a != 0 ? a->rows : a->columns;
        const int64_t columns = transpose_b != 0 ? b->rows : b->columns;
        require_shape("a", *a, a->rows, a->columns);
        require_shape("b", *b, transpose_b != 0 ? columns : depth, transpose_b != 0 ? depth : columns);
        require_shape("y", *y, rows, columns);
        strnn::gemm(*context, *a, transpose_a != 0, *b, transpose_b != 0, *y, accumulate != 0);
    });
}

strnn_status strnn_gather_dense_rows(strnn_context *context, const strnn_matrix *table, const int32_t *ids,
                                     const strnn_matrix *y) {
    return guarded([&] {
        require_shape("y", *y, table->columns, y->columns);
        require_ids("ids", ids, y->columns, table->rows);
        strnn::gather_dense_rows(*context, *table, ids, *y);
    });
}

strnn_status strnn_scatter_add_dense_rows(strnn_context *context, const int32_t *ids, const strnn_matrix *g,
                                          const strnn_matrix *gradient) {
    return guarded([&] {
        require_shape("g", *g, gradient->columns, g->columns);
        require_ids("ids", ids, g->columns, gradient->rows);
        strnn::scatter_add_dense_rows(*context, ids, *g, *gradient);
    });
}

strnn_status strnn_gather_columns(strnn_context *context, const strnn_matrix *x, const int32_t *index,
                                  const float *weights, const strnn_matrix *y, int32_t accumulate) {
    return guarded([&] {
        require_shape("y", *y, x->rows, y->columns);
        require_ids("index", index, y->columns, x->columns, -1);
        strnn::gather_columns(*context, *x, index, weights, *y, accumulate != 0);
    });
}

strnn_status strnn_scatter_add_columns(strnn_context *context, const strnn_matrix *x, const int32_t *index,
                                       const float *weights, const strnn_matrix *y, int32_t accumulate) {
    return guarded([&] {
        require_shape("y", *y, x->rows, y->columns);
        require_ids("index", index, x->columns, y->columns, -1);
        strnn::scatter_add_columns(*context, *x, index, weights, *y, accumulate != 0);
    });
}

strnn_status strnn_add_bias(strnn_context *context, const float *bias, const strnn_matrix *y) {
    return guarded([&] { strnn::add_bias(*context, bias, *y); });
}

strnn_status strnn_sum_columns(strnn_context *context, const strnn_matrix *g, float *sums, int32_t accumulate) {
    return guarded([&] { strnn::sum_columns(*context, *g, sums, accumulate != 0); });
}

strnn_status strnn_dropout(strnn_context *context, const strnn_matrix *x, const strnn_matrix *y, const strnn_mask *mask,
                           int64_t mask_columns, int32_t accumulate) {
    return guarded([&] {
        require_shape("y", *y, x->rows, x->columns);
        require(mask_columns >= 0 && (mask_columns == 0 || x->columns % mask_columns == 0),
                "the columns are no whole number of masks");
        strnn::dropout(*context, *x, *y, *mask, mask_columns, accumulate != 0);
    });
}

strnn_status strnn_dropout_words(strnn_context *context, const strnn_matrix *x, const int32_t *ids,
                                 const strnn_matrix *y, const strnn_mask *mask, int32_t accumulate) {
    return guarded([&] {
        require_shape("y", *y, x->rows, x->columns);
        strnn::dropout_words(*context, *x, ids, *y, *mask, accumulate != 0);
    });
}

strnn_status strnn_copy(strnn_context *context, const strnn_matrix *x, const strnn_matrix *y) {
    return guarded([&] {
        require_shape("y", *y, x->rows, x->columns);
        strnn::copy(*context, *x, *y);
    });
}

strnn_status strnn_add(strnn_context *context, const strnn_matrix *x, const strnn_matrix *y) {
    return guarded([&] {
        require_shape("y", *y, x->rows, x->columns);
        strnn::add(*context, *x, *y);
    });
}

strnn_status strnn_fill(strnn_context *context, float *x, int64_t length, float value) {
    return guarded([&] { strnn::fill(*context, x, length, value); });
}

strnn_status strnn_sum(strnn_context *context, const float *x, int64_t length, float *result, int32_t accumulate) {
    return guarded([&] { strnn::sum(*context, x, length, result, accumulate != 0); });
}
