// Asks for memory before it is read. A time step is a few cache lines of each row, and rows lie far apart: the processor's own
// prefetching does not see the next row. Asking for memory that is not there does no harm.
#pragma once
#include <cstdint>

#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#define STRNN_ALWAYS_INLINE __forceinline
#else
// A compiler that keeps a function of nothing but prefetches takes it for one without effect, and drops its calls.
#define STRNN_ALWAYS_INLINE [[gnu::always_inline]] inline
#endif

namespace strnn {

constexpr int64_t line_floats = 16;

// The cache line that holds an address.
STRNN_ALWAYS_INLINE void prefetch_line(const void *address) {
#if defined(__GNUC__) || defined(__clang__)
    __builtin_prefetch(address);
#elif defined(_M_X64)
    _mm_prefetch(static_cast<const char *>(address), _MM_HINT_T0);
#endif
}

STRNN_ALWAYS_INLINE void prefetch(const float *first, int64_t count) {
    for (int64_t j = 0; j < count; j += line_floats) prefetch_line(first + j);
}

// Into the second-level cache only: what is needed some microseconds later must not displace what is needed now.
STRNN_ALWAYS_INLINE void prefetch_early(const float *first, int64_t count) {
    for (int64_t j = 0; j < count; j += line_floats) {
#if defined(__GNUC__) || defined(__clang__)
        __builtin_prefetch(first + j, 0, 2);
#elif defined(_M_X64)
        _mm_prefetch(reinterpret_cast<const char *>(first + j), _MM_HINT_T1);
#endif
    }
}

} // namespace strnn
