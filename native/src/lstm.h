// The LSTM cell, and whole sequences with sparse recurrent weights.
#pragma once
#include "activations.h"
#include "form.h"

namespace strnn {

void lstm_cell_forward(Context &context, const Matrix &gates, const Matrix &c_previous, const Matrix &c, const Matrix &h,
                       Activations activations);
void lstm_cell_backward(Context &context, const Matrix &gates, const Matrix &c_previous, const Matrix &c, const Matrix &dh,
                        const Matrix &dc, const Matrix &d_gates, Activations activations);
void lstm_forward(Context &context, const Form &form, const float *values, const Matrix &gates, const Matrix &initial_h,
                  const Matrix &initial_c, const Matrix &c, const Matrix &h, Activations activations);
void lstm_backward(Context &context, const Form &form, const Matrix &gates, const Matrix &initial_c, const Matrix &c,
                   const Matrix &dh, const Matrix &dc, Activations activations);

} // namespace strnn
