// What all inner kernels share: the width of the target's vectors, and a loop that must be unrolled so that an array of vectors
// stays in registers. Compilers keep such an array in memory if they leave one of its loops standing, which costs half the speed.
#pragma once
#include <type_traits>

#include "../kernel_table.h"

#if defined(__clang__)
#define STRNN_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define STRNN_UNROLL _Pragma("GCC unroll 32")
#else
#define STRNN_UNROLL
#endif

namespace strnn::STRNN_TARGET {

constexpr int lanes = Vec::lanes;

// Calls body with the number of vectors in a strip's row, 1 .. 64 / lanes, as a constant.
template <int V = strip_columns / lanes, class Body> inline void dispatch_width(int vectors, const Body &body) {
    if constexpr (V > 1) {
        if (vectors < V) return dispatch_width<V - 1>(vectors, body);
    }
    body(std::integral_constant<int, V>());
}

} // namespace strnn::STRNN_TARGET
