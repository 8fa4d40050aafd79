// Shared by whole-sequence operations: steps as views of their columns, and work handed out block by block.
#pragma once
#include <algorithm>
#include <atomic>
#include <new>

#include "context.h"

namespace strnn {

// The block size of element-wise work.
constexpr int64_t units_per_block = 16;

// Columns [first, first + columns) of a matrix.
inline Matrix columns_of(const Matrix &m, int64_t first, int64_t columns) {
    return {m.data + first, m.rows, columns, m.stride};
}

template <class Body> void for_each_unit_block(Context &context, int64_t hidden, const Body &body) {
    context.pool.for_each_block(blocks_of(hidden, units_per_block), [&](long block, int) {
        const int64_t end = std::min(hidden, (block + 1) * units_per_block);
        for (int64_t unit = block * units_per_block; unit < end; unit++) body(unit);
    });
}

// Work counters of a sequence. In every phase a thread begins with blocks of its own, the same in each, so that what it
// wrote a step before is still in its processor's cache; rows that change hands from step to step cost up to half the
// speed. Then it takes blocks that others have not begun, one by one, so an uneven block or a slow processor delays no
// other thread.
class PhaseCounters {
  public:
    PhaseCounters(Context &context, int64_t phases)
        : threads_(context.pool.threads()), counters_(context.counters.get<Counter>(phases * threads_)) {
        for (int64_t i = 0; i < phases * threads_; i++) new (counters_ + i) Counter();
    }

    template <class Body> void share(int64_t phase, int thread, int64_t count, const Body &body) {
        for (int i = 0; i < threads_; i++) {
            const int64_t owner = (thread + i) % threads_;
            const int64_t end = (owner + 1) * count / threads_;
            std::atomic<int64_t> &taken = counters_[phase * threads_ + owner].taken;
            for (int64_t block;
                 (block = owner * count / threads_ + taken.fetch_add(1, std::memory_order_relaxed)) < end;)
                body(block);
        }
    }

  private:
    // A cache line each: only the owner counts here until another thread runs out of its own blocks.
    struct alignas(64) Counter {
        std::atomic<int64_t> taken{0};
    };

    const int threads_;
    Counter *counters_;
};

} // namespace strnn
