// Prefetches the next panel of X into the second-level cache while the nonzeros of this one are multiplied, a share of
// it with every segment. A panel's rows are read in random order, which the processor's own prefetching does not
// predict, so each read would stall.
#pragma once
#include "../panels.h"
#include "../prefetch.h"

namespace strnn::STRNN_TARGET {

// The floats of a panel, width to a row; none where a panel is the whole strip, or too large to stay in the cache until
// it is used.
inline int64_t floats_to_fetch(const Panels &w, int64_t width) {
    const int64_t floats = w.panel_width * width;
    return w.panel_count == 1 || floats > resident_floats ? 0 : floats;
}

class PanelPrefetch {
  public:
    PanelPrefetch(const float *panel, int64_t floats, int segments)
        : panel_(panel), floats_(floats), share_(lines_per_segment(floats, segments) * line_floats) {}

    STRNN_ALWAYS_INLINE void fetch_share(int segment) const {
        const int64_t first = segment * share_;
        if (first < floats_) prefetch<CacheLevel::second>(panel_ + first, share_);
    }

  private:
    static int64_t lines_per_segment(int64_t floats, int segments) {
        const int64_t lines = (floats + line_floats - 1) / line_floats;
        return (lines + segments - 1) / segments;
    }

    const float *panel_;
    int64_t floats_, share_;
};

} // namespace strnn::STRNN_TARGET
