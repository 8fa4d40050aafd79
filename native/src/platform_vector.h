// A std::vector in memory of platform::allocate: large ones are mappings of their own, which are returned to the system
// when they are freed.
#pragma once
#include <new>
#include <vector>

#include "platform.h"

namespace strnn {

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

template <class T> using PlatformVector = std::vector<T, PlatformAllocator<T>>;

} // namespace strnn
