// One float with the interface of the vectors: a product with one column is a stream of the nonzeros, and padding it to
// a vector would multiply its arithmetic.
#pragma once

namespace strnn::STRNN_TARGET {

struct Single {
    static constexpr int lanes = 1;
    float v;

    static Single load(const float *p) { return {*p}; }
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

} // namespace strnn::STRNN_TARGET
