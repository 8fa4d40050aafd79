// Gathers one instruction set's kernels. Included by every <instruction set>/kernels.cpp, after its vec.h.
#pragma once
#include "candidate.h"
#include "elementwise.h"
#include "gemm.h"
#include "lstm.h"
#include "math.h"
#include "optimizer.h"
#include "pack.h"
#include "rhn.h"
#include "sddmm.h"
#include "softmax.h"
#include "spmm.h"

namespace strnn::STRNN_TARGET {

template <Vec (*F)(Vec)> void array(const float *x, float *y, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) { store_some(y + j, F(load_some(x + j, n)), n); });
}

// The kernels of a cell with one gate activation, for each candidate.
template <class Gate>
constexpr LstmKernels lstm_kernels = {
    {lstm_forward_row<Gate, TanhCandidate>, lstm_forward_row<Gate, SeluCandidate>, lstm_forward_row<Gate, SpocuCandidate<false>>,
     lstm_forward_row<Gate, SpocuCandidate<true>>},
    {lstm_backward_row<Gate, TanhCandidate>, lstm_backward_row<Gate, SeluCandidate>, lstm_backward_row<Gate, SpocuCandidate<false>>,
     lstm_backward_row<Gate, SpocuCandidate<true>>},
};
template <class Gate>
constexpr RhnKernels rhn_kernels = {
    {rhn_forward_row<Gate, TanhCandidate>, rhn_forward_row<Gate, SeluCandidate>, rhn_forward_row<Gate, SpocuCandidate<false>>,
     rhn_forward_row<Gate, SpocuCandidate<true>>},
    {rhn_backward_row<Gate, TanhCandidate>, rhn_backward_row<Gate, SeluCandidate>, rhn_backward_row<Gate, SpocuCandidate<false>>,
     rhn_backward_row<Gate, SpocuCandidate<true>>},
};

inline const KernelTable &table() {
    static constexpr KernelTable kernels = {
        lanes,
        gemm_rows,
        gemm_columns,
        pack_rows,
        unpack_rows,
        spmm_block,
        sddmm_block,
        gemm_tile,
        gemm_narrow,
        gemm_narrow_rows,
        {lstm_kernels<LogisticGate>, lstm_kernels<HardSigmoidGate>},
        {rhn_kernels<LogisticGate>, rhn_kernels<HardSigmoidGate>},
        add_scalar,
        add,
        multiply,
        multiply_add,
        row_sum,
        sum,
        squared_norm,
        dropout,
        max_row,
        exp_sum_row,
        softmax_row,
        sgd_momentum,
        adam,
        array<exp>,
        array<tanh>,
        array<logistic>,
        array<SeluCandidate::of>,
        array<SpocuCandidate<false>::of>,
        array<SpocuCandidate<true>::of>,
    };
    return kernels;
}

} // namespace strnn::STRNN_TARGET
