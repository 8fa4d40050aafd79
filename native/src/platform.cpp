#include "platform.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>

#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#elif defined(_WIN32)
#include <malloc.h>
#endif

namespace strnn::platform {

namespace {
constexpr size_t cache_line = 64;
#if defined(__linux__)
constexpr size_t huge_page = size_t{2} << 20;
#endif
} // namespace

int processor_count() {
#if defined(__linux__)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return CPU_COUNT(&set);
#endif
    const unsigned count = std::thread::hardware_concurrency();
    return count > 0 ? static_cast<int>(count) : 1;
}

std::chrono::nanoseconds thread_time() {
#if defined(__linux__) || defined(__APPLE__)
    timespec time;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0) {
        return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    }
#endif
    return std::chrono::steady_clock::now().time_since_epoch();
}

#if defined(__linux__)

std::vector<int> processors() {
    std::vector<int> allowed;
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return allowed;
    for (int processor = 0; processor < CPU_SETSIZE; processor++) {
        if (CPU_ISSET(processor, &set)) allowed.push_back(processor);
    }
    return allowed;
}

int current_processor() { return sched_getcpu(); }

void bind(std::thread::native_handle_type thread, int processor) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    pthread_setaffinity_np(thread, sizeof one, &one);
}

// Large blocks are mappings of their own: they start on a huge page, are zeroed, and return to the system when they are
// freed, where the allocator would keep the holes that changing sparsity patterns leave.
namespace {

constexpr size_t page = 4096;

size_t whole_pages(size_t bytes) { return (bytes + page - 1) / page * page; }

void *map(size_t bytes) {
    const size_t length = whole_pages(bytes);
    void *reserved = mmap(nullptr, length + huge_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (reserved == MAP_FAILED) return nullptr;
    const uintptr_t begin = reinterpret_cast<uintptr_t>(reserved), end = begin + length + huge_page;
    const uintptr_t block = (begin + huge_page - 1) / huge_page * huge_page;
    if (block > begin) munmap(reserved, block - begin);
    if (end > block + length) munmap(reinterpret_cast<void *>(block + length), end - block - length);
    madvise(reinterpret_cast<void *>(block), length, MADV_HUGEPAGE);
    return reinterpret_cast<void *>(block);
}

} // namespace

void *allocate(size_t bytes) {
    if (bytes > SIZE_MAX / 2) return nullptr;
    if (bytes >= huge_page) return map(bytes);
    const size_t rounded = bytes == 0 ? cache_line : (bytes + cache_line - 1) / cache_line * cache_line;
    void *memory = std::aligned_alloc(cache_line, rounded);
    if (memory != nullptr) std::memset(memory, 0, rounded);
    return memory;
}

void release(void *memory, size_t bytes) {
    if (memory == nullptr) return;
    if (bytes < huge_page) return std::free(memory);
    munmap(memory, whole_pages(bytes));
}

#else

std::vector<int> processors() { return {}; }
int current_processor() { return -1; }
void bind(std::thread::native_handle_type, int) {}

void *allocate(size_t bytes) {
    const size_t rounded = bytes == 0 ? cache_line : (bytes + cache_line - 1) / cache_line * cache_line;
    if (rounded < bytes) return nullptr;
#if defined(_WIN32)
    void *memory = _aligned_malloc(rounded, cache_line);
#else
    void *memory = std::aligned_alloc(cache_line, rounded);
#endif
    if (memory != nullptr) std::memset(memory, 0, rounded);
    return memory;
}

void release(void *memory, size_t) {
#if defined(_WIN32)
    _aligned_free(memory);
#else
    std::free(memory);
#endif
}

#endif

} // namespace strnn::platform
