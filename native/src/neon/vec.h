// Eight floats in two registers: AArch64's Advanced SIMD (NEON), which every 64-bit ARM processor has. With eight lanes
// the layouts and loops are those of AVX2, and 32 registers of four floats hold as much as its 16 of eight.
#pragma once
#include <arm_neon.h>
#include <cstdint>

namespace strnn::neon {

struct Vec {
    static constexpr int lanes = 8;
    static constexpr int registers = 16;
    float32x4_t low, high;

    static Vec zero() { return of(0); }
    static Vec of(float x) { return both(vdupq_n_f32(x)); }
    static Vec broadcast(const float *p) { return both(vld1q_dup_f32(p)); }
    // Four neighbours in each half, and one of them in all lanes.
    static Vec load_four(const float *p) { return both(vld1q_f32(p)); }
    template <int I> Vec repeat() const { return both(vdupq_laneq_f32(low, I)); }
    static Vec load(const float *p) { return {vld1q_f32(p), vld1q_f32(p + 4)}; }
    void store(float *p) const {
        vst1q_f32(p, low);
        vst1q_f32(p + 4, high);
    }
    static Vec load_first(const float *p, int count) {
        if (count < 4) return {load_below_four(p, count), vdupq_n_f32(0)};
        return {vld1q_f32(p), count < 8 ? load_below_four(p + 4, count - 4) : vld1q_f32(p + 4)};
    }
    void store_first(float *p, int count) const {
        if (count < 4) return store_below_four(low, p, count);
        vst1q_f32(p, low);
        if (count < 8) return store_below_four(high, p + 4, count - 4);
        vst1q_f32(p + 4, high);
    }

    friend Vec operator+(Vec a, Vec b) { return {vaddq_f32(a.low, b.low), vaddq_f32(a.high, b.high)}; }
    friend Vec operator-(Vec a, Vec b) { return {vsubq_f32(a.low, b.low), vsubq_f32(a.high, b.high)}; }
    friend Vec operator*(Vec a, Vec b) { return {vmulq_f32(a.low, b.low), vmulq_f32(a.high, b.high)}; }
    friend Vec operator/(Vec a, Vec b) { return {vdivq_f32(a.low, b.low), vdivq_f32(a.high, b.high)}; }
    // a * b + c
    static Vec fma(Vec a, Vec b, Vec c) { return {vfmaq_f32(c.low, a.low, b.low), vfmaq_f32(c.high, a.high, b.high)}; }
    // The larger; b where either is NaN.
    static Vec max(Vec a, Vec b) { return where_less(b, a, a, b); }
    static Vec min(Vec a, Vec b) { return where_less(a, b, a, b); }
    static Vec sqrt(Vec a) { return {vsqrtq_f32(a.low), vsqrtq_f32(a.high)}; }
    static Vec abs(Vec a) { return {vabsq_f32(a.low), vabsq_f32(a.high)}; }
    // |a| with the sign of s
    static Vec copy_sign(Vec a, Vec s) {
        const uint32x4_t sign = vdupq_n_u32(0x80000000u);
        return {vbslq_f32(sign, s.low, a.low), vbslq_f32(sign, s.high, a.high)};
    }
    static Vec round(Vec a) { return {vrndnq_f32(a.low), vrndnq_f32(a.high)}; }
    // yes where a < b, else no
    static Vec where_less(Vec a, Vec b, Vec yes, Vec no) {
        return {vbslq_f32(vcltq_f32(a.low, b.low), yes.low, no.low),
                vbslq_f32(vcltq_f32(a.high, b.high), yes.high, no.high)};
    }
    // x where x is NaN, else other
    static Vec keep_nan(Vec x, Vec other) {
        return {vbslq_f32(vceqq_f32(x.low, x.low), other.low, x.low),
                vbslq_f32(vceqq_f32(x.high, x.high), other.high, x.high)};
    }
    // a * 2^n for integral n in [-252, 254], in two steps so that neither factor leaves the range
    static Vec scale(Vec a, Vec n) { return {scale_four(a.low, n.low), scale_four(a.high, n.high)}; }
    // 1 where the unsigned word is at or above the threshold, else 0
    static Vec at_least(const uint32_t *words, uint32_t threshold) {
        const uint32x4_t t = vdupq_n_u32(threshold), one = vreinterpretq_u32_f32(vdupq_n_f32(1.0f));
        return {vreinterpretq_f32_u32(vandq_u32(vcgeq_u32(vld1q_u32(words), t), one)),
                vreinterpretq_f32_u32(vandq_u32(vcgeq_u32(vld1q_u32(words + 4), t), one))};
    }
    float sum() const { return vaddvq_f32(vaddq_f32(low, high)); }
    // out[i] (+)= the sum of a[i]
    static void store_sums(const Vec (&a)[8], float *out, bool accumulate) {
        const Vec sums = {sums_of_four(a), sums_of_four(a + 4)};
        (accumulate ? sums + load(out) : sums).store(out);
    }
    // The same for i < count, 1 to 4.
    static void store_sums(const Vec (&a)[4], float *out, int count, bool accumulate) {
        const float32x4_t sums = sums_of_four(a);
        if (count == 4) return vst1q_f32(out, accumulate ? vaddq_f32(sums, vld1q_f32(out)) : sums);
        store_below_four(accumulate ? vaddq_f32(sums, load_below_four(out, count)) : sums, out, count);
    }

  private:
    static Vec both(float32x4_t four) { return {four, four}; }

    // Nothing beyond the first count, 0 to 3, is touched.
    static float32x4_t load_below_four(const float *p, int count) {
        float32x4_t four = vdupq_n_f32(0);
        if (count > 0) four = vld1q_lane_f32(p, four, 0);
        if (count > 1) four = vld1q_lane_f32(p + 1, four, 1);
        if (count > 2) four = vld1q_lane_f32(p + 2, four, 2);
        return four;
    }
    static void store_below_four(float32x4_t four, float *p, int count) {
        if (count > 0) vst1q_lane_f32(p, four, 0);
        if (count > 1) vst1q_lane_f32(p + 1, four, 1);
        if (count > 2) vst1q_lane_f32(p + 2, four, 2);
    }
    static float32x4_t scale_four(float32x4_t a, float32x4_t n) {
        const int32x4_t whole = vcvtq_s32_f32(n), half = vshrq_n_s32(whole, 1), bias = vdupq_n_s32(127);
        const float32x4_t first = vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(half, bias), 23));
        const float32x4_t second = vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(vsubq_s32(whole, half), bias), 23));
        return vmulq_f32(vmulq_f32(a, first), second);
    }
    // Pairwise additions, in the order of vaddvq_f32.
    static float32x4_t sums_of_four(const Vec *a) {
        const float32x4_t first = vpaddq_f32(vaddq_f32(a[0].low, a[0].high), vaddq_f32(a[1].low, a[1].high));
        const float32x4_t second = vpaddq_f32(vaddq_f32(a[2].low, a[2].high), vaddq_f32(a[3].low, a[3].high));
        return vpaddq_f32(first, second);
    }
};

} // namespace strnn::neon
