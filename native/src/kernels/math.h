// exp, logistic, hard sigmoid and tanh on vectors. A NaN stays a NaN, infinities give the limits.
//
// exp: Cody-Waite reduction to |r| <= ln(2)/2 and a polynomial of degree 6; measured error below 1.1 ulp. tanh: for |x|
// < 0.625 an odd polynomial, else 1 - 2/(exp(2|x|) + 1); measured error below 2 ulp. The accuracy tests hold these
// figures.
#pragma once
#include <limits>

#include "common.h"

namespace strnn::STRNN_TARGET {

// e^x = 2^n (1 + tail); not for a NaN.
struct Exponential {
    Vec n, tail;

    explicit Exponential(Vec x) {
        // Beyond these exp is infinite, or below the smallest denormal. min and max return their second operand where
        // one is NaN.
        const Vec clamped = Vec::max(Vec::min(x, Vec::of(89.0f)), Vec::of(-104.0f));
        n = Vec::round(clamped * Vec::of(1.44269504088896341f));
        Vec r = Vec::fma(n, Vec::of(-0.693359375f), clamped);
        r = Vec::fma(n, Vec::of(2.12194440e-4f), r);
        Vec p = Vec::of(1.9875691500e-4f);
        p = Vec::fma(p, r, Vec::of(1.3981999507e-3f));
        p = Vec::fma(p, r, Vec::of(8.3334519073e-3f));
        p = Vec::fma(p, r, Vec::of(4.1665795894e-2f));
        p = Vec::fma(p, r, Vec::of(1.6666665459e-1f));
        p = Vec::fma(p, r, Vec::of(5.0000001201e-1f));
        tail = Vec::fma(p * r, r, r);
    }

    // 2^n, where x is so small that it is finite.
    Vec power() const { return Vec::scale(Vec::of(1.0f), n); }
};

inline Vec exp(Vec x) {
    const Exponential e(x);
    return Vec::keep_nan(x, Vec::scale(e.tail + Vec::of(1.0f), e.n));
}

inline Vec logistic(Vec x) {
    // exp of a non-positive number cannot overflow: for x >= 0, 1/(1+e); for x < 0, e/(1+e).
    const Vec e = exp(Vec::zero() - Vec::abs(x));
    const Vec one = Vec::of(1.0f);
    return Vec::where_less(x, Vec::zero(), e, one) / (one + e);
}

// clip(0.2 x + 0.5, 0, 1). The number is the second operand of both, so that a NaN stays.
inline Vec hard_sigmoid(Vec x) {
    return Vec::max(Vec::zero(), Vec::min(Vec::of(1.0f), Vec::fma(Vec::of(0.2f), x, Vec::of(0.5f))));
}

inline Vec tanh(Vec x) {
    const Vec a = Vec::abs(x);
    const Vec one = Vec::of(1.0f);
    const Vec large = one - Vec::of(2.0f) / (exp(a + a) + one);
    const Vec z = x * x;
    Vec p = Vec::of(-5.70498872745e-3f);
    p = Vec::fma(p, z, Vec::of(2.06390887954e-2f));
    p = Vec::fma(p, z, Vec::of(-5.37397155531e-2f));
    p = Vec::fma(p, z, Vec::of(1.33314422036e-1f));
    p = Vec::fma(p, z, Vec::of(-3.33332819422e-1f));
    const Vec small = Vec::fma(p * z, x, x);
    return Vec::keep_nan(x, Vec::where_less(a, Vec::of(0.625f), small, Vec::copy_sign(large, x)));
}

} // namespace strnn::STRNN_TARGET
