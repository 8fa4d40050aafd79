// Prefetches memory before it is read. A time step is a few cache lines of each row, and rows are far apart: the
// processor's own prefetching does not predict the next row. Prefetching an invalid address is harmless.
#pragma once
#include <cstdint>

#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#define STRNN_ALWAYS_INLINE __forceinline
#else
// A compiler that does not inline a function of nothing but prefetches takes it for one without effect, and drops its
// calls.
#define STRNN_ALWAYS_INLINE [[gnu::always_inline]] inline
#endif

namespace strnn {

constexpr int64_t line_floats = 16;

// Into the second level only: what is needed some microseconds later must not displace what is needed now.
enum class CacheLevel { first, second };

// The line that holds an address.
template <CacheLevel level = CacheLevel::first> STRNN_ALWAYS_INLINE void prefetch_line(const void *address) {
#if defined(__GNUC__) || defined(__clang__)
    __builtin_prefetch(address, 0, level == CacheLevel::first ? 3 : 2);
#elif defined(_M_X64)
    _mm_prefetch(static_cast<const char *>(address), level == CacheLevel::first ? _MM_HINT_T0 : _MM_HINT_T1);
#else
    (void)address;
#endif
}

template <CacheLevel level = CacheLevel::first> STRNN_ALWAYS_INLINE void prefetch(const float *first, int64_t count) {
    for (int64_t j = 0; j < count; j += line_floats) prefetch_line<level>(first + j);
}

} // namespace strnn
