#include "platform.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#include <sys/mman.h>
#elif defined(_WIN32)
#include <malloc.h>
#endif

namespace strnn::platform {

namespace {
constexpr size_t cache_line = 64;
constexpr size_t huge_page = size_t{2} << 20;
} // namespace

int processor_count() {
#if defined(__linux__)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return CPU_COUNT(&set);
#endif
    const unsigned count = std::thread::hardware_concurrency();
    return count > 0 ? static_cast<int>(count) : 1;
}

void pin_to_processor(int index) {
#if defined(__linux__)
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (CPU_ISSET(cpu, &allowed) && index-- == 0) {
            cpu_set_t one;
            CPU_ZERO(&one);
            CPU_SET(cpu, &one);
            sched_setaffinity(0, sizeof one, &one);
            return;
        }
    }
#else
    (void)index;
#endif
}

void *allocate(size_t bytes) {
    const size_t boundary = bytes >= huge_page ? huge_page : cache_line;
    const size_t rounded = bytes == 0 ? boundary : (bytes + boundary - 1) / boundary * boundary;
    if (rounded < bytes) return nullptr;
#if defined(_WIN32)
    void *memory = _aligned_malloc(rounded, boundary);
#else
    void *memory = std::aligned_alloc(boundary, rounded);
#endif
    if (memory == nullptr) return nullptr;
#if defined(__linux__)
    if (boundary == huge_page) madvise(memory, rounded, MADV_HUGEPAGE);
#endif
    std::memset(memory, 0, rounded);
    return memory;
}

void release(void *memory) {
#if defined(_WIN32)
    _aligned_free(memory);
#else
    std::free(memory);
#endif
}

} // namespace strnn::platform
