// The library, its contexts and its memory.
#include "support.h"

using namespace strnn::abi;

namespace {

constexpr int most_threads = 1024;

const char *name_of(int32_t isa) {
    return isa == STRNN_ISA_NEON ? "NEON" : isa == STRNN_ISA_AVX512 ? "AVX-512 F, DQ, BW and VL" : "AVX2 and FMA";
}

} // namespace

int32_t strnn_abi_version(void) { return STRNN_ABI_VERSION; }

int32_t strnn_best_isa(void) {
    for (const int32_t isa : {STRNN_ISA_NEON, STRNN_ISA_AVX512, STRNN_ISA_AVX2}) {
        if (strnn::can_run(isa)) return isa;
    }
    return STRNN_ISA_SCALAR;
}

strnn_status strnn_context_create(int32_t threads, int32_t isa, strnn_context **context) {
    return guarded([&] {
        require(threads >= 0 && threads <= most_threads, "the number of threads is not between 0 and 1024");
        require(isa >= STRNN_ISA_BEST && isa <= STRNN_ISA_NEON, "unknown instruction set");
        const int32_t chosen = isa == STRNN_ISA_BEST ? strnn_best_isa() : isa;
        if (!strnn::can_run(chosen)) {
            throw Unsupported(std::string("this processor or operating system does not support ") + name_of(chosen));
        }
        *context = new strnn_context(threads == 0 ? strnn::platform::processor_count() : threads, chosen);
    });
}

void strnn_context_destroy(strnn_context *context) { delete context; }
int32_t strnn_context_threads(const strnn_context *context) { return context->pool.threads(); }
int32_t strnn_context_isa(const strnn_context *context) { return context->isa; }

strnn_status strnn_allocate(int64_t length, void **data) {
    return guarded([&] {
        require(length >= 0 && length <= INT64_MAX / 8, "the length is out of range");
        *data = strnn::platform::allocate(static_cast<size_t>(length) * sizeof(float));
        if (*data == nullptr) throw std::bad_alloc();
    });
}

void strnn_free(void *data, int64_t length) {
    strnn::platform::release(data, static_cast<size_t>(length) * sizeof(float));
}
