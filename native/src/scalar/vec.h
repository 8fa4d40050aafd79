// Eight floats as an array: the portable counterpart of x86/vec8.h, for processors without AVX2.
#pragma once
#include <cmath>
#include <cstdint>

namespace strnn::scalar {

struct Vec {
    static constexpr int lanes = 8;
    static constexpr int registers = 16;
    float v[8];

    template <class F> static Vec make(F f) {
        Vec r;
        for (int i = 0; i < 8; i++) r.v[i] = f(i);
        return r;
    }
    static Vec zero() { return of(0); }
    static Vec of(float x) {
        return make([&](int) { return x; });
    }
    static Vec broadcast(const float *p) { return of(*p); }
    // Four neighbours in each half, and one of them in all lanes.
    static Vec load_four(const float *p) {
        return make([&](int i) { return p[i % 4]; });
    }
    template <int I> Vec repeat() const { return of(v[I]); }
    static Vec load(const float *p) {
        return make([&](int i) { return p[i]; });
    }
    void store(float *p) const {
        for (int i = 0; i < 8; i++) p[i] = v[i];
    }
    static Vec load_first(const float *p, int count) {
        return make([&](int i) { return i < count ? p[i] : 0.0f; });
    }
    void store_first(float *p, int count) const {
        for (int i = 0; i < count && i < 8; i++) p[i] = v[i];
    }

    friend Vec operator+(Vec a, Vec b) {
        return make([&](int i) { return a.v[i] + b.v[i]; });
    }
    friend Vec operator-(Vec a, Vec b) {
        return make([&](int i) { return a.v[i] - b.v[i]; });
    }
    friend Vec operator*(Vec a, Vec b) {
        return make([&](int i) { return a.v[i] * b.v[i]; });
    }
    friend Vec operator/(Vec a, Vec b) {
        return make([&](int i) { return a.v[i] / b.v[i]; });
    }
    static Vec fma(Vec a, Vec b, Vec c) { return a * b + c; }
    static Vec max(Vec a, Vec b) {
        return make([&](int i) { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
    }
    static Vec min(Vec a, Vec b) {
        return make([&](int i) { return a.v[i] < b.v[i] ? a.v[i] : b.v[i]; });
    }
    static Vec sqrt(Vec a) {
        return make([&](int i) { return std::sqrt(a.v[i]); });
    }
    static Vec abs(Vec a) {
        return make([&](int i) { return std::fabs(a.v[i]); });
    }
    static Vec copy_sign(Vec a, Vec s) {
        return make([&](int i) { return std::copysign(a.v[i], s.v[i]); });
    }
    static Vec round(Vec a) {
        return make([&](int i) { return std::nearbyint(a.v[i]); });
    }
    static Vec where_less(Vec a, Vec b, Vec yes, Vec no) {
        return make([&](int i) { return a.v[i] < b.v[i] ? yes.v[i] : no.v[i]; });
    }
    static Vec keep_nan(Vec x, Vec other) {
        return make([&](int i) { return x.v[i] != x.v[i] ? x.v[i] : other.v[i]; });
    }
    static Vec scale(Vec a, Vec n) {
        return make([&](int i) { return std::ldexp(a.v[i], static_cast<int>(n.v[i])); });
    }
    static Vec at_least(const uint32_t *words, uint32_t threshold) {
        return make([&](int i) { return words[i] >= threshold ? 1.0f : 0.0f; });
    }
    float sum() const { return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])); }
    static void store_sums(const Vec (&a)[8], float *out, bool accumulate) { store_sums<8>(a, out, 8, accumulate); }
    template <int N> static void store_sums(const Vec (&a)[N], float *out, int count, bool accumulate) {
        for (int i = 0; i < count; i++) out[i] = accumulate ? out[i] + a[i].sum() : a[i].sum();
    }
};

} // namespace strnn::scalar
