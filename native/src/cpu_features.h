// The instruction sets of this processor and operating system. Compiled without any instruction-set flag, so that the
// check itself runs anywhere.
#pragma once

namespace strnn {

// AVX2 and FMA in the processor, and ymm registers saved by the operating system.
bool has_avx2();

// AVX2, and AVX-512 F, DQ, BW and VL; zmm registers saved by the operating system.
bool has_avx512();

} // namespace strnn
