// The activations of a cell's gates and candidate, one type each.
#pragma once
#include "math.h"

namespace strnn::STRNN_TARGET {

// A gate's activation, and its derivative where its output is y.
struct LogisticGate {
    static Vec of(Vec x) { return logistic(x); }
    static Vec slope(Vec y) { return y * (Vec::of(1.0f) - y); }
};

struct HardSigmoidGate {
    static Vec of(Vec x) { return hard_sigmoid(x); }
    static Vec slope(Vec y) {
        const Vec below_one = Vec::where_less(y, Vec::of(1.0f), Vec::of(0.2f), Vec::zero());
        return Vec::where_less(Vec::zero(), y, below_one, Vec::zero());
    }
};

struct ValueAndSlope {
    Vec value, slope;
};

// A candidate's activation of x; both it and its derivative from what the forward step keeps: the output where the
// derivative follows from it (keeps_output), else x itself.
struct TanhCandidate {
    static constexpr bool keeps_output = true;
    static Vec of(Vec x) { return tanh(x); }
    static ValueAndSlope from_kept(Vec y) { return {y, Vec::of(1.0f) - y * y}; }
};

// Klambauer et al. 2017: lambda x for x > 0, else lambda alpha (exp(x) - 1).
struct SeluCandidate {
    static constexpr bool keeps_output = false;
    static constexpr float lambda = 1.0507009873554805f, lambda_alpha = 1.7580993408473766f;
    static Vec of(Vec x) { return from_kept(x).value; }
    static ValueAndSlope from_kept(Vec x) {
        const Exponential e(Vec::min(Vec::zero(), x));
        const Vec power = e.power();
        const Vec slope = Vec::of(lambda_alpha) * Vec::fma(e.tail, power, power);
        const Vec value = Vec::of(lambda_alpha) * Vec::fma(e.tail, power, power - Vec::of(1.0f));
        const Vec scale = Vec::of(lambda);
        return {Vec::keep_nan(x, Vec::where_less(Vec::zero(), x, scale * x, value)),
                Vec::keep_nan(x, Vec::where_less(Vec::zero(), x, scale, slope))};
    }
};

// The constants in use for c = infinity; formula as corrected in doi 10.1007/s00521-020-05412-6: alpha h(x/gamma +
// beta) - alpha h(beta) with h(u) = 0 for u < 0, r(u) = u^3 (u^5 - 2 u^4 + 2) up to c, and r(c) beyond. bounded: c = 1,
// where r is 1 and flat. As u^7 (u - 2) + 2 u^3, r grows to infinity at infinity, where u^8 - 2 u^7 has no value.
template <bool bounded> struct SpocuCandidate {
    static constexpr bool keeps_output = false;
    static constexpr float alpha = 3.0937f, beta = 0.6653f, gamma = 4.437f;

    static Vec of(Vec x) { return value(inner(x)); }
    static ValueAndSlope from_kept(Vec x) {
        const Vec u = inner(x);
        return {value(u), slope(u)};
    }

  private:
    static Vec inner(Vec x) { return Vec::fma(x, Vec::of(1.0f / gamma), Vec::of(beta)); }

    static Vec polynomial(Vec u) {
        const Vec square = u * u, cube = square * u;
        return Vec::fma(square * square * cube, u - Vec::of(2.0f), cube + cube);
    }

    // h(beta) is computed as h(u) is, so that the value at 0 is exactly 0. The polynomial's last step is a fused one:
    // were it a product, compilers would fuse it with the difference here, and round one of the two less.
    static Vec value(Vec u) {
        const Vec h = outside(u, polynomial(u), Vec::of(1.0f));
        return Vec::of(alpha) * (h - polynomial(Vec::of(beta)));
    }

    static Vec slope(Vec u) {
        const Vec square = u * u;
        const Vec rise = square * Vec::fma(square * square, Vec::fma(Vec::of(8.0f), u, Vec::of(-14.0f)), Vec::of(6.0f));
        return Vec::of(alpha / gamma) * outside(u, rise, Vec::zero());
    }

    // 0 below 0; where there is a ceiling, the given value from 1 on; a NaN stays.
    static Vec outside(Vec u, Vec inside, Vec beyond) {
        const Vec above = Vec::where_less(u, Vec::zero(), Vec::zero(), inside);
        if constexpr (!bounded) return above;
        return Vec::keep_nan(u, Vec::where_less(u, Vec::of(1.0f), above, beyond));
    }
};

} // namespace strnn::STRNN_TARGET
