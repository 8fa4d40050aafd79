// The base of every kernel file. OpenCL C 1.2, single precision, no sub-groups, no atomics.
//
// Variants: element-wise kernels are written once over `vec`, one work-item per vec: eight floats where the device is a
// CPU, whose compiler keeps a float8 in a register; one float elsewhere, where neighbouring work-items read
// neighbouring floats.
// Assumptions: a matrix is (buffer, offset of element (0, 0), row stride), in elements; columns are contiguous and rows
// may start anywhere, so loads are unaligned and never reach beyond the last column: what lies there belongs to others.
// Tuning: LANES, 8 or 1; panels want 8. HEIGHT is the packed matrix's.

// The rows that share their columns in the sparse weights of this program: 1, or 2, 4 or 8 where the build says so.
#ifndef HEIGHT
#define HEIGHT 1
#endif

// Before a loop over constants, which becomes straight code, so that arrays of sums are registers.
#define UNROLL _Pragma("unroll")

#if LANES == 8
typedef float8 vec;
typedef int8 ivec;
#else
typedef float vec;
typedef int ivec;
#endif

// a * b + c, fused where that is as fast.
#ifdef FP_FAST_FMAF
#define MULTIPLY_ADD(a, b, c) fma(a, b, c)
#else
#define MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))
#endif

// 1 where the integers are equal, else 0.
static inline vec one_where_equal(ivec a, int b)
{
    return select((vec)(0.0f), (vec)(1.0f), a == (ivec)(b));
}

// The first `count` of LANES elements; zeros behind them. Fewer than eight are read as four, two and one: through an
// array, the load would wait for its stores.
static inline vec load_some(global const float *p, int count)
{
#if LANES == 8
    if (count >= 8) {
        return vload8(0, p);
    }
    global const float *behind = p + (count & 4);
    float4 remainder = 0;
    if (count & 2) {
        remainder.s01 = vload2(0, behind);
        remainder.s2 = count & 1 ? behind[2] : 0.0f;
    } else if (count & 1) {
        remainder.s0 = behind[0];
    }
    return count & 4 ? (float8)(vload4(0, p), remainder) : (float8)(remainder, (float4)(0.0f));
#else
    return p[0];
#endif
}

static inline ivec load_some_integers(global const int *p, int count)
{
#if LANES == 8
    if (count >= 8) {
        return vload8(0, p);
    }
    int some[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    for (int i = 0; i < count; i++) {
        some[i] = p[i];
    }
    return vload8(0, some);
#else
    return p[0];
#endif
}

static inline void store_some(global float *p, vec value, int count)
{
#if LANES == 8
    if (count >= 8) {
        vstore8(value, 0, p);
        return;
    }
    float4 remainder = value.lo;
    if (count & 4) {
        vstore4(value.lo, 0, p);
        p += 4;
        remainder = value.hi;
    }
    if (count & 2) {
        vstore2(remainder.s01, 0, p);
        p += 2;
        remainder.s0 = remainder.s2;
    }
    if (count & 1) {
        p[0] = remainder.s0;
    }
#else
    p[0] = value;
#endif
}
