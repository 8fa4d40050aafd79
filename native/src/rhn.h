// The recurrent highway cell, and whole sequences of it: in each time step the state passes through several
// micro-layers with recurrent weights of their own.
#pragma once
#include "activations.h"
#include "context.h"
#include "packed_matrix.h"

namespace strnn {

// One micro-layer. R: weight and values. gates [2H, T*B], input = m*s before the micro-layer and state = s behind it,
// both [H, T*B].
struct RhnLayer {
    const PackedMatrix *weight;
    const float *values;
    Matrix gates, input, state;
};

// gates [2H, B]: pre-activations become what the backward step expects; s = h*t + s_previous*(1 - t).
void rhn_cell_forward(Context &context, const Matrix &gates, const Matrix &s_previous, const Matrix &s,
                      Activations activations);

// ds becomes the gradient of s_previous along the carry; d_gates may be gates.
void rhn_cell_backward(Context &context, const Matrix &gates, const Matrix &s_previous, const Matrix &ds,
                       const Matrix &d_gates, Activations activations);

void rhn_forward(Context &context, const RhnLayer *layers, int64_t depth, const Matrix &initial, const Mask *mask,
                 Activations activations);
void rhn_backward(Context &context, const RhnLayer *layers, int64_t depth, const Matrix &initial, const Mask *mask,
                  const Matrix &dy, Activations activations);

} // namespace strnn
