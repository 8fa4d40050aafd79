// The only file compiled with AVX-512. Everything it instantiates lives in namespace strnn::avx512, so that the linker
// cannot hand an AVX-512 copy of a shared inline function to the rest of the library.
#define STRNN_TARGET avx512
#include "vec.h"

#include "../kernels/fill_table.h"

namespace strnn {
const KernelTable &avx512_kernels() { return avx512::table(); }
} // namespace strnn
