// Shared by all inner kernels: the width of the target's vectors, and loops that must be unrolled so that an array of
// vectors stays in registers. Compilers keep such an array in memory if one of its loops is not unrolled, which halves
// the speed.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
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

// One float with the interface of the vectors: a product with one column is a stream of the nonzeros, and padding it to
// a vector would multiply its arithmetic.
struct Single {
    static constexpr int lanes = 1;
    static constexpr int registers = 16;
    float v;

    static Single load(const float *p) { return {*p}; }
    static Single broadcast(const float *p) { return {*p}; }
    void store(float *p) const { *p = v; }
    static Single load_first(const float *p, int) { return {*p}; }
    friend Single operator*(Single a, Single b) { return {a.v * b.v}; }
    // a * b + c
    static Single fma(Single a, Single b, Single c) { return {a.v * b.v + c.v}; }
    static void store_sums(const Single (&a)[8], float *out, bool accumulate) { store_sums<8>(a, out, 8, accumulate); }
    template <int N> static void store_sums(const Single (&a)[N], float *out, int count, bool accumulate) {
        for (int i = 0; i < count; i++) out[i] = accumulate ? out[i] + a[i].v : a[i].v;
    }
};

static_assert(std::endian::native == std::endian::little, "four 16-bit column numbers are read as one 64-bit word");

// Four neighbouring column numbers of a segment, read as one word: the loops over nonzeros are bound by loads.
struct FourColumns {
    uint64_t word;

    explicit FourColumns(const uint16_t *indices) { std::memcpy(&word, indices, sizeof word); }
    template <int I> int64_t at() const { return static_cast<int64_t>((word >> (16 * I)) & 0xffff); }
};

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

// Calls body with the row type of a strip that is width floats wide, see Strips. Where vectors are longer than eight, a
// narrow strip has others: an eight, or a vector and an eight.
template <class V = Vec, class Body> inline void dispatch_width(int width, const Body &body) {
    if (width == 1) return body(StripRow<Single, 1>());
    if constexpr (V::lanes > narrow_lanes) {
        if (width == narrow_lanes) return body(StripRow<typename V::Half, 1>());
        if (width == V::lanes + narrow_lanes) return body(StripRow<typename V::AndHalf, 1>());
    }
    dispatch_vectors<V, widest_strip / V::lanes>(width / V::lanes, body);
}

// The same with eights alone for a narrow strip: a sum over the lanes of an eight takes fewer instructions.
template <class V = Vec, class Body> inline void dispatch_gradient_width(int width, const Body &body) {
    if (width == 1) return body(StripRow<Single, 1>());
    if constexpr (V::lanes > narrow_lanes) {
        if (width <= narrow_columns) {
            return dispatch_vectors<typename V::Half, narrow_columns / narrow_lanes>(width / narrow_lanes, body);
        }
    }
    dispatch_vectors<V, widest_strip / V::lanes>(width / V::lanes, body);
}

// Calls body with a vector for the dot products of any such width.
template <class V = Vec, class Body> inline void dispatch_gradient_vector(int width, const Body &body) {
    if (width == 1) return body(Single());
    if constexpr (V::lanes > narrow_lanes) {
        if (width % V::lanes != 0) return body(typename V::Half());
    }
    body(V());
}

} // namespace strnn::STRNN_TARGET
