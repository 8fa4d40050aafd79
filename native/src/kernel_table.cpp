// Which instruction sets this processor and operating system have, and the kernels of each. Compiled without any
// instruction-set flag, so that the check itself runs anywhere.
#include "kernel_table.h"

#include <cstdint>

#if defined(_MSC_VER) && defined(_M_X64)
#include <intrin.h>
#define STRNN_X86 1
#elif defined(__x86_64__)
#include <cpuid.h>
#define STRNN_X86 1
#endif

namespace strnn {

#if defined(STRNN_X86)

namespace {

struct Registers {
    uint32_t a, b, c, d;
};

Registers cpuid(uint32_t leaf) {
    Registers r{};
#if defined(_MSC_VER)
    int values[4];
    __cpuidex(values, static_cast<int>(leaf), 0);
    r = {static_cast<uint32_t>(values[0]), static_cast<uint32_t>(values[1]), static_cast<uint32_t>(values[2]),
         static_cast<uint32_t>(values[3])};
#else
    __cpuid_count(leaf, 0, r.a, r.b, r.c, r.d);
#endif
    return r;
}

uint64_t enabled_states() {
#if defined(_MSC_VER)
    return _xgetbv(0);
#else
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (static_cast<uint64_t>(high) << 32) | low;
#endif
}

// AVX2 and FMA in the processor, and ymm registers saved by the operating system.
bool has_avx2() {
    constexpr uint32_t fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28, avx2 = 1u << 5;
    constexpr uint64_t xmm_and_ymm = 6;
    if (cpuid(0).a < 7) return false;
    const uint32_t wanted = fma | osxsave | avx;
    if ((cpuid(1).c & wanted) != wanted) return false;
    return (enabled_states() & xmm_and_ymm) == xmm_and_ymm && (cpuid(7).b & avx2) != 0;
}

// AVX2, and AVX-512 F, DQ, BW and VL; zmm registers saved by the operating system.
bool has_avx512() {
    constexpr uint32_t f = 1u << 16, dq = 1u << 17, bw = 1u << 30, vl = 1u << 31, wanted = f | dq | bw | vl;
    constexpr uint64_t opmask_and_zmm = 0xe0;
    return has_avx2() && (enabled_states() & opmask_and_zmm) == opmask_and_zmm && (cpuid(7).b & wanted) == wanted;
}

} // namespace

#endif

bool can_run(int32_t isa) {
#if defined(STRNN_HAVE_AVX2)
    if (isa == STRNN_ISA_AVX2) return has_avx2();
#endif
#if defined(STRNN_HAVE_AVX512)
    if (isa == STRNN_ISA_AVX512) return has_avx512();
#endif
#if defined(STRNN_HAVE_NEON)
    if (isa == STRNN_ISA_NEON) return true;
#endif
    return isa == STRNN_ISA_SCALAR;
}

const KernelTable &kernels_of(int32_t isa) {
#if defined(STRNN_HAVE_AVX512)
    if (isa == STRNN_ISA_AVX512) return avx512_kernels();
#endif
#if defined(STRNN_HAVE_AVX2)
    if (isa == STRNN_ISA_AVX2) return avx2_kernels();
#endif
#if defined(STRNN_HAVE_NEON)
    if (isa == STRNN_ISA_NEON) return neon_kernels();
#endif
    (void)isa;
    return scalar_kernels();
}

} // namespace strnn
