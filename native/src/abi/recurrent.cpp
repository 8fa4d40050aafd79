// LSTM and recurrent highway cells, whole sequences of them, and the gates of words.
#include <vector>

#include "../drivers.h"
#include "support.h"

using namespace strnn::abi;

namespace {

using strnn::Matrix;

void require_lstm_sequence(const strnn_packed_matrix *w, const Matrix &gates, const Matrix &initial_c,
                           const Matrix &c) {
    require((w->uses & STRNN_USE_LSTM) != 0, "the matrix was not packed for an LSTM recurrence");
    require(initial_c.columns > 0 && c.columns % initial_c.columns == 0, "the columns are no whole number of steps");
    require_shape("gates", gates, 4 * w->columns, c.columns);
    require_shape("initial_c", initial_c, w->columns, initial_c.columns);
    require_shape("c", c, w->columns, c.columns);
}

// Words, columns and shapes of an input side, checked.
strnn::WordGates word_gates(const strnn_word_gates &input, const Matrix &gates) {
    require(input.weight->has_rows() && input.table->has_rows(),
            "the weight and the table of word gates have to be packed for row lookups");
    require(input.weight->rows % 4 == 0 && input.weight->columns == input.table->columns,
            "the weight has four gates of rows, and as many columns as the table");
    require_values(input.weight_values);
    require_values(input.table_values);
    require_shape("gates", gates, input.weight->rows, gates.columns);
    require_ids("words", input.words, input.word_count, input.table->rows);
    require_ids("index", input.index, gates.columns, input.word_count + 1);
    return {*input.weight, *input.table,     input.weight_values, input.table_values,
            input.words,   input.word_count, input.index};
}

// The micro-layers of a sequence, checked.
std::vector<strnn::RhnLayer> rhn_layers(const strnn_rhn_layer *layers, int64_t depth, const Matrix &initial) {
    require(depth > 0, "a recurrent highway network has at least one micro-layer");
    std::vector<strnn::RhnLayer> checked;
    for (int64_t l = 0; l < depth; l++) {
        const strnn_rhn_layer &layer = layers[l];
        const int64_t columns = layers[0].state.columns;
        require((layer.weight->uses & STRNN_USE_RHN) != 0, "the matrix was not packed for a recurrent highway network");
        require_values(layer.values);
        require(initial.columns > 0 && columns % initial.columns == 0, "the columns are no whole number of steps");
        require_shape("initial", initial, layer.weight->columns, initial.columns);
        require_shape("gates", layer.gates, 2 * layer.weight->columns, columns);
        require_shape("input", layer.input, layer.weight->columns, columns);
        require_shape("state", layer.state, layer.weight->columns, columns);
        checked.push_back({layer.weight, layer.values, layer.gates, layer.input, layer.state});
    }
    return checked;
}

} // namespace

strnn_status strnn_lstm_cell_forward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *c_previous,
                                     const strnn_matrix *c, const strnn_matrix *h, int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_shape("gates", *gates, 4 * h->rows, h->columns);
        require_shape("c_previous", *c_previous, h->rows, h->columns);
        require_shape("c", *c, h->rows, h->columns);
        strnn::lstm_cell_forward(*context, *gates, *c_previous, *c, *h, activations);
    });
}

strnn_status strnn_lstm_cell_backward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *c_previous,
                                      const strnn_matrix *c, const strnn_matrix *dh, const strnn_matrix *dc,
                                      const strnn_matrix *d_gates, int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_shape("gates", *gates, 4 * c->rows, c->columns);
        require_shape("c_previous", *c_previous, c->rows, c->columns);
        require_shape("dh", *dh, c->rows, c->columns);
        require_shape("dc", *dc, c->rows, c->columns);
        require_shape("d_gates", *d_gates, 4 * c->rows, c->columns);
        strnn::lstm_cell_backward(*context, *gates, *c_previous, *c, *dh, *dc, *d_gates, activations);
    });
}

