// Sixteen floats in a register: AVX-512 F, DQ, BW and VL; and, for the narrow strips of a batch, eight and 24.
#pragma once
#include <algorithm>

#include "../x86/vec8.h"

namespace strnn::avx512 {

struct VecAndHalf;

struct Vec {
    using Half = Vec8;
    using AndHalf = VecAndHalf;

    static constexpr int lanes = 16;
    static constexpr int registers = 32;
    __m512 v;

    static Vec zero() { return {_mm512_setzero_ps()}; }
    static Vec of(float x) { return {_mm512_set1_ps(x)}; }
    static Vec broadcast(const float *p) { return {_mm512_set1_ps(*p)}; }
    // Four neighbours in every quarter or half of the register, and one of them in all lanes.
    static Vec load_four(const float *p) { return {_mm512_broadcast_f32x4(_mm_loadu_ps(p))}; }
    template <int I> Vec repeat() const { return {_mm512_permute_ps(v, I * 0x55)}; }
    static Vec load(const float *p) { return {_mm512_loadu_ps(p)}; }
    void store(float *p) const { _mm512_storeu_ps(p, v); }

    static __mmask16 mask(int count) { return static_cast<__mmask16>((1u << count) - 1); }
    static Vec load_first(const float *p, int count) { return {_mm512_maskz_loadu_ps(mask(count), p)}; }
    void store_first(float *p, int count) const { _mm512_mask_storeu_ps(p, mask(count), v); }

    friend Vec operator+(Vec a, Vec b) { return {_mm512_add_ps(a.v, b.v)}; }
    friend Vec operator-(Vec a, Vec b) { return {_mm512_sub_ps(a.v, b.v)}; }
    friend Vec operator*(Vec a, Vec b) { return {_mm512_mul_ps(a.v, b.v)}; }
    friend Vec operator/(Vec a, Vec b) { return {_mm512_div_ps(a.v, b.v)}; }
    // a * b + c
    static Vec fma(Vec a, Vec b, Vec c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
    // The larger; b where either is NaN.
    static Vec max(Vec a, Vec b) { return {_mm512_max_ps(a.v, b.v)}; }
    static Vec min(Vec a, Vec b) { return {_mm512_min_ps(a.v, b.v)}; }
    static Vec sqrt(Vec a) { return {_mm512_sqrt_ps(a.v)}; }
    static Vec abs(Vec a) { return {_mm512_abs_ps(a.v)}; }
    // |a| with the sign of s
    static Vec copy_sign(Vec a, Vec s) {
        const __m512 sign = _mm512_set1_ps(-0.0f);
        return {_mm512_or_ps(_mm512_andnot_ps(sign, a.v), _mm512_and_ps(sign, s.v))};
    }
    static Vec round(Vec a) { return {_mm512_roundscale_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)}; }
    // yes where a < b, else no
    static Vec where_less(Vec a, Vec b, Vec yes, Vec no) {
        return {_mm512_mask_blend_ps(_mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ), no.v, yes.v)};
    }
    // x where x is NaN, else other
    static Vec keep_nan(Vec x, Vec other) {
        return {_mm512_mask_blend_ps(_mm512_cmp_ps_mask(x.v, x.v, _CMP_UNORD_Q), other.v, x.v)};
    }
    // a * 2^n for integral n
    static Vec scale(Vec a, Vec n) { return {_mm512_scalef_ps(a.v, n.v)}; }
    // 1 where the unsigned word is at or above the threshold, else 0
    static Vec at_least(const uint32_t *words, uint32_t threshold) {
        const __mmask16 keep =
            _mm512_cmpge_epu32_mask(_mm512_loadu_si512(words), _mm512_set1_epi32(static_cast<int32_t>(threshold)));
        return {_mm512_maskz_mov_ps(keep, _mm512_set1_ps(1.0f))};
    }
    float sum() const {
        const __m256 half = _mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1));
        __m128 s = _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
        s = _mm_add_ps(s, _mm_movehl_ps(s, s));
        return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
    }
    // out[i] (+)= the sum of a[i]: a transpose-add tree, mostly off the FMA ports
    static void store_sums(const Vec (&a)[8], float *out, bool accumulate) {
        // Halves: x in the lower two quarters, y in the upper two.
        const auto halves = [](Vec x, Vec y) {
            return _mm512_add_ps(_mm512_shuffle_f32x4(x.v, y.v, 0x44), _mm512_shuffle_f32x4(x.v, y.v, 0xee));
        };
        const auto pairs = [](__m512 x, __m512 y) {
            return _mm512_add_ps(_mm512_unpacklo_ps(x, y), _mm512_unpackhi_ps(x, y));
        };
        const __m512 p = pairs(halves(a[0], a[4]), halves(a[1], a[5]));
        const __m512 q = pairs(halves(a[2], a[6]), halves(a[3], a[7]));
        const __m512 quarters = _mm512_add_ps(_mm512_shuffle_ps(p, q, 0x44), _mm512_shuffle_ps(p, q, 0xee));
        const __m512 even = _mm512_shuffle_f32x4(quarters, quarters, 0x08),
                     odd = _mm512_shuffle_f32x4(quarters, quarters, 0x0d);
        const __m256 sums = _mm256_add_ps(_mm512_castps512_ps256(even), _mm512_castps512_ps256(odd));
        _mm256_storeu_ps(out, accumulate ? _mm256_add_ps(sums, _mm256_loadu_ps(out)) : sums);
    }
    // The same for i < count, 1 to 4.
    static void store_sums(const Vec (&a)[4], float *out, int count, bool accumulate) {
        const auto pairs = [](__m512 x, __m512 y) {
            return _mm512_add_ps(_mm512_unpacklo_ps(x, y), _mm512_unpackhi_ps(x, y));
        };
        const __m512 p = pairs(a[0].v, a[1].v), q = pairs(a[2].v, a[3].v);
        // lanes: p = a0 a1 a0 a1 per quarter
        const __m512 quarters = _mm512_add_ps(_mm512_shuffle_ps(p, q, 0x44), _mm512_shuffle_ps(p, q, 0xee));
        const __m256 halves = _mm256_add_ps(_mm512_castps512_ps256(quarters), _mm512_extractf32x8_ps(quarters, 1));
        const __m128 sums = _mm_add_ps(_mm256_castps256_ps128(halves), _mm256_extractf128_ps(halves, 1));
        const __mmask8 first = static_cast<__mmask8>((1u << count) - 1);
        const __m128 before = _mm_maskz_loadu_ps(accumulate ? first : __mmask8{0}, out);
        _mm_mask_storeu_ps(out, first, _mm_add_ps(sums, before));
    }
};

