// The geometry of a packed matrix: blocks of rows and panels of columns. The widths and heights follow from the matrix
// alone, never from the machine, so that results are the same everywhere.
//
// src/StRnn.OpenCL/Panels/PanelShape.cs applies the same rule with the parameters of a device; that file says what
// differs, and tests/StRnn.OpenCL.Tests/PanelGeometryTests.cs holds the two together.
#pragma once
#include <cstdint>

namespace strnn {

// The tallest block: the taller, the less often a panel's columns are fetched into the cache. A tile of sums as tall as
// a block, however, must stay in the cache as well.
constexpr int tallest_block = 1024;

struct PanelGeometry {
    int64_t block_rows = 0;
    int64_t block_count = 0;
    int64_t panel_width = 0;
    int64_t panel_count = 0;
};

// recurrent: the matrix is multiplied with the narrow strips of a recurrence.
PanelGeometry choose_panel_geometry(int64_t rows, int64_t columns, int64_t nnz, bool recurrent);

} // namespace strnn
