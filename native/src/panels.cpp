#include "panels.h"

#include <algorithm>
#include <numeric>

namespace strnn {

namespace {

// Strips of 64 columns are 256 bytes a row, the recurrence's strips of 24 or 32 about half: this many rows of X fill
// the first-level cache. Narrower panels cost more segments, wider ones more misses; both widths were measured.
constexpr int64_t product_panel = 128;
constexpr int64_t recurrent_panel = 256;
constexpr int64_t widest_panel = 65536;
constexpr int64_t usual_block = 256;

// Beginning and ending a segment costs about as much as multiplying ten nonzeros: below that, wider panels win although
// they leave the first-level cache.
constexpr double shortest_segment = 10;

// With one column, where a strip of X is small, it pays to begin fewer segments.
constexpr double shortest_forward_segment = 64;

// The panels of tall segments are the blocks of rows of the transposed product: in a recurrence, which has no strips to
// share, there are eight of them where the matrix is wide enough.
constexpr int64_t recurrent_sharers = 8;

int64_t narrowest_panel(int64_t columns, int64_t height, bool recurrent) {
    if (!recurrent) return product_panel;
    return height == 1 ? recurrent_panel
                       : std::min(recurrent_panel, (columns + recurrent_sharers - 1) / recurrent_sharers);
}

int64_t choose_width(int64_t rows, int64_t columns, int64_t nnz, int64_t narrowest, double shortest) {
    const double per_column = static_cast<double>(nnz) / (static_cast<double>(rows) * static_cast<double>(columns));
    int64_t width = narrowest;
    while (width < widest_panel && width < columns && per_column * static_cast<double>(width) < shortest) {
        width = std::min(2 * width, widest_panel);
    }
    return width;
}

// Equal blocks, a multiple of eight of them where there are rows enough, so that two, four or eight threads share them
// evenly. Where panels are wide, blocks are half as tall as a panel is wide: a row has ten nonzeros in a panel, so a
// column is read five times before the next panel is fetched. Otherwise every nonzero of a wide and thin matrix would
// wait for memory.
int64_t choose_height(int64_t rows, int64_t panel_width, int64_t unit) {
    constexpr int64_t sharers = 8;
    const int64_t tallest = std::clamp<int64_t>(panel_width / 2, usual_block, tallest_block);
    const int64_t count = (rows + sharers * tallest - 1) / (sharers * tallest) * sharers;
    return (rows + count * unit - 1) / (count * unit) * unit;
}

} // namespace

PanelGeometry choose_panel_geometry(int64_t rows, int64_t columns, int64_t nnz, int64_t height, PanelUse use) {
    constexpr int64_t gates = 4; // those of an LSTM's unit stay together
    PanelGeometry geometry;
    geometry.panel_width = choose_width(rows, columns, nnz, narrowest_panel(columns, height, use.recurrent),
                                        use.forward ? shortest_forward_segment : shortest_segment);
    geometry.block_rows = choose_height(rows, geometry.panel_width, std::max(gates, height));
    geometry.block_count = (rows + geometry.block_rows - 1) / geometry.block_rows;
    geometry.panel_count = (columns + geometry.panel_width - 1) / geometry.panel_width;
    return geometry;
}

Panels build_panels(const CsrView &pattern, RowOrder order, int64_t height, PanelUse use,
                    PlatformVector<int32_t> *position_of) {
    Panels panels;
    panels.rows = pattern.rows;
    panels.columns = pattern.columns;
    panels.height = height;
    panels.order = order;
    static_cast<PanelGeometry &>(panels) =
        choose_panel_geometry(pattern.rows, pattern.columns, pattern.nnz(), height, use);
    const int64_t block_segments = panels.block_rows / height;
    const size_t all_segments = static_cast<size_t>(panels.block_count * panels.panel_count * block_segments);
    panels.starts.reserve(all_segments + 1);
    panels.rows_of.reserve(all_segments);
    panels.indices.reserve(static_cast<size_t>(pattern.nnz() / height + index_slack));
    if (position_of != nullptr) position_of->resize(static_cast<size_t>(pattern.nnz()));

    std::vector<uint16_t> longest_first(static_cast<size_t>(block_segments));
    // Of the first row of each segment.
    int32_t begin[tallest_block], end[tallest_block];
    for (int64_t block = 0; block < panels.block_count; block++) {
        const int segments = panels.segments_in(block);
        const auto row_of = [&](int64_t segment, int64_t member) {
            return order.row_of(block * panels.block_rows + segment * height + member);
        };
        std::fill(end, end + tallest_block, 0);
        for (int r = 0; r < segments; r++) end[r] = pattern.row_offsets[row_of(r, 0)];
        for (int64_t panel = 0; panel < panels.panel_count; panel++) {
            const int64_t first = panel * panels.panel_width;
            std::copy(end, end + tallest_block, begin);
            for (int r = 0; r < segments; r++) {
                const int32_t row_end = pattern.row_offsets[row_of(r, 0) + 1];
                while (end[r] < row_end && pattern.column_indices[end[r]] < first + panels.panel_width) end[r]++;
            }
            std::iota(longest_first.begin(), longest_first.end(), uint16_t{0});
            std::stable_sort(longest_first.begin(), longest_first.end(),
                             [&](uint16_t a, uint16_t b) { return end[a] - begin[a] > end[b] - begin[b]; });
            for (const uint16_t r : longest_first) {
                panels.starts.push_back(static_cast<uint32_t>(panels.indices.size()));
                panels.rows_of.push_back(static_cast<uint16_t>(r * height));
                const int64_t position = static_cast<int64_t>(panels.indices.size()) * height;
                for (int32_t k = begin[r]; k < end[r]; k++) {
                    panels.indices.push_back(static_cast<uint16_t>(pattern.column_indices[k] - first));
                }
                for (int64_t member = 0; position_of != nullptr && begin[r] < end[r] && member < height; member++) {
                    const int32_t distance = pattern.row_offsets[row_of(r, member)] - pattern.row_offsets[row_of(r, 0)];
                    for (int32_t k = begin[r]; k < end[r]; k++) {
                        (*position_of)[static_cast<size_t>(k + distance)] =
                            static_cast<int32_t>(position + (k - begin[r]) * height + member);
                    }
                }
            }
        }
    }
    panels.starts.push_back(static_cast<uint32_t>(panels.indices.size()));
    panels.indices.resize(panels.indices.size() + index_slack, 0);
    return panels;
}

} // namespace strnn
