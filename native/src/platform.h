// Everything that depends on the operating system, in one place.
#pragma once
#include <chrono>
#include <cstddef>
#include <new>
#include <thread>
#include <vector>

namespace strnn::platform {

// Processors this process may use, at least 1.
int processor_count();

// The numbers of those processors; none where threads cannot be bound to processors.
std::vector<int> processors();

// Where the calling thread runs at the moment; -1 where the system does not tell.
int current_processor();

// Binds a thread to a processor; does nothing where that cannot be done.
void bind(std::thread::native_handle_type thread, int processor);

// How long the calling thread has had a processor; by the clock on the wall where the system does not tell.
std::chrono::nanoseconds thread_time();

// Zeroed memory on a 64-byte boundary, in huge pages where the system offers them; null when there is none.
void *allocate(size_t bytes);
// bytes: as they were allocated.
void release(void *memory, size_t bytes);

} // namespace strnn::platform

namespace strnn {

// For a std::vector in memory of platform::allocate.
template <class T> struct PlatformAllocator {
    using value_type = T;

    PlatformAllocator() = default;
    template <class U> PlatformAllocator(const PlatformAllocator<U> &) {}

    T *allocate(size_t count) {
        void *memory = platform::allocate(count * sizeof(T));
        if (memory == nullptr) throw std::bad_alloc();
        return static_cast<T *>(memory);
    }
    void deallocate(T *memory, size_t count) { platform::release(memory, count * sizeof(T)); }

    friend bool operator==(const PlatformAllocator &, const PlatformAllocator &) { return true; }
};

// A large one is a mapping of its own, which is returned to the system when it is freed.
template <class T> using PlatformVector = std::vector<T, PlatformAllocator<T>>;

} // namespace strnn
