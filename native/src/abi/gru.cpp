// GRU and minGRU: the cell's halves, and whole sequences.
#include "../drivers.h"
#include "support.h"

using namespace strnn::abi;

namespace {

using strnn::Matrix;

int32_t checked_reset(int32_t reset) {
    require(reset >= 0 && reset < strnn::reset_kinds, "unknown place of the reset gate");
    return reset;
}

void require_cell(const Matrix &gates, const Matrix &inner, const Matrix &h_previous, const Matrix &h) {
    require_shape("gates", gates, 3 * h.rows, h.columns);
    require_shape("inner", inner, h.rows, h.columns);
    require_shape("h_previous", h_previous, h.rows, h.columns);
}

// The operands of a sequence, checked.
strnn::Gru gru(const strnn_packed_matrix *w, const strnn_packed_matrix *w_candidate, const strnn_gru &sequence) {
    const int64_t hidden = w_candidate->columns, columns = sequence.h.columns;
    require((w->uses & STRNN_USE_RHN) != 0 && w->columns == hidden,
            "the gates' matrix was not packed for a recurrence of two gates, or is of another width");
    require(w_candidate->rows == hidden && w_candidate->has_product(),
            "the candidate's matrix is not square, or was not packed for products");
    require(w_candidate->product.order.gates == 1, "the candidate's matrix has one gate: no blocks across gates");
    require(sequence.initial_h.columns > 0 && columns % sequence.initial_h.columns == 0,
            "the columns are no whole number of steps");
    require_shape("gates", sequence.gates, 3 * hidden, columns);
    require_shape("inner", sequence.inner, hidden, columns);
    require_shape("initial_h", sequence.initial_h, hidden, sequence.initial_h.columns);
    require_shape("h", sequence.h, hidden, columns);
    return {sequence.gates, sequence.inner, sequence.initial_h, sequence.h, checked_reset(sequence.reset)};
}

void require_min_gru(const Matrix &gates, const Matrix &initial, const Matrix &h) {
    require(initial.columns > 0 && h.columns % initial.columns == 0, "the columns are no whole number of steps");
    require_shape("gates", gates, 2 * h.rows, h.columns);
    require_shape("initial", initial, h.rows, initial.columns);
}

} // namespace

strnn_status strnn_gru_gates_forward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *h_previous,
                                     const strnn_matrix *inner, int32_t reset, int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_cell(*gates, *inner, *h_previous, *h_previous);
        strnn::gru_gates_forward(*context, *gates, *h_previous, *inner, checked_reset(reset), activations);
    });
}

strnn_status strnn_gru_state_forward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *inner,
                                     const strnn_matrix *h_previous, const strnn_matrix *h, int32_t reset, int32_t gate,
                                     int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_cell(*gates, *inner, *h_previous, *h);
        strnn::gru_state_forward(*context, *gates, *inner, *h_previous, *h, checked_reset(reset), activations);
    });
}

strnn_status strnn_gru_state_backward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *inner,
                                      const strnn_matrix *h_previous, const strnn_matrix *dh, int32_t reset,
                                      int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_cell(*gates, *inner, *h_previous, *dh);
        strnn::gru_state_backward(*context, *gates, *inner, *h_previous, *dh, checked_reset(reset), activations);
    });
}

strnn_status strnn_gru_gates_backward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *d_inner,
                                      const strnn_matrix *h_previous, const strnn_matrix *dh, int32_t gate,
                                      int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_cell(*gates, *d_inner, *h_previous, *dh);
        strnn::gru_gates_backward(*context, *gates, *d_inner, *h_previous, *dh, activations);
    });
}

strnn_status strnn_gru_forward(strnn_context *context, const strnn_packed_matrix *w, strnn_values values,
                               const strnn_packed_matrix *w_candidate, strnn_values candidate_values,
                               const strnn_gru *sequence, int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_values(values);
        require_values(candidate_values);
        strnn::gru_forward(*context, *w, values, *w_candidate, candidate_values, gru(w, w_candidate, *sequence),
                           activations);
    });
}

strnn_status strnn_gru_backward(strnn_context *context, const strnn_packed_matrix *w,
                                const strnn_packed_matrix *w_candidate, const strnn_gru *sequence,
                                const strnn_matrix *dh, const strnn_matrix *d_inner, int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        const strnn::Gru checked = gru(w, w_candidate, *sequence);
        require(w->has_transposed() && w_candidate->has_transposed(),
                "a matrix was not packed for transposed products, or for the forward pass alone");
        require_shape("dh", *dh, checked.h.rows, checked.h.columns);
        require_shape("d_inner", *d_inner, checked.h.rows, checked.initial_h.columns);
        strnn::gru_backward(*context, *w, *w_candidate, checked, *dh, *d_inner, activations);
    });
}

strnn_status strnn_min_gru_forward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *initial,
                                   const strnn_matrix *h, int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_min_gru(*gates, *initial, *h);
        strnn::min_gru_forward(*context, *gates, *initial, *h, activations);
    });
}

strnn_status strnn_min_gru_backward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *initial,
                                    const strnn_matrix *h, const strnn_matrix *dh, int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_min_gru(*gates, *initial, *h);
        require_shape("dh", *dh, h->rows, h->columns);
        strnn::min_gru_backward(*context, *gates, *initial, *h, *dh, activations);
    });
}