strnn_status strnn_lstm_forward(strnn_context *context, const strnn_packed_matrix *w, strnn_values values,
                                const strnn_matrix *gates, const strnn_matrix *initial_h, const strnn_matrix *initial_c,
                                const strnn_matrix *c, const strnn_matrix *h, int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_lstm_sequence(w, *gates, *initial_c, *c);
        require_values(values);
        require_shape("initial_h", *initial_h, w->columns, initial_c->columns);
        require_shape("h", *h, w->columns, c->columns);
        strnn::lstm_forward(*context, *w, values, *gates, *initial_h, *initial_c, *c, *h, activations);
    });
}

strnn_status strnn_lstm_backward(strnn_context *context, const strnn_packed_matrix *w, const strnn_matrix *gates,
                                 const strnn_matrix *initial_c, const strnn_matrix *c, const strnn_matrix *dh,
                                 const strnn_matrix *dc, int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_lstm_sequence(w, *gates, *initial_c, *c);
        require(w->has_transposed(), "the matrix was packed for the forward pass alone");
        require_shape("dh", *dh, w->columns, c->columns);
        require_shape("dc", *dc, w->columns, initial_c->columns);
        strnn::lstm_backward(*context, *w, *gates, *initial_c, *c, *dh, *dc, activations);
    });
}

strnn_status strnn_word_gates_forward(strnn_context *context, const strnn_word_gates *input, const float *bias,
                                      const strnn_matrix *gates) {
    return guarded([&] { strnn::word_gates_forward(*context, word_gates(*input, *gates), bias, *gates); });
}

strnn_status strnn_word_gates_backward(strnn_context *context, const strnn_word_gates *input,
                                       const strnn_matrix *d_gates, float *d_weight, int32_t add_weight, float *d_table,
                                       int32_t add_table, float *d_bias, int32_t add_bias) {
    return guarded([&] {
        require_floats(input->weight_values);
        strnn::word_gates_backward(*context, word_gates(*input, *d_gates), *d_gates, d_weight, add_weight != 0, d_table,
                                   add_table != 0, d_bias, add_bias != 0);
    });
}

strnn_status strnn_rhn_cell_forward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *s_previous,
                                    const strnn_matrix *s, int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_shape("gates", *gates, 2 * s->rows, s->columns);
        require_shape("s_previous", *s_previous, s->rows, s->columns);
        strnn::rhn_cell_forward(*context, *gates, *s_previous, *s, activations);
    });
}

strnn_status strnn_rhn_cell_backward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *s_previous,
                                     const strnn_matrix *ds, const strnn_matrix *d_gates, int32_t gate,
                                     int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        require_shape("gates", *gates, 2 * ds->rows, ds->columns);
        require_shape("s_previous", *s_previous, ds->rows, ds->columns);
        require_shape("d_gates", *d_gates, 2 * ds->rows, ds->columns);
        strnn::rhn_cell_backward(*context, *gates, *s_previous, *ds, *d_gates, activations);
    });
}

strnn_status strnn_rhn_forward(strnn_context *context, const strnn_rhn_layer *layers, int64_t depth,
                               const strnn_matrix *initial, const strnn_mask *mask, int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        const auto checked = rhn_layers(layers, depth, *initial);
        strnn::rhn_forward(*context, checked.data(), depth, *initial, mask, activations);
    });
}

strnn_status strnn_rhn_backward(strnn_context *context, const strnn_rhn_layer *layers, int64_t depth,
                                const strnn_matrix *initial, const strnn_mask *mask, const strnn_matrix *dy,
                                int32_t gate, int32_t candidate) {
    return guarded([&] {
        const strnn::Activations activations = activations_of(gate, candidate);
        const auto checked = rhn_layers(layers, depth, *initial);
        for (const strnn::RhnLayer &layer : checked) {
            require(layer.weight->has_transposed(), "a matrix was packed for the forward pass alone");
        }
        require_shape("dy", *dy, initial->rows, checked[0].state.columns);
        strnn::rhn_backward(*context, checked.data(), depth, *initial, mask, *dy, activations);
    });
}
