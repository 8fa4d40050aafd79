// The kernels compiled for AArch64's Advanced SIMD, which needs no flag there.
#define STRNN_TARGET neon
#include "vec.h"

#include "../kernels/fill_table.h"

namespace strnn {
const KernelTable &neon_kernels() { return neon::table(); }
} // namespace strnn
