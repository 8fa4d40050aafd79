// Panel-blocked CSR: rows in blocks of up to 1024; inside a block the nonzeros are grouped by column panel, inside a
// panel by row, where they are called a segment. A panel's rows of the other operand fit the first-level cache, which
// makes the product 1.5 times as fast. Column numbers are local to the panel, so 16 bits are enough for any width.
// The segments of a panel are sorted longest first: neighbours have nearly the same length, so the ends of their loops
// are predicted, which is worth up to a quarter of the throughput of a narrow product.
//
// Where groups of 2, 4 or 8 rows share their columns, a segment is of such a group: one column number serves as many
// values, which lie side by side, [block][panel][segment][column][row of the segment].
#pragma once
#include <cstddef>
#include <cstdint>

#include "platform.h"

namespace strnn {

// The tallest block: the taller, the less often a panel's columns are fetched into the cache. A tile of sums as tall as
// a block, however, must stay in the cache as well.
constexpr int tallest_block = 1024;

// Blocks of rows and panels of columns. Widths and heights follow from the matrix alone, never from the machine, so
// that results are the same everywhere. src/StRnn.OpenCL/Panels/PanelShape.cs applies the same rule with the parameters
// of a device; that file says what differs, and tests/StRnn.OpenCL.Tests/PanelGeometryTests.cs holds the two together.
struct PanelGeometry {
    int64_t block_rows = 0;
    int64_t block_count = 0;
    int64_t panel_width = 0;
    int64_t panel_count = 0;
};

struct PanelUse {
    bool recurrent = false; // multiplied with the narrow strips of a recurrence
    bool forward = false;   // multiplied in inference alone, often with one column
};

// height: the number of rows that share their columns.
PanelGeometry choose_panel_geometry(int64_t rows, int64_t columns, int64_t nnz, int64_t height, PanelUse use);

// Half of a second-level cache of 512 KiB: what stays there beside the tile and the stream of nonzeros.
constexpr int64_t resident_floats = (256 << 10) / sizeof(float);

// Number of column numbers that may be read behind the last one.
constexpr int index_slack = 8;

// The mapping of rows in packed order to rows of the matrix.
struct RowOrder {
    // 1: rows in order. More: W has that many gates of H rows each, and the rows of a unit are neighbours here.
    int64_t gates = 1;
    int64_t hidden = 0;

    int64_t row_of(int64_t position) const { return position % gates * hidden + position / gates; }

    // Positions first .. first + count - 1, both multiples of the gates, as runs of neighbouring rows of the matrix:
    // run(first row, first position - first, distance between positions, number of rows).
    template <class Run> void for_each_run(int64_t first, int64_t count, const Run &run) const {
        for (int64_t gate = 0; gate < gates; gate++) run(gate * hidden + first / gates, gate, gates, count / gates);
    }
};

struct Panels : PanelGeometry {
    int64_t rows = 0;
    int64_t columns = 0;
    int64_t height = 1; // rows of a segment: neighbours in packed order
    RowOrder order;
    PlatformVector<uint32_t> starts;  // [block][panel][segment], and one more: where its column numbers begin
    PlatformVector<uint16_t> rows_of; // [block][panel][segment]: the segment's first row in its block
    PlatformVector<uint16_t> indices; // column - first column of the panel; index_slack zeros behind them

    // An upper bound of column numbers, whichever panel they are read for.
    int64_t padded_columns() const { return panel_count == 1 ? columns : panel_count * panel_width; }

    const uint32_t *segments(int64_t block, int64_t panel) const {
        return starts.data() + (block * panel_count + panel) * (block_rows / height);
    }
    const uint16_t *segment_rows(int64_t block, int64_t panel) const {
        return rows_of.data() + (block * panel_count + panel) * (block_rows / height);
    }
    int segments_in(int64_t block) const { return rows_in(block) / static_cast<int>(height); }
    int64_t nnz() const { return static_cast<int64_t>(indices.size() - index_slack) * height; }
    int rows_in(int64_t block) const {
        const int64_t left = rows - block * block_rows;
        return static_cast<int>(left < block_rows ? left : block_rows);
    }
    int64_t bytes() const {
        return static_cast<int64_t>(starts.size() * sizeof(uint32_t) +
                                    (rows_of.size() + indices.size()) * sizeof(uint16_t));
    }
};

// A view of a CSR pattern.
struct CsrView {
    int64_t rows;
    int64_t columns;
    const int32_t *row_offsets;
    const int32_t *column_indices;

    int64_t nnz() const { return row_offsets[rows]; }
};

// Builds the panels. position_of[k], unless it is null, receives the position of nonzero k in packed order.
// height: so many rows that are neighbours in that order have the same columns. use: see choose_panel_geometry.
Panels build_panels(const CsrView &pattern, RowOrder order, int64_t height, PanelUse use,
                    PlatformVector<int32_t> *position_of);

} // namespace strnn
