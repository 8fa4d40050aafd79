#include "peak.h"

#include <immintrin.h>

#include "strnn/strnn.h"

namespace {

// A multiply-add takes four cycles and two start per cycle: twelve chains, and none of their registers in memory.
constexpr int repetitions = 20000, chains = 12;
volatile float sink;

// The empty assembly keeps the compiler from combining steps.
#define STEP(i, fma, constraint)                                                                                       \
    s##i = fma(s##i, half, half);                                                                                      \
    __asm__("" : "+" constraint(s##i));
// The formatter finds a new form for these lines each time.
// clang-format off
#define ALL_STEPS(fma, c)                                                                                              \
    STEP(0, fma, c) STEP(1, fma, c) STEP(2, fma, c) STEP(3, fma, c) STEP(4, fma, c) STEP(5, fma, c)                    \
    STEP(6, fma, c) STEP(7, fma, c) STEP(8, fma, c) STEP(9, fma, c) STEP(10, fma, c) STEP(11, fma, c)
// clang-format on

[[gnu::target("avx2,fma")]] void run_avx2() {
    const __m256 half = _mm256_set1_ps(0.5f);
    __m256 s0 = half, s1 = half, s2 = half, s3 = half, s4 = half, s5 = half, s6 = half, s7 = half, s8 = half, s9 = half,
           s10 = half, s11 = half;
    for (int i = 0; i < repetitions; i++) {
        ALL_STEPS(_mm256_fmadd_ps, "x")
    }
    sink = _mm256_cvtss_f32(s0);
}

[[gnu::target("avx512f")]] void run_avx512() {
    const __m512 half = _mm512_set1_ps(0.5f);
    __m512 s0 = half, s1 = half, s2 = half, s3 = half, s4 = half, s5 = half, s6 = half, s7 = half, s8 = half, s9 = half,
           s10 = half, s11 = half;
    for (int i = 0; i < repetitions; i++) {
        ALL_STEPS(_mm512_fmadd_ps, "v")
    }
    sink = _mm512_cvtss_f32(s0);
}

} // namespace

double run_multiply_adds(int32_t isa) {
    const bool wide = isa == STRNN_ISA_AVX512;
    wide ? run_avx512() : run_avx2();
    return 2.0 * (wide ? 16 : 8) * chains * repetitions;
}
