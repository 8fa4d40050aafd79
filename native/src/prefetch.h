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

// The line that holds an address, into the first-level cache; or into the second only, where what is needed some microseconds later
// must not displace what is needed now.
template <bool early = false> STRNN_ALWAYS_INLINE void prefetch_line(const void *address) {
#if defined(__GNUC__) || defined(__clang__)
    __builtin_prefetch(address, 0, early ? 2 : 3);
#elif defined(_M_X64)
    _mm_prefetch(static_cast<const char *>(address), early ? _MM_HINT_T1 : _MM_HINT_T0);
#else
    (void)address;
#endif
}

template <bool early = false> STRNN_ALWAYS_INLINE void prefetch(const float *first, int64_t count) {
    for (int64_t j = 0; j < count; j += line_floats) prefetch_line<early>(first + j);
}

} // namespace strnn
