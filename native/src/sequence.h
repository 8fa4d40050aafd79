// What whole-sequence operations share: steps as views of their columns, and work handed out block by block.
#pragma once
#include <algorithm>
#include <atomic>
#include <new>

#include "context.h"

namespace strnn {

// Of element-wise work.
constexpr int64_t units_per_block = 16;

// Columns [first, first + columns) of a matrix.
inline Matrix columns_of(const Matrix &m, int64_t first, int64_t columns) { return {m.data + first, m.rows, columns, m.stride}; }

template <class Body> void for_each_unit_block(Context &context, int64_t hidden, const Body &body) {
    context.pool.for_each_block(blocks_of(hidden, units_per_block), [&](long block, int) {
        const int64_t end = std::min(hidden, (block + 1) * units_per_block);
        for (int64_t unit = block * units_per_block; unit < end; unit++) body(unit);
    });
}

// Work counters of a sequence, one per phase: blocks are taken one by one, so an uneven block or a slow processor delays nobody.
class PhaseCounters {
  public:
    PhaseCounters(Context &context, int64_t phases) : counters_(context.order.get<std::atomic<int64_t>>(phases)) {
        for (int64_t i = 0; i < phases; i++) new (counters_ + i) std::atomic<int64_t>(0);
    }

    template <class Body> void share(int64_t phase, int64_t count, const Body &body) {
        for (int64_t block; (block = counters_[phase].fetch_add(1, std::memory_order_relaxed)) < count;) body(block);
    }

  private:
    std::atomic<int64_t> *counters_;
};

} // namespace strnn
