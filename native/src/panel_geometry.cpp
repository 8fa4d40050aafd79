#include "panel_geometry.h"

#include <algorithm>

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

int64_t choose_width(int64_t rows, int64_t columns, int64_t nnz, int64_t narrowest) {
    const double per_column = static_cast<double>(nnz) / (static_cast<double>(rows) * static_cast<double>(columns));
    int64_t width = narrowest;
    while (width < widest_panel && width < columns && per_column * static_cast<double>(width) < shortest_segment) {
        width = std::min(2 * width, widest_panel);
    }
    return width;
}

// Equal blocks, a multiple of eight of them where there are rows enough, so that two, four or eight threads share them
// evenly. Where panels are wide, blocks are half as tall as a panel is wide: a row has ten nonzeros in a panel, so a
// column is read five times before the next panel is fetched. Otherwise every nonzero of a wide and thin matrix would
// wait for memory.
int64_t choose_height(int64_t rows, int64_t panel_width) {
    constexpr int64_t sharers = 8, unit = 4; // the four gates of an LSTM's unit stay together
    const int64_t tallest = std::clamp<int64_t>(panel_width / 2, usual_block, tallest_block);
    const int64_t count = (rows + sharers * tallest - 1) / (sharers * tallest) * sharers;
    return (rows + count * unit - 1) / (count * unit) * unit;
}

} // namespace

PanelGeometry choose_panel_geometry(int64_t rows, int64_t columns, int64_t nnz, bool recurrent) {
    PanelGeometry geometry;
    geometry.panel_width = choose_width(rows, columns, nnz, recurrent ? recurrent_panel : product_panel);
    geometry.block_rows = choose_height(rows, geometry.panel_width);
    geometry.block_count = (rows + geometry.block_rows - 1) / geometry.block_rows;
    geometry.panel_count = (columns + geometry.panel_width - 1) / geometry.panel_width;
    return geometry;
}

} // namespace strnn
