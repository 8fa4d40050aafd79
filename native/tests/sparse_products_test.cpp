// Sparse products against plain loops in double, for every instruction set, on awkward shapes.
#include "products.h"

using namespace support;

class SparseProducts : public Products {};

TEST_P(SparseProducts, SpmmAndItsTranspose) {
    const Pattern pattern(shape.rows, shape.columns, shape.density, 1);
    const PackedMatrixPtr packed = pattern.pack(STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED);
    const std::vector<float> canonical = random_values(pattern.nnz(), 2);
    const std::vector<float> values = in_packed_order(packed.get(), canonical);
    ASSERT_EQ(STRNN_OK, strnn_packed_matrix_refresh(context.get(), packed.get(), values.data()));
    for (const int32_t accumulate : {0, 1}) {
        Guarded x(shape.columns, shape.n, 3), g(shape.rows, shape.n, 4);
        Guarded y(shape.rows, shape.n, 5), d(shape.columns, shape.n, 6);
        const Guarded y_before = y, d_before = d;
        const strnn_matrix xv = x.view(), yv = y.view(), gv = g.view(), dv = d.view();
        ASSERT_EQ(STRNN_OK, strnn_spmm(context.get(), packed.get(), values.data(), &xv, &yv, accumulate));
        ASSERT_EQ(STRNN_OK, strnn_spmm_transposed(context.get(), packed.get(), &gv, &dv, accumulate));
        EXPECT_TRUE(y.guards_intact() && d.guards_intact());

        std::vector<std::vector<std::pair<double, double>>> transposed(static_cast<size_t>(shape.columns));
        for (int64_t j = 0; j < shape.n; j += 1 + shape.n / 7) {
            for (auto &products : transposed) products.clear();
            for (int64_t i = 0; i < shape.rows; i++) {
                std::vector<std::pair<double, double>> products;
                for (int32_t k = pattern.offsets[static_cast<size_t>(i)];
                     k < pattern.offsets[static_cast<size_t>(i) + 1]; k++) {
                    const int64_t column = pattern.indices[static_cast<size_t>(k)];
                    products.emplace_back(canonical[static_cast<size_t>(k)], x.at(column, j));
                    transposed[static_cast<size_t>(column)].emplace_back(canonical[static_cast<size_t>(k)], g.at(i, j));
                }
                expect_sum(y.at(i, j), accumulate ? y_before.at(i, j) : 0, products, "spmm");
            }
            for (int64_t column = 0; column < shape.columns; column++) {
                expect_sum(d.at(column, j), accumulate ? d_before.at(column, j) : 0,
                           transposed[static_cast<size_t>(column)], "transposed");
            }
        }
    }
}

TEST_P(SparseProducts, Sddmm) {
    const Pattern pattern(shape.rows, shape.columns, shape.density, 7);
    const PackedMatrixPtr packed = pattern.pack(STRNN_USE_PRODUCT);
    std::vector<int32_t> order(static_cast<size_t>(pattern.nnz()));
    ASSERT_EQ(STRNN_OK, strnn_packed_matrix_order(packed.get(), order.data()));
    for (const int32_t accumulate : {0, 1}) {
        Guarded g(shape.rows, shape.n, 8), x(shape.columns, shape.n, 9);
        const strnn_matrix gv = g.view(), xv = x.view();
        std::vector<float> gradient = random_values(pattern.nnz(), 10);
        const std::vector<float> before = gradient;
        ASSERT_EQ(STRNN_OK, strnn_sddmm(context.get(), packed.get(), &gv, &xv, gradient.data(), accumulate));
        for (int64_t i = 0; i < shape.rows; i++) {
            for (int32_t k = pattern.offsets[static_cast<size_t>(i)]; k < pattern.offsets[static_cast<size_t>(i) + 1];
                 k++) {
                std::vector<std::pair<double, double>> products;
                for (int64_t j = 0; j < shape.n; j++) {
                    products.emplace_back(g.at(i, j), x.at(pattern.indices[static_cast<size_t>(k)], j));
                }
                const size_t at = static_cast<size_t>(order[static_cast<size_t>(k)]);
                expect_sum(gradient[at], accumulate ? before[at] : 0, products, "sddmm");
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, SparseProducts, product_cases(), product_case_name);
