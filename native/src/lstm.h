// The LSTM cell, and whole sequences with sparse recurrent weights. Shapes and formulas: strnn/recurrent.h.
#pragma once
#include "activations.h"
#include "packed_matrix.h"

namespace strnn {

void lstm_cell_forward(Context &context, const Matrix &gates, const Matrix &c_previous, const Matrix &c,
                       const Matrix &h, Activations activations);
void lstm_cell_backward(Context &context, const Matrix &gates, const Matrix &c_previous, const Matrix &c,
                        const Matrix &dh, const Matrix &dc, const Matrix &d_gates, Activations activations);
void lstm_forward(Context &context, const PackedMatrix &weight, const float *values, const Matrix &gates,
                  const Matrix &initial_h, const Matrix &initial_c, const Matrix &c, const Matrix &h,
                  Activations activations);
void lstm_backward(Context &context, const PackedMatrix &weight, const Matrix &gates, const Matrix &initial_c,
                   const Matrix &c, const Matrix &dh, const Matrix &dc, Activations activations);

} // namespace strnn
