#define STRNN_TARGET scalar
#include "vec.h"

#include "../kernels/fill_table.h"

namespace strnn {
const KernelTable &scalar_kernels() { return scalar::table(); }
} // namespace strnn
