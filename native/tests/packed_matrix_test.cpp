#include <algorithm>
#include <numeric>

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

TEST(PackedMatrix, ATableThatIsOnlyLookedUpHasNoTransposedCopy) {
    const Pattern pattern(1000, 200, 0.2, 6);
    const int64_t lookup = strnn_packed_matrix_bytes(pattern.pack(STRNN_USE_GATHER).get());
    const int64_t product = strnn_packed_matrix_bytes(pattern.pack(STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED).get());
    EXPECT_LE(lookup, 4 * (pattern.nnz() + pattern.rows + 1));
    EXPECT_GT(product, 8 * pattern.nnz());
}
