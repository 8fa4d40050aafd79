// Sparse forms and products with them.
#include "../embedding.h"
#include "../sparse_products.h"
#include "support.h"

using namespace strnn::abi;

namespace {

void require_product(const strnn_form *form) { require(form->has_product(), "the form was not prepared for products"); }
void require_twin(const strnn_form *form) { require(form->has_twin(), "the form was not prepared for transposed products"); }
void require_rows(const strnn_form *form) {
    require((form->uses & STRNN_USE_GATHER) != 0, "the form was not prepared for row lookups");
}

} // namespace

strnn_status strnn_form_create(int64_t rows, int64_t columns, const int32_t *row_offsets, const int32_t *column_indices,
                               int32_t uses, strnn_form **form) {
    return guarded([&] { *form = new strnn_form(strnn::CsrView{rows, columns, row_offsets, column_indices}, uses); });
}

void strnn_form_destroy(strnn_form *form) { delete form; }
int64_t strnn_form_bytes(const strnn_form *form) { return form->bytes(); }

strnn_status strnn_form_pattern(const strnn_form *form, int32_t *row_offsets, int32_t *column_indices) {
    return guarded([&] { form->pattern(row_offsets, column_indices); });
}

strnn_status strnn_form_order(const strnn_form *form, int32_t *order) {
    return guarded([&] { form->strnn::Form::order(order); });
}

strnn_status strnn_form_refresh(strnn_context *context, strnn_form *form, const float *values) {
    return guarded([&] { strnn::refresh(*context, *form, values); });
}

strnn_status strnn_spmm(strnn_context *context, const strnn_form *form, const float *values, const strnn_matrix *x,
                        const strnn_matrix *y, int32_t accumulate) {
    return guarded([&] {
        require_product(form);
        require_shape("x", *x, form->columns, x->columns);
        require_shape("y", *y, form->rows, x->columns);
        strnn::spmm(*context, form->product, values, *x, *y, accumulate != 0);
    });
}

strnn_status strnn_spmm_transposed(strnn_context *context, const strnn_form *form, const strnn_matrix *g, const strnn_matrix *d,
                                   int32_t accumulate) {
    return guarded([&] {
        require_twin(form);
        require_shape("g", *g, form->rows, g->columns);
        require_shape("d", *d, form->columns, g->columns);
        strnn::spmm(*context, form->twin, form->twin_values.data(), *g, *d, accumulate != 0);
    });
}

strnn_status strnn_sddmm(strnn_context *context, const strnn_form *form, const strnn_matrix *g, const strnn_matrix *x,
                         float *gradient, int32_t accumulate) {
    return guarded([&] {
        require_product(form);
        require_shape("g", *g, form->rows, x->columns);
        require_shape("x", *x, form->columns, x->columns);
        strnn::sddmm(*context, form->product, *g, *x, gradient, accumulate != 0);
    });
}

strnn_status strnn_gather_rows(strnn_context *context, const strnn_form *form, const float *values, const int32_t *ids,
                               const strnn_matrix *y) {
    return guarded([&] {
        require_rows(form);
        require_shape("y", *y, form->columns, y->columns);
        require_ids("ids", ids, y->columns, form->rows);
        strnn::gather_rows(*context, *form, values, ids, *y);
    });
}

strnn_status strnn_scatter_add_rows(strnn_context *context, const strnn_form *form, const int32_t *ids, const strnn_matrix *g,
                                    float *gradient, int32_t accumulate) {
    return guarded([&] {
        require_rows(form);
        require_shape("g", *g, form->columns, g->columns);
        require_ids("ids", ids, g->columns, form->rows);
        strnn::scatter_add_rows(*context, *form, ids, *g, gradient, accumulate != 0);
    });
}
