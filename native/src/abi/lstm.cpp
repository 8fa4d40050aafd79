// LSTM cells and sequences.
#include "../lstm.h"
#include "support.h"

using namespace strnn::abi;

namespace {

using strnn::Matrix;

void require_activation(int32_t activation) {
    require(activation >= STRNN_GATES_LOGISTIC && activation <= STRNN_GATES_HARD_SIGMOID, "unknown gate activation");
}

void require_sequence(const strnn_form *form, const Matrix &gates, const Matrix &initial_c, const Matrix &c) {
    require((form->uses & STRNN_USE_LSTM) != 0, "the form was not prepared for an LSTM recurrence");
    require(initial_c.columns > 0 && c.columns % initial_c.columns == 0, "the columns are no whole number of steps");
    require_shape("gates", gates, 4 * form->columns, c.columns);
    require_shape("initial_c", initial_c, form->columns, initial_c.columns);
    require_shape("c", c, form->columns, c.columns);
}

} // namespace

strnn_status strnn_lstm_cell_forward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *c_previous,
                                     const strnn_matrix *c, const strnn_matrix *h, int32_t activation) {
    return guarded([&] {
        require_activation(activation);
        require_shape("gates", *gates, 4 * h->rows, h->columns);
        require_shape("c_previous", *c_previous, h->rows, h->columns);
        require_shape("c", *c, h->rows, h->columns);
        strnn::lstm_cell_forward(*context, *gates, *c_previous, *c, *h, activation);
    });
}

strnn_status strnn_lstm_cell_backward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *c_previous,
                                      const strnn_matrix *c, const strnn_matrix *dh, const strnn_matrix *dc,
                                      const strnn_matrix *d_gates, int32_t activation) {
    return guarded([&] {
        require_activation(activation);
        require_shape("gates", *gates, 4 * c->rows, c->columns);
        require_shape("c_previous", *c_previous, c->rows, c->columns);
        require_shape("dh", *dh, c->rows, c->columns);
        require_shape("dc", *dc, c->rows, c->columns);
        require_shape("d_gates", *d_gates, 4 * c->rows, c->columns);
        strnn::lstm_cell_backward(*context, *gates, *c_previous, *c, *dh, *dc, *d_gates, activation);
    });
}

strnn_status strnn_lstm_forward(strnn_context *context, const strnn_form *form, const float *values, const strnn_matrix *gates,
                                const strnn_matrix *initial_h, const strnn_matrix *initial_c, const strnn_matrix *c,
                                const strnn_matrix *h, int32_t activation) {
    return guarded([&] {
        require_activation(activation);
        require_sequence(form, *gates, *initial_c, *c);
        require_shape("initial_h", *initial_h, form->columns, initial_c->columns);
        require_shape("h", *h, form->columns, c->columns);
        strnn::lstm_forward(*context, *form, values, *gates, *initial_h, *initial_c, *c, *h, activation);
    });
}

strnn_status strnn_lstm_backward(strnn_context *context, const strnn_form *form, const strnn_matrix *gates,
                                 const strnn_matrix *initial_c, const strnn_matrix *c, const strnn_matrix *dh,
                                 const strnn_matrix *dc, int32_t activation) {
    return guarded([&] {
        require_activation(activation);
        require_sequence(form, *gates, *initial_c, *c);
        require_shape("dh", *dh, form->columns, c->columns);
        require_shape("dc", *dc, form->columns, initial_c->columns);
        strnn::lstm_backward(*context, *form, *gates, *initial_c, *c, *dh, *dc, activation);
    });
}
