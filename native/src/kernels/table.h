// Gathers one instruction set's kernels. Included by every <instruction set>/kernels.cpp, after its vec.h.
#pragma once
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
        {lstm_forward_row<LogisticGate>, lstm_forward_row<HardSigmoidGate>},
        {lstm_backward_row<LogisticGate>, lstm_backward_row<HardSigmoidGate>},
        rhn_forward_row,
        rhn_backward_row,
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
    };
    return kernels;
}

} // namespace strnn::STRNN_TARGET
