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
                    lstm_forward_row<Gate, SpocuCandidate<false>>, lstm_forward_row<Gate, SpocuCandidate<true>>,
                    lstm_forward_row<Gate, IdentityCandidate>},
    .backward_row = {lstm_backward_row<Gate, TanhCandidate>, lstm_backward_row<Gate, SeluCandidate>,
                     lstm_backward_row<Gate, SpocuCandidate<false>>, lstm_backward_row<Gate, SpocuCandidate<true>>,
                     lstm_backward_row<Gate, IdentityCandidate>},
};
template <class Gate>
constexpr RhnKernels rhn_kernels = {
    .forward_row = {rhn_forward_row<Gate, TanhCandidate>, rhn_forward_row<Gate, SeluCandidate>,
                    rhn_forward_row<Gate, SpocuCandidate<false>>, rhn_forward_row<Gate, SpocuCandidate<true>>,
                    rhn_forward_row<Gate, IdentityCandidate>},
    .backward_row = {rhn_backward_row<Gate, TanhCandidate>, rhn_backward_row<Gate, SeluCandidate>,
                     rhn_backward_row<Gate, SpocuCandidate<false>>, rhn_backward_row<Gate, SpocuCandidate<true>>,
                     rhn_backward_row<Gate, IdentityCandidate>},
};

template <class Gate>
constexpr GruKernels gru_kernels = {
    .gates_forward_row = {gru_gates_forward_row<Gate, false>, gru_gates_forward_row<Gate, true>},
    .state_forward_row =
        {{gru_state_forward_row<TanhCandidate, false>, gru_state_forward_row<TanhCandidate, true>},
         {gru_state_forward_row<SeluCandidate, false>, gru_state_forward_row<SeluCandidate, true>},
         {gru_state_forward_row<SpocuCandidate<false>, false>, gru_state_forward_row<SpocuCandidate<false>, true>},
         {gru_state_forward_row<SpocuCandidate<true>, false>, gru_state_forward_row<SpocuCandidate<true>, true>},
         {gru_state_forward_row<IdentityCandidate, false>, gru_state_forward_row<IdentityCandidate, true>}},
    .state_backward_row = {{gru_state_backward_row<Gate, TanhCandidate, false>,
                            gru_state_backward_row<Gate, TanhCandidate, true>},
                           {gru_state_backward_row<Gate, SeluCandidate, false>,
                            gru_state_backward_row<Gate, SeluCandidate, true>},
                           {gru_state_backward_row<Gate, SpocuCandidate<false>, false>,
                            gru_state_backward_row<Gate, SpocuCandidate<false>, true>},
                           {gru_state_backward_row<Gate, SpocuCandidate<true>, false>,
                            gru_state_backward_row<Gate, SpocuCandidate<true>, true>},
                           {gru_state_backward_row<Gate, IdentityCandidate, false>,
                            gru_state_backward_row<Gate, IdentityCandidate, true>}},
    .gates_backward_row = gru_gates_backward_row<Gate>,
};

inline const KernelTable &table() {
    static constexpr KernelTable kernels = {
        .lanes = lanes,
        .gemm_rows = gemm_rows,
        .gemm_columns = gemm_columns,
        .pack_rows = pack_rows,
        .unpack_rows = unpack_rows,
        .spmm_block = spmm_block<float>,
        .spmm_block_of_bfloat16 = spmm_block<BFloat16>,
        .spmm_transposed_panel = tall_spmm_transposed_panel,
        .sddmm_block = sddmm_block,
        .gemm_tile = gemm_tile,
        .gemm_narrow = gemm_narrow,
        .gemm_narrow_rows = gemm_narrow_rows,
        .lstm = {lstm_kernels<LogisticGate>, lstm_kernels<HardSigmoidGate>},
        .rhn = {rhn_kernels<LogisticGate>, rhn_kernels<HardSigmoidGate>},
        .gru = {gru_kernels<LogisticGate>, gru_kernels<HardSigmoidGate>},
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
