// Late in training many gradients become denormal, and arithmetic on each costs a hundred cycles. Kernels flush them to
// zero on their own threads, and on the caller's thread only while a kernel runs.
#pragma once
#if defined(__SSE2__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace strnn {

class FlushDenormals {
  public:
#if defined(__SSE2__) || defined(_M_X64)
    FlushDenormals() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | flush_to_zero | denormals_are_zero); }
    ~FlushDenormals() { _mm_setcsr(saved_); }
#else
    FlushDenormals() = default;
#endif
    FlushDenormals(const FlushDenormals &) = delete;
    FlushDenormals &operator=(const FlushDenormals &) = delete;

  private:
#if defined(__SSE2__) || defined(_M_X64)
    static constexpr unsigned flush_to_zero = 0x8000;
    static constexpr unsigned denormals_are_zero = 0x0040;
    unsigned saved_;
#endif
};

} // namespace strnn
