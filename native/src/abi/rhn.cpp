// Recurrent highway cells and sequences.
#include <vector>

#include "../drivers.h"
#include "support.h"

using namespace strnn::abi;

namespace {

using strnn::Matrix;

// The micro-layers of a sequence, checked.
std::vector<strnn::RhnLayer> rhn_layers(const strnn_rhn_layer *layers, int64_t depth, const Matrix &initial) {
    require(depth > 0, "a recurrent highway network has at least one micro-layer");
    std::vector<strnn::RhnLayer> checked;
    for (int64_t l = 0; l < depth; l++) {
        const strnn_rhn_layer &layer = layers[l];
        const int64_t columns = layers[0].state.columns;
        require((layer.weight->uses & STRNN_USE_RHN) != 0, "the matrix was not packed for a recurrent highway network");
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
        require_shape("dy", *dy, initial->rows, checked[0].state.columns);
        strnn::rhn_backward(*context, checked.data(), depth, *initial, mask, *dy, activations);
    });
}
