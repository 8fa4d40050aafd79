// The kernels compiled for AVX2 and FMA. Everything this file instantiates lives in namespace strnn::avx2, so that the
// linker cannot hand an AVX2 copy of a shared inline function to the rest of the library.
#define STRNN_TARGET avx2
#include "vec.h"

#include "../kernels/fill_table.h"

namespace strnn {
const KernelTable &avx2_kernels() { return avx2::table(); }
} // namespace strnn
