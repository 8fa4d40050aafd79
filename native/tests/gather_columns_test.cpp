// Columns chosen by number, spread and summed, against plain loops.
#include "support.h"

using namespace support;

TEST(GatherColumns, SpreadsColumnsAndSumsThem) {
    const std::vector<int32_t> index{2, 0, -1, 2, 2, 1, -1};
    const std::vector<float> weights = random_values(7, 3);
    for (const int32_t isa : instruction_sets()) {
        const ContextPtr context = open(isa, 2);
        Guarded x(6, 3, 1), spread(6, 7, 2), sums(6, 3, 3);
        const Guarded before = sums;
        const strnn_matrix xv = x.view(), spread_view = spread.view(), sums_view = sums.view();
        ASSERT_EQ(STRNN_OK, strnn_gather_columns(context.get(), &xv, index.data(), weights.data(), &spread_view, 0));
        ASSERT_EQ(STRNN_OK,
                  strnn_scatter_add_columns(context.get(), &spread_view, index.data(), nullptr, &sums_view, 1));
        for (int64_t i = 0; i < 6; i++) {
            for (int64_t j = 0; j < 7; j++) {
                const int32_t from = index[static_cast<size_t>(j)];
                EXPECT_EQ(from < 0 ? 0.0f : weights[static_cast<size_t>(j)] * x.at(i, from), spread.at(i, j));
            }
            for (int64_t k = 0; k < 3; k++) {
                double sum = before.at(i, k);
                for (int64_t j = 0; j < 7; j++) sum += index[static_cast<size_t>(j)] == k ? spread.at(i, j) : 0.0f;
                EXPECT_NEAR(sum, sums.at(i, k), rounding(8, 8));
            }
        }
        EXPECT_TRUE(spread.guards_intact() && sums.guards_intact());
    }
}
