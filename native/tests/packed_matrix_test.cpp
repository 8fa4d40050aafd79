// Packed matrices: the pattern there and back, and the geometry of their panels: what every geometry guarantees, and
// the widths and heights of known cases. That OpenCL applies the same rule is tested in tests/StRnn.OpenCL.Tests.
#include <algorithm>
#include <numeric>

#include "panels.h"
#include "support.h"

using namespace support;

namespace {

constexpr int32_t all_uses[] = {STRNN_USE_PRODUCT, STRNN_USE_GATHER, STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED,
                                STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED | STRNN_USE_GATHER};

void expect_round_trip(const Pattern &pattern, int32_t uses) {
    const PackedMatrixPtr packed = pattern.pack(uses);
    std::vector<int32_t> offsets(pattern.offsets.size()), indices(pattern.indices.size()),
        order(pattern.indices.size());
    ASSERT_EQ(STRNN_OK, strnn_packed_matrix_pattern(packed.get(), offsets.data(), indices.data()));
    ASSERT_EQ(STRNN_OK, strnn_packed_matrix_order(packed.get(), order.data()));
    EXPECT_EQ(pattern.offsets, offsets);
    EXPECT_EQ(pattern.indices, indices);
    std::sort(order.begin(), order.end());
    std::vector<int32_t> every(order.size());
    std::iota(every.begin(), every.end(), 0);
    EXPECT_EQ(every, order) << "the order is a permutation";
}

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

TEST(PackedMatrix, PatternAndOrderRoundTrip) {
    for (const int32_t uses : all_uses) {
        expect_round_trip(Pattern(131, 517, 0.1, 1), uses);
        expect_round_trip(Pattern(3, 70001, 0.001, 2), uses);
        expect_round_trip(Pattern(5, 4, 0.0, 3), uses);
        expect_round_trip(Pattern(1, 1, 1.0, 4), uses);
    }
    expect_round_trip(Pattern(4 * 37, 37, 0.3, 5), STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED | STRNN_USE_LSTM);
}

TEST(PackedMatrix, BlocksOfRowsRoundTripForEveryUse) {
    for (const int32_t height : {2, 4, 8}) {
        for (const bool across : {false, true}) {
            for (const int32_t uses : all_uses) {
                expect_round_trip(Pattern::of_blocks(height * 33, 517, 0.1, 1, height, across), uses);
            }
            // A recurrence packs blocks of other rows than its units' row by row.
            const Pattern lstm = Pattern::of_blocks(4 * 38, 38, 0.3, 5, height, across);
            expect_round_trip(lstm, STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED | STRNN_USE_LSTM);
            const Pattern rhn = Pattern::of_blocks(2 * 36, 36, 0.3, 6, height, across);
            expect_round_trip(rhn, STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED | STRNN_USE_RHN);
        }
    }
}

TEST(PackedMatrix, BlocksOfRowsTakeLessMemory) {
    const int32_t uses = STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED;
    const Pattern units = Pattern::of_blocks(4 * 300, 300, 0.2, 1, 4, true);
    Pattern alone = units;
    alone.height = 1;
    const int64_t packed = strnn_packed_matrix_bytes(units.pack(uses).get());
    // A value of the transposed product and a quarter of a column number, and the segments.
    EXPECT_LT(packed, 5 * units.nnz());
    EXPECT_GT(strnn_packed_matrix_bytes(alone.pack(uses).get()), 2 * packed);
}

TEST(PackedMatrix, ATableThatIsOnlyLookedUpHasNoTransposedCopy) {
    const Pattern pattern(1000, 200, 0.2, 6);
    const int64_t lookup = strnn_packed_matrix_bytes(pattern.pack(STRNN_USE_GATHER).get());
    const int64_t product = strnn_packed_matrix_bytes(pattern.pack(STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED).get());
    EXPECT_LE(lookup, 4 * (pattern.nnz() + pattern.rows + 1));
    EXPECT_GT(product, 8 * pattern.nnz());
}

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
    const Pattern pattern(2500, 5000, 0.003, 1);
    const strnn_panel_geometry expected = geometry_of(pattern.rows, pattern.columns, pattern.nnz(), 0);
    const strnn::CsrView view{pattern.rows, pattern.columns, pattern.offsets.data(), pattern.indices.data()};
    const strnn::Panels panels = strnn::build_panels(view, {}, 1, {}, nullptr);
    expect_geometry(expected, panels.block_rows, panels.block_count, panels.panel_width, panels.panel_count);
}

TEST(PanelGeometry, RefusesWhatIsNoMatrix) {
    strnn_panel_geometry geometry{};
    EXPECT_EQ(STRNN_INVALID, strnn_choose_panel_geometry(0, 1, 0, 0, &geometry));
    EXPECT_EQ(STRNN_INVALID, strnn_choose_panel_geometry(1, 0, 0, 0, &geometry));
    EXPECT_EQ(STRNN_INVALID, strnn_choose_panel_geometry(1, 1, -1, 0, &geometry));
}
