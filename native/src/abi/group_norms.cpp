// Group lasso.
#include "../group_norms.h"
#include "support.h"

using namespace strnn::abi;

strnn_status strnn_add_squared_norms(strnn_context *context, const strnn_matrix *x, float *rows, float *columns) {
    return guarded([&] { strnn::add_squared_norms(*context, *x, rows, columns); });
}

strnn_status strnn_inverse_roots(strnn_context *context, const float *squares, int64_t length, float epsilon,
                                 float scale, float *factors) {
    return guarded([&] { strnn::inverse_roots(*context, squares, length, epsilon, scale, factors); });
}

strnn_status strnn_add_scaled(strnn_context *context, const strnn_matrix *x, const float *rows, const float *columns,
                              const strnn_matrix *g) {
    return guarded([&] {
        require_shape("g", *g, x->rows, x->columns);
        strnn::add_scaled(*context, *x, rows, columns, *g);
    });
}

strnn_status strnn_zero_below(strnn_context *context, float *x, int64_t length, float threshold) {
    return guarded([&] { strnn::zero_below(*context, x, length, threshold); });
}
