// The LSTM cell, and whole sequences with sparse recurrent weights. activation is one of STRNN_GATES_*.
#pragma once
#include "form.h"

namespace strnn {

void lstm_cell_forward(Context &context, const Matrix &gates, const Matrix &c_previous, const Matrix &c, const Matrix &h,
                       int32_t activation);
void lstm_cell_backward(Context &context, const Matrix &gates, const Matrix &c_previous, const Matrix &c, const Matrix &dh,
                        const Matrix &dc, const Matrix &d_gates, int32_t activation);
void lstm_forward(Context &context, const Form &form, const float *values, const Matrix &gates, const Matrix &initial_h,
                  const Matrix &initial_c, const Matrix &c, const Matrix &h, int32_t activation);
void lstm_backward(Context &context, const Form &form, const Matrix &gates, const Matrix &initial_c, const Matrix &c,
                   const Matrix &dh, const Matrix &dc, int32_t activation);

} // namespace strnn
