#include "panels.h"

#include <algorithm>
#include <numeric>

namespace strnn {

Panels build_panels(const CsrView &pattern, RowOrder order, bool recurrent, PlatformVector<int32_t> *position_of) {
    Panels panels;
    panels.rows = pattern.rows;
    panels.columns = pattern.columns;
    panels.order = order;
    const PanelGeometry geometry = choose_panel_geometry(pattern.rows, pattern.columns, pattern.nnz(), recurrent);
    panels.panel_width = geometry.panel_width;
    panels.block_rows = geometry.block_rows;
    panels.block_count = geometry.block_count;
    panels.panel_count = geometry.panel_count;
    const size_t segments = static_cast<size_t>(panels.block_count * panels.panel_count * panels.block_rows);
    panels.starts.reserve(segments + 1);
    panels.rows_of.reserve(segments);
    panels.indices.reserve(static_cast<size_t>(pattern.nnz() + index_slack));
    if (position_of != nullptr) position_of->resize(static_cast<size_t>(pattern.nnz()));

    std::vector<uint16_t> longest_first(static_cast<size_t>(panels.block_rows));
    int32_t begin[tallest_block], end[tallest_block];
    for (int64_t block = 0; block < panels.block_count; block++) {
        const int rows = panels.rows_in(block);
        std::fill(end, end + tallest_block, 0);
        for (int r = 0; r < rows; r++) end[r] = pattern.row_offsets[order.row_of(block * panels.block_rows + r)];
        for (int64_t panel = 0; panel < panels.panel_count; panel++) {
            const int64_t first = panel * panels.panel_width;
            std::copy(end, end + tallest_block, begin);
            for (int r = 0; r < rows; r++) {
                const int32_t row_end = pattern.row_offsets[order.row_of(block * panels.block_rows + r) + 1];
                while (end[r] < row_end && pattern.column_indices[end[r]] < first + panels.panel_width) end[r]++;
            }
            std::iota(longest_first.begin(), longest_first.end(), uint16_t{0});
            std::stable_sort(longest_first.begin(), longest_first.end(),
                             [&](uint16_t a, uint16_t b) { return end[a] - begin[a] > end[b] - begin[b]; });
            for (const uint16_t r : longest_first) {
                panels.starts.push_back(static_cast<uint32_t>(panels.indices.size()));
                panels.rows_of.push_back(r);
                for (int32_t k = begin[r]; k < end[r]; k++) {
                    if (position_of != nullptr) {
                        (*position_of)[static_cast<size_t>(k)] = static_cast<int32_t>(panels.indices.size());
                    }
                    panels.indices.push_back(static_cast<uint16_t>(pattern.column_indices[k] - first));
                }
            }
        }
    }
    panels.starts.push_back(static_cast<uint32_t>(panels.indices.size()));
    panels.indices.resize(panels.indices.size() + index_slack, 0);
    return panels;
}

} // namespace strnn
