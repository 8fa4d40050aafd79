// Panel geometry: what every geometry guarantees, and the widths and heights of known cases. That OpenCL applies
// the same rule is tested in tests/StRnn.OpenCL.Tests.
#include "support.h"

#include "panels.h"

namespace {

strnn_panel_geometry geometry_of(int64_t rows, int64_t columns, int64_t nnz, int32_t recurrent) {
    strnn_panel_geometry geometry{};
    EXPECT_EQ(STRNN_OK, strnn_choose_panel_geometry(rows, columns, nnz, recurrent, &geometry)) << strnn_last_error();
    return geometry;
}

void expect_geometry(const strnn_panel_geometry &actual, int64_t block_rows, int64_t block_count, int64_t panel_width,
                     int64_t panel_count) {
    EXPECT_EQ(block_rows, actual.block_rows);
    EXPECT_EQ(block_count, actual.block_count);
    EXPECT_EQ(panel_width, actual.panel_width);
    EXPECT_EQ(panel_count, actual.panel_count);
}

} // namespace

TEST(PanelGeometry, CoversTheMatrixWithinTheLimitsOfTheKernels) {
    for (const int64_t rows : {1, 4, 7, 1000, 4096, 33'278, 1'000'000}) {
        for (const int64_t columns : {1, 128, 129, 1500, 70'001}) {
            for (const double density : {0.0, 1e-5, 1e-3, 0.1, 1.0}) {
                for (const int32_t recurrent : {0, 1}) {
                    const auto nnz = static_cast<int64_t>(density * static_cast<double>(rows * columns));
                    const strnn_panel_geometry g = geometry_of(rows, columns, nnz, recurrent);
                    EXPECT_EQ(0, g.block_rows % 4) << "the gates of a unit stay together";
                    EXPECT_LE(g.block_rows, strnn::tallest_block);
                    EXPECT_LE(g.panel_width, 65536) << "column numbers have 16 bits";
                    EXPECT_TRUE((g.block_count - 1) * g.block_rows < rows && rows <= g.block_count * g.block_rows);
                    EXPECT_TRUE((g.panel_count - 1) * g.panel_width < columns &&
                                columns <= g.panel_count * g.panel_width);
                }
            }
        }
    }
}

TEST(PanelGeometry, KnownCases) {
    expect_geometry(geometry_of(4096, 1024, 4096 * 1024 / 10, 0), 256, 16, 128, 8);
    expect_geometry(geometry_of(4096, 1024, 4096 * 1024 / 10, 1), 256, 16, 256, 4);
    // Ten nonzeros of a row need a panel of 4096 columns, and such panels blocks of up to 1024 rows.
    expect_geometry(geometry_of(16'384, 16'384, 16'384 * 41, 0), 1024, 16, 4096, 4);
    expect_geometry(geometry_of(100, 1'000'000, 100, 0), 16, 7, 65536, 16);
}

TEST(PanelGeometry, IsWhatPanelsHave) {
    const support::Pattern pattern(2500, 5000, 0.003, 1);
    const strnn_panel_geometry expected = geometry_of(pattern.rows, pattern.columns, pattern.nnz(), 0);
    const strnn::CsrView view{pattern.rows, pattern.columns, pattern.offsets.data(), pattern.indices.data()};
    const strnn::Panels panels = strnn::build_panels(view, {}, false, nullptr);
    expect_geometry(expected, panels.block_rows, panels.block_count, panels.panel_width, panels.panel_count);
}

TEST(PanelGeometry, RefusesWhatIsNoMatrix) {
    strnn_panel_geometry geometry{};
    EXPECT_EQ(STRNN_INVALID, strnn_choose_panel_geometry(0, 1, 0, 0, &geometry));
    EXPECT_EQ(STRNN_INVALID, strnn_choose_panel_geometry(1, 0, 0, 0, &geometry));
    EXPECT_EQ(STRNN_INVALID, strnn_choose_panel_geometry(1, 1, -1, 0, &geometry));
}
