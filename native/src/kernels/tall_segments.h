// Shared by the kernels of tall segments, whose rows share their columns: a vector of X that is loaded once serves
// several rows, so these kernels are not bound by loads, as those of single rows are.
#pragma once
#include <type_traits>

#include "common.h"

namespace strnn::STRNN_TARGET {

template <int Value> using Constant = std::integral_constant<int, Value>;

// Calls body with the height of a segment, 1, 2, 4 or 8, as a constant.
template <class Body> inline void dispatch_height(int64_t height, const Body &body) {
    switch (height) {
    case 2: return body(Constant<2>());
    case 4: return body(Constant<4>());
    case 8: return body(Constant<8>());
    default: return body(Constant<1>());
    }
}

// What stays in registers at once: rows * columns sums, a vector of X for each column, and one operand more.
template <class V, int height, int tallest> struct RegisterTile {
    static constexpr int rows = height < tallest ? height : tallest;
    static constexpr int columns = (V::registers - 1) / (rows + 1);
};

// Calls body(first, count), constants, for runs of nearly equal length that make up 0 .. N - 1, none longer than most.
template <int N, int most, int first = 0, class Body> inline void for_each_vector_run(const Body &body) {
    if constexpr (first < N) {
        constexpr int left = N - first, runs = (left + most - 1) / most, count = (left + runs - 1) / runs;
        body(Constant<first>(), Constant<count>());
        for_each_vector_run<N, most, first + count>(body);
    }
}

} // namespace strnn::STRNN_TARGET
