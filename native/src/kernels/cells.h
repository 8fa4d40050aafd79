// One row of a cell (one hidden unit, B columns), for each activation of its gates and of its candidate, which are
// types: the LSTM with gates i, f, o and candidate g, the recurrent highway cell with gate t and candidate h, and the
// GRU with gates r, z and candidate n.
#pragma once
#include "elementwise.h"
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

struct IdentityCandidate {
    static constexpr bool keeps_output = true;
    static Vec of(Vec x) { return x; }
    static ValueAndSlope from_kept(Vec y) { return {y, Vec::of(1.0f)}; }
};

template <class Gate, class Candidate> void lstm_forward_row(const LstmRow &row, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec i = Gate::of(load_some(row.i + j, n));
        const Vec f = Gate::of(load_some(row.f + j, n));
        const Vec g = Candidate::of(load_some(row.g + j, n));
        const Vec o = Gate::of(load_some(row.o + j, n));
        const Vec c = Vec::fma(f, load_some(row.c_previous + j, n), i * g);
        store_some(row.i + j, i, n);
        store_some(row.f + j, f, n);
        if constexpr (Candidate::keeps_output) store_some(row.g + j, g, n);
        store_some(row.o + j, o, n);
        store_some(row.c + j, c, n);
        store_some(row.h + j, o * tanh(c), n);
    });
}

template <class Gate, class Candidate> void lstm_backward_row(const LstmGradientRow &row, int64_t count) {
    const Vec one = Vec::of(1.0f);
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec i = load_some(row.i + j, n), f = load_some(row.f + j, n);
        const auto [g, slope] = Candidate::from_kept(load_some(row.g + j, n));
        const Vec o = load_some(row.o + j, n);
        const Vec t = tanh(load_some(row.c + j, n));
        const Vec dh = load_some(row.dh + j, n);
        const Vec dc = Vec::fma(dh * o, one - t * t, load_some(row.dc + j, n));
        const Vec c_previous = load_some(row.c_previous + j, n);
        store_some(row.di + j, dc * g * Gate::slope(i), n);
        store_some(row.df + j, dc * c_previous * Gate::slope(f), n);
        store_some(row.dg + j, dc * i * slope, n);
        store_some(row.d_o + j, dh * t * Gate::slope(o), n);
        store_some(row.dc + j, dc * f, n);
    });
}

template <class Gate, class Candidate> void rhn_forward_row(const RhnRow &row, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec h = Candidate::of(load_some(row.h + j, n));
        const Vec t = Gate::of(load_some(row.t + j, n));
        const Vec s = load_some(row.s_previous + j, n);
        if constexpr (Candidate::keeps_output) store_some(row.h + j, h, n);
        store_some(row.t + j, t, n);
        store_some(row.s + j, Vec::fma(t, h - s, s), n);
    });
}

template <class Gate, class Candidate> void rhn_backward_row(const RhnGradientRow &row, int64_t count) {
    const Vec one = Vec::of(1.0f);
    for_each_vector(count, [&](int64_t j, int n) {
        const auto [h, slope] = Candidate::from_kept(load_some(row.h + j, n));
        const Vec t = load_some(row.t + j, n);
        const Vec s = load_some(row.s_previous + j, n), ds = load_some(row.ds + j, n);
        store_some(row.dh + j, ds * t * slope, n);
        store_some(row.dt + j, ds * (h - s) * Gate::slope(t), n);
        store_some(row.ds + j, ds * (one - t), n);
    });
}

// before: the reset acts before the candidate's product (STRNN_RESET_BEFORE_PRODUCT), else after it.
template <class Gate, bool before> void gru_gates_forward_row(const GruRow &row, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec r = Gate::of(load_some(row.r + j, n));
        store_some(row.r + j, r, n);
        store_some(row.z + j, Gate::of(load_some(row.z + j, n)), n);
        if constexpr (before) store_some(row.inner + j, r * load_some(row.h_previous + j, n), n);
    });
}

template <class Candidate, bool before> void gru_state_forward_row(const GruRow &row, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        Vec pre = load_some(row.n + j, n);
        if constexpr (!before) pre = Vec::fma(load_some(row.r + j, n), load_some(row.inner + j, n), pre);
        const Vec candidate = Candidate::of(pre);
        store_some(row.n + j, Candidate::keeps_output ? candidate : pre, n);
        store_some(row.h + j,
                   Vec::fma(load_some(row.z + j, n), load_some(row.h_previous + j, n) - candidate, candidate), n);
    });
}

template <class Gate, class Candidate, bool before> void gru_state_backward_row(const GruRow &row, int64_t count) {
    const Vec one = Vec::of(1.0f);
    for_each_vector(count, [&](int64_t j, int n) {
        const auto [candidate, slope] = Candidate::from_kept(load_some(row.n + j, n));
        const Vec z = load_some(row.z + j, n), dh = load_some(row.h + j, n);
        const Vec dn = dh * (one - z) * slope;
        store_some(row.z + j, dh * (load_some(row.h_previous + j, n) - candidate) * Gate::slope(z), n);
        store_some(row.n + j, dn, n);
        store_some(row.h + j, dh * z, n);
        if constexpr (before) return;
        const Vec r = load_some(row.r + j, n);
        store_some(row.r + j, dn * load_some(row.inner + j, n) * Gate::slope(r), n);
        store_some(row.inner + j, dn * r, n);
    });
}

template <class Gate> void gru_gates_backward_row(const GruRow &row, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        const Vec r = load_some(row.r + j, n), d_inner = load_some(row.inner + j, n);
        store_some(row.r + j, d_inner * load_some(row.h_previous + j, n) * Gate::slope(r), n);
        store_some(row.h + j, Vec::fma(d_inner, r, load_some(row.h + j, n)), n);
    });
}

} // namespace strnn::STRNN_TARGET
