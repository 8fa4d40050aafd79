// The state behind strnn_context: an instruction set's kernels, the threads, and scratch memory that grows once and is
// reused.
#pragma once
#include <array>
#include <cstddef>
#include <new>

#include "kernel_table.h"
#include "platform.h"
#include "strnn/strnn.h"
#include "thread_pool.h"

namespace strnn {

// Scratch for one purpose: 64-byte aligned, of undefined content.
class Scratch {
  public:
    Scratch() = default;
    ~Scratch() { platform::release(memory_, bytes_); }
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;

    template <class T> T *get(int64_t count) {
        const size_t bytes = static_cast<size_t>(count) * sizeof(T);
        if (bytes > bytes_) {
            platform::release(memory_, bytes_);
            memory_ = nullptr;
            bytes_ = 0;
            memory_ = platform::allocate(bytes);
            if (memory_ == nullptr) throw std::bad_alloc();
            bytes_ = bytes;
        }
        return static_cast<T *>(memory_);
    }

  private:
    void *memory_ = nullptr;
    size_t bytes_ = 0;
};

struct Context {
    Context(int threads, int32_t isa_) : isa(isa_), kernels(kernels_of(isa_)), pool(threads) {}

    const int32_t isa;
    const KernelTable &kernels;
    ThreadPool pool;

    Scratch packed;      // the operand of a product, packed into strips
    Scratch tiles;       // blocks of a transposed product's result, one per thread
    Scratch packed_left; // blocks of a dense product's left operand, one per thread
    Scratch partial;     // partial sums of fixed blocks
    Scratch lookups;     // the rows that are looked up, sorted
    Scratch counters;    // a sequence's work counters
    Scratch mask;        // a dropout mask's multipliers
};

using Matrix = strnn_matrix;
using Mask = strnn_mask;

inline float *row_of(const Matrix &m, int64_t row) { return m.data + row * m.stride; }

inline int64_t blocks_of(int64_t length, int64_t block) { return (length + block - 1) / block; }

} // namespace strnn
