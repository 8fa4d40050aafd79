// Eight floats in a register: AVX2 and FMA. Compiled for AVX2, whose vectors these are, and for AVX-512, in each case
// into the target's own namespace.
#pragma once
#include <cstdint>
#include <immintrin.h>

namespace strnn::STRNN_TARGET {

struct Vec8 {
    static constexpr int lanes = 8;
#if defined(__AVX512VL__)
    static constexpr int registers = 32;
#else
    static constexpr int registers = 16;
#endif
    __m256 v;

    static Vec8 zero() { return {_mm256_setzero_ps()}; }
    static Vec8 of(float x) { return {_mm256_set1_ps(x)}; }
    static Vec8 broadcast(const float *p) { return {_mm256_broadcast_ss(p)}; }
    // Four neighbours in every quarter or half of the register, and one of them in all lanes.
    static Vec8 load_four(const float *p) { return {_mm256_broadcast_ps(reinterpret_cast<const __m128 *>(p))}; }
    template <int I> Vec8 repeat() const { return {_mm256_permute_ps(v, I * 0x55)}; }
    static Vec8 load(const float *p) { return {_mm256_loadu_ps(p)}; }
    void store(float *p) const { _mm256_storeu_ps(p, v); }

    static __m256i mask(int count) {
        const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
        return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), lane);
    }
    static Vec8 load_first(const float *p, int count) { return {_mm256_maskload_ps(p, mask(count))}; }
    void store_first(float *p, int count) const { _mm256_maskstore_ps(p, mask(count), v); }

    friend Vec8 operator+(Vec8 a, Vec8 b) { return {_mm256_add_ps(a.v, b.v)}; }
    friend Vec8 operator-(Vec8 a, Vec8 b) { return {_mm256_sub_ps(a.v, b.v)}; }
    friend Vec8 operator*(Vec8 a, Vec8 b) { return {_mm256_mul_ps(a.v, b.v)}; }
    friend Vec8 operator/(Vec8 a, Vec8 b) { return {_mm256_div_ps(a.v, b.v)}; }
    // a * b + c
    static Vec8 fma(Vec8 a, Vec8 b, Vec8 c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
    // The larger; b where either is NaN.
    static Vec8 max(Vec8 a, Vec8 b) { return {_mm256_max_ps(a.v, b.v)}; }
    static Vec8 min(Vec8 a, Vec8 b) { return {_mm256_min_ps(a.v, b.v)}; }
    static Vec8 sqrt(Vec8 a) { return {_mm256_sqrt_ps(a.v)}; }
    static Vec8 abs(Vec8 a) { return {_mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v)}; }
    // |a| with the sign of s
    static Vec8 copy_sign(Vec8 a, Vec8 s) {
        const __m256 sign = _mm256_set1_ps(-0.0f);
        return {_mm256_or_ps(_mm256_andnot_ps(sign, a.v), _mm256_and_ps(sign, s.v))};
    }
    static Vec8 round(Vec8 a) { return {_mm256_round_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)}; }
    // yes where a < b, else no
    static Vec8 where_less(Vec8 a, Vec8 b, Vec8 yes, Vec8 no) {
        return {_mm256_blendv_ps(no.v, yes.v, _mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ))};
    }
    // x where x is NaN, else other
    static Vec8 keep_nan(Vec8 x, Vec8 other) {
        return {_mm256_blendv_ps(other.v, x.v, _mm256_cmp_ps(x.v, x.v, _CMP_UNORD_Q))};
    }
    // a * 2^n for integral n in [-252, 254], in two steps so that neither factor leaves the range
    static Vec8 scale(Vec8 a, Vec8 n) {
        const __m256i whole = _mm256_cvtps_epi32(n.v);
        const __m256i half = _mm256_srai_epi32(whole, 1);
        const __m256i bias = _mm256_set1_epi32(127);
        const __m256 first = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(half, bias), 23));
        const __m256 second =
            _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(_mm256_sub_epi32(whole, half), bias), 23));
        return {_mm256_mul_ps(_mm256_mul_ps(a.v, first), second)};
    }
    // 1 where the unsigned word is at or above the threshold, else 0
    static Vec8 at_least(const uint32_t *words, uint32_t threshold) {
        const __m256i w = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(words));
        const __m256i t = _mm256_set1_epi32(static_cast<int32_t>(threshold));
        const __m256i keep = _mm256_cmpeq_epi32(_mm256_max_epu32(w, t), w);
        return {_mm256_and_ps(_mm256_castsi256_ps(keep), _mm256_set1_ps(1.0f))};
    }
    float sum() const {
        __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
        s = _mm_add_ps(s, _mm_movehl_ps(s, s));
        return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
    }
    // A transpose-add tree sums four registers into one. Blends and shuffles by hand: a horizontal add is microcode on
    // some processors, which delays the instructions around it, and takes two shuffles where the first level needs one.
    // In either half of the register: a0 + a2, a1 + a3, b0 + b2, b1 + b3.
    static __m256 fold(Vec8 a, Vec8 b) {
        return _mm256_add_ps(_mm256_shuffle_ps(a.v, b.v, 0x4e), _mm256_blend_ps(a.v, b.v, 0xcc));
    }
    static __m256 fold_four(const Vec8 *a) {
        const __m256 first = fold(a[0], a[1]), second = fold(a[2], a[3]);
        return _mm256_add_ps(_mm256_shuffle_ps(first, second, 0x88), _mm256_shuffle_ps(first, second, 0xdd));
    }
    // out[i] (+)= the sum of a[i]
    static void store_sums(const Vec8 (&a)[8], float *out, bool accumulate) {
        const __m256 low = fold_four(a), high = fold_four(a + 4);
        const Vec8 sums = {_mm256_add_ps(_mm256_permute2f128_ps(low, high, 0x21), _mm256_blend_ps(low, high, 0xf0))};
        (accumulate ? sums + load(out) : sums).store(out);
    }
    // The same for i < count, 1 to 4. Two and one are stored separately: a masked store is microcode on some
    // processors.
    static void store_sums(const Vec8 (&a)[4], float *out, int count, bool accumulate) {
        const __m256 halves = fold_four(a);
        __m128 sums = _mm_add_ps(_mm256_castps256_ps128(halves), _mm256_extractf128_ps(halves, 1));
        if (count == 4) {
            _mm_storeu_ps(out, accumulate ? _mm_add_ps(sums, _mm_loadu_ps(out)) : sums);
            return;
        }
        if (count & 2) {
            auto *two = reinterpret_cast<__m64 *>(out);
            _mm_storel_pi(two, accumulate ? _mm_add_ps(sums, _mm_loadl_pi(_mm_setzero_ps(), two)) : sums);
            sums = _mm_movehl_ps(sums, sums);
            out += 2;
        }
        if (count & 1) *out = accumulate ? *out + _mm_cvtss_f32(sums) : _mm_cvtss_f32(sums);
    }
};

} // namespace strnn::STRNN_TARGET
