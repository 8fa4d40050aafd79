#include "kernel_table.h"

#include "strnn/strnn.h"

namespace strnn {

const KernelTable &kernels_of(int32_t isa) {
#if defined(STRNN_HAVE_AVX512)
    if (isa == STRNN_ISA_AVX512) return avx512_kernels();
#endif
#if defined(STRNN_HAVE_AVX2)
    if (isa == STRNN_ISA_AVX2) return avx2_kernels();
#endif
    (void)isa;
    return scalar_kernels();
}

const KernelTable &narrow_kernels_of(int32_t isa) { return kernels_of(isa == STRNN_ISA_AVX512 ? STRNN_ISA_AVX2 : isa); }

} // namespace strnn