// A register of sixteen floats and one of eight: what the products of 17 to 24 columns need of a vector, in two
// multiply-adds where vectors of eight take three.
struct VecAndHalf {
    static constexpr int lanes = Vec::lanes + Vec8::lanes;
    static constexpr int registers = Vec::registers / 2;
    Vec v;
    Vec8 half;

    static VecAndHalf zero() { return {Vec::zero(), Vec8::zero()}; }
    // The half of a broadcast is the lower half of the whole: one instruction makes both.
    static VecAndHalf of(Vec same) { return {same, {_mm512_castps512_ps256(same.v)}}; }
    static VecAndHalf broadcast(const float *p) { return of(Vec::broadcast(p)); }
    static VecAndHalf load_four(const float *p) { return of(Vec::load_four(p)); }
    template <int I> VecAndHalf repeat() const { return of(v.repeat<I>()); }
    static VecAndHalf load(const float *p) { return {Vec::load(p), Vec8::load(p + Vec::lanes)}; }
    void store(float *p) const {
        v.store(p);
        half.store(p + Vec::lanes);
    }
    static VecAndHalf load_first(const float *p, int count) {
        return {Vec::load_first(p, std::min(count, Vec::lanes)),
                Vec8::load_first(p + Vec::lanes, std::max(count - Vec::lanes, 0))};
    }

    friend VecAndHalf operator+(VecAndHalf a, VecAndHalf b) { return {a.v + b.v, a.half + b.half}; }
    static VecAndHalf fma(VecAndHalf a, VecAndHalf b, VecAndHalf c) {
        return {Vec::fma(a.v, b.v, c.v), Vec8::fma(a.half, b.half, c.half)};
    }
};

} // namespace strnn::avx512
