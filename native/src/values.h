// The values of a sparse matrix: floats, or, for inference, bfloat16, which is the upper half of a float. It has a
// float's range and eight bits of precision, and a shift makes it a float again. Functions have a copy in each file, so
// that the linker cannot hand one compiled for AVX to the rest of the library.
#pragma once
#include <bit>
#include <cstdint>

#include "strnn/core.h"

namespace strnn {

using Values = strnn_values;

struct BFloat16 {
    uint16_t bits;
};

namespace {

inline float widen(float x) { return x; }
inline float widen(BFloat16 x) { return std::bit_cast<float>(static_cast<uint32_t>(x.bits) << 16); }

// To the nearest, of two equally near ones to the one whose last bit is 0. A NaN stays one, and becomes a quiet one.
inline BFloat16 narrow(float x) {
    const uint32_t bits = std::bit_cast<uint32_t>(x);
    const bool is_nan = (bits & 0x7fffffff) > 0x7f800000;
    const uint32_t rounded = is_nan ? bits | 0x400000 : bits + 0x7fff + ((bits >> 16) & 1);
    return {static_cast<uint16_t>(rounded >> 16)};
}

// Calls body with the array of values, as what it holds.
template <class Body> inline void visit(const Values &values, const Body &body) {
    if (values.type == STRNN_BFLOAT16) {
        body(static_cast<const BFloat16 *>(values.data));
    } else {
        body(static_cast<const float *>(values.data));
    }
}

} // namespace

} // namespace strnn
