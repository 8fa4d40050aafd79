// For what must be inlined where a compiler's measure would make it a call.
#pragma once

#if defined(_MSC_VER) && !defined(__clang__)
#define STRNN_ALWAYS_INLINE __forceinline
#else
#define STRNN_ALWAYS_INLINE [[gnu::always_inline]] inline
#endif
