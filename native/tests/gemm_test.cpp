// Dense products against plain loops in double, for every instruction set, on awkward shapes.
#include "products.h"

using namespace support;

class Gemm : public Products {};

TEST_P(Gemm, PlainAndWithEitherOperandTransposed) {
    const int64_t m = shape.rows, k = std::min<int64_t>(shape.columns, 600), n = shape.n;
    for (const auto &[transpose_a, transpose_b] : {std::pair{0, 0}, {1, 0}, {0, 1}}) {
        for (const int32_t accumulate : {0, 1}) {
            Guarded a(transpose_a ? k : m, transpose_a ? m : k, 11), b(transpose_b ? n : k, transpose_b ? k : n, 12),
                y(m, n, 13);
            const Guarded before = y;
            const strnn_matrix av = a.view(), bv = b.view(), yv = y.view();
            ASSERT_EQ(STRNN_OK, strnn_gemm(context.get(), &av, transpose_a, &bv, transpose_b, &yv, accumulate));
            EXPECT_TRUE(y.guards_intact());
            for (int64_t i = 0; i < m; i += 1 + m / 9) {
                for (int64_t j = 0; j < n; j++) {
                    std::vector<std::pair<double, double>> products;
                    for (int64_t l = 0; l < k; l++) {
                        products.emplace_back(transpose_a ? a.at(l, i) : a.at(i, l),
                                              transpose_b ? b.at(j, l) : b.at(l, j));
                    }
                    expect_sum(y.at(i, j), accumulate ? before.at(i, j) : 0, products, "gemm");
                }
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Gemm, product_cases(), product_case_name);
