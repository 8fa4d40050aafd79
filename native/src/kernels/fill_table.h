// Fills the table of kernel_table.h for one instruction set. Included by every <instruction set>/kernels.cpp, after its
// vec.h.
#pragma once
#include "cells.h"
#include "elementwise.h"
#include "gemm.h"
#include "math.h"
#include "optimizer.h"
#include "pack.h"
#include "regression.h"
#include "sddmm.h"
#include "softmax.h"
#include "spmm.h"

namespace strnn::STRNN_TARGET {

template <Vec (*F)(Vec)> void array(const float *x, float *y, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) { store_some(y + j, F(load_some(x + j, n)), n); });
}

// The rows of a cell with one gate activation, by STRNN_CANDIDATE_*.
template <class Gate>
constexpr LstmKernels lstm_kernels = {
    .forward_row = {lstm_forward_row<Gate, TanhCandidate>, lstm_forward_row<Gate, SeluCandidate>,
                    lstm_forward_row<Gate, SpocuCandidate<false>>, lstm_forward_row<Gate, SpocuCandidate<true>>},
    .backward_row = {lstm_backward_row<Gate, TanhCandidate>, lstm_backward_row<Gate, SeluCandidate>,
                     lstm_backward_row<Gate, SpocuCandidate<false>>, lstm_backward_row<Gate, SpocuCandidate<true>>},
};
template <class Gate>
constexpr RhnKernels rhn_kernels = {
    .forward_row = {rhn_forward_row<Gate, TanhCandidate>, rhn_forward_row<Gate, SeluCandidate>,
                    rhn_forward_row<Gate, SpocuCandidate<false>>, rhn_forward_row<Gate, SpocuCandidate<true>>},
    .backward_row = {rhn_backward_row<Gate, TanhCandidate>, rhn_backward_row<Gate, SeluCandidate>,
                     rhn_backward_row<Gate, SpocuCandidate<false>>, rhn_backward_row<Gate, SpocuCandidate<true>>},
};

inline const KernelTable &table() {
    static constexpr KernelTable kernels = {
        .lanes = lanes,
        .gemm_rows = gemm_rows,
        .gemm_columns = gemm_columns,
        .pack_rows = pack_rows,
        .unpack_rows = unpack_rows,
        .spmm_block = spmm_block,
        .sddmm_block = sddmm_block,
        .gemm_tile = gemm_tile,
        .gemm_narrow = gemm_narrow,
        .gemm_narrow_rows = gemm_narrow_rows,
        .lstm = {lstm_kernels<LogisticGate>, lstm_kernels<HardSigmoidGate>},
        .rhn = {rhn_kernels<LogisticGate>, rhn_kernels<HardSigmoidGate>},
        .add_scalar = add_scalar,
        .add = add,
        .multiply = multiply,
        .multiply_add = multiply_add,
        .row_sum = row_sum,
        .sum = sum,
        .squared_norm = squared_norm,
        .dropout = dropout,
        .max_row = max_row,
        .exp_sum_row = exp_sum_row,
        .softmax_row = softmax_row,
        .huber_row = huber_row,
        .huber_gradient_row = huber_gradient_row,
        .sgd_momentum = sgd_momentum,
        .adam = adam,
        .average = average,
        .exp_array = array<exp>,
        .tanh_array = array<tanh>,
        .logistic_array = array<logistic>,
        .selu_array = array<SeluCandidate::of>,
        .spocu_array = array<SpocuCandidate<false>::of>,
        .bounded_spocu_array = array<SpocuCandidate<true>::of>,
    };
    return kernels;
}

} // namespace strnn::STRNN_TARGET
