// What all inner kernels share: the width of the target's vectors, and loops that must be unrolled so that an array of
// vectors stays in registers. Compilers keep such an array in memory if one of its loops is not unrolled, which halves
// the speed.
#pragma once
#include <type_traits>

#include "../kernel_table.h"
#include "single.h"

#if defined(__clang__)
#define STRNN_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define STRNN_UNROLL _Pragma("GCC unroll 32")
#else
#define STRNN_UNROLL
#endif

namespace strnn::STRNN_TARGET {

constexpr int lanes = Vec::lanes;

// The row of a strip: N vectors of type V.
template <class V, int N> struct StripRow {
    using Vector = V;
    static constexpr int vectors = N;
    static constexpr int width = N * V::lanes;
};

// Calls body with the number of vectors, 1 .. N, as a constant.
template <class V, int N, class Body> inline void dispatch_vectors(int vectors, const Body &body) {
    if constexpr (N > 1) {
        if (vectors < N) return dispatch_vectors<V, N - 1>(vectors, body);
    }
    body(StripRow<V, N>());
}

// Calls body with the row type of a strip that is width floats wide, see Strips.
template <class Body> inline void dispatch_width(int width, const Body &body) {
    if (width == 1) return body(StripRow<Single, 1>());
    dispatch_vectors<Vec, widest_strip / lanes>(width / lanes, body);
}

} // namespace strnn::STRNN_TARGET
