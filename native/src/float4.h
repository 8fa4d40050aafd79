// Four floats side by side: what every x64 and every 64-bit ARM processor has, an array elsewhere. Each file has its
// own copy, so that the linker cannot hand one compiled for AVX to the rest of the library.
#pragma once
#include <utility>

#include "values.h"

#if defined(__x86_64__) || defined(_M_X64)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace strnn {
namespace {

#if defined(__x86_64__) || defined(_M_X64)

struct Float4 {
    __m128 v;

    static Float4 of(float a, float b, float c, float d) { return {_mm_setr_ps(a, b, c, d)}; }
    static Float4 load(const float *p) { return {_mm_loadu_ps(p)}; }
    static Float4 load(const BFloat16 *p) {
        const __m128i upper = _mm_loadl_epi64(reinterpret_cast<const __m128i *>(p));
        return {_mm_castsi128_ps(_mm_unpacklo_epi16(_mm_setzero_si128(), upper))};
    }
    void store(float *p) const { _mm_storeu_ps(p, v); }
    friend Float4 operator+(Float4 a, Float4 b) { return {_mm_add_ps(a.v, b.v)}; }
    friend Float4 operator*(Float4 a, Float4 b) { return {_mm_mul_ps(a.v, b.v)}; }
    float sum() const {
        const __m128 halves = _mm_add_ps(v, _mm_movehl_ps(v, v));
        return _mm_cvtss_f32(_mm_add_ss(halves, _mm_shuffle_ps(halves, halves, 1)));
    }
};

// Rows become columns.
inline void transpose(Float4 (&m)[4]) { _MM_TRANSPOSE4_PS(m[0].v, m[1].v, m[2].v, m[3].v); }

#elif defined(__aarch64__)

struct Float4 {
    float32x4_t v;

    static Float4 of(float a, float b, float c, float d) {
        const float four[4] = {a, b, c, d};
        return load(four);
    }
    static Float4 load(const float *p) { return {vld1q_f32(p)}; }
    static Float4 load(const BFloat16 *p) { return {vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(&p->bits), 16))}; }
    void store(float *p) const { vst1q_f32(p, v); }
    friend Float4 operator+(Float4 a, Float4 b) { return {vaddq_f32(a.v, b.v)}; }
    friend Float4 operator*(Float4 a, Float4 b) { return {vmulq_f32(a.v, b.v)}; }
    float sum() const { return vaddvq_f32(v); }
};

// Rows become columns.
inline void transpose(Float4 (&m)[4]) {
    const float32x4x2_t first = vtrnq_f32(m[0].v, m[1].v), second = vtrnq_f32(m[2].v, m[3].v);
    for (int i = 0; i < 2; i++) {
        m[i].v = vcombine_f32(vget_low_f32(first.val[i]), vget_low_f32(second.val[i]));
        m[i + 2].v = vcombine_f32(vget_high_f32(first.val[i]), vget_high_f32(second.val[i]));
    }
}

#else

struct Float4 {
    float v[4];

    static Float4 of(float a, float b, float c, float d) { return {{a, b, c, d}}; }
    template <class Value> static Float4 load(const Value *p) {
        return {{widen(p[0]), widen(p[1]), widen(p[2]), widen(p[3])}};
    }
    void store(float *p) const {
        for (int i = 0; i < 4; i++) p[i] = v[i];
    }
    friend Float4 operator+(Float4 a, Float4 b) {
        return {{a.v[0] + b.v[0], a.v[1] + b.v[1], a.v[2] + b.v[2], a.v[3] + b.v[3]}};
    }
    friend Float4 operator*(Float4 a, Float4 b) {
        return {{a.v[0] * b.v[0], a.v[1] * b.v[1], a.v[2] * b.v[2], a.v[3] * b.v[3]}};
    }
    float sum() const { return (v[0] + v[2]) + (v[1] + v[3]); }
};

inline void transpose(Float4 (&m)[4]) {
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < i; j++) std::swap(m[i].v[j], m[j].v[i]);
    }
}

#endif

} // namespace
} // namespace strnn
