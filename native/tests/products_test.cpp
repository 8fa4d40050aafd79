// Products, sparse and dense, against plain loops in double: for every instruction set, on awkward shapes.
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "support.h"

using namespace support;

struct ProductShape {
    int64_t rows, columns, n;
    double density;
    int32_t height = 1; // of blocks of rows that share their columns
    bool across_gates = false;

    Pattern pattern(unsigned seed) const {
        return height == 1 ? Pattern(rows, columns, density, seed)
                           : Pattern::of_blocks(rows, columns, density, seed, height, across_gates);
    }
};

class Products : public testing::TestWithParam<std::tuple<int32_t, ProductShape>> {
  protected:
    ProductShape shape = std::get<1>(GetParam());
    ContextPtr context = open(std::get<0>(GetParam()), 2);
};

namespace {

std::vector<ProductShape> product_shapes() {
    const std::vector<ProductShape> shapes = {
        {1, 1, 1, 1.0},
        {131, 257, 1, 0.3},
        {7, 5, 3, 0.5},
        {64, 128, 64, 0.2},
        {65, 129, 65, 0.3},
        {131, 257, 23, 0.1},
        {200, 97, 20, 0.2},
        {3, 70001, 5, 0.001},
        {97, 31, 130, 0.0},
        {256, 300, 71, 1.1},
        {129, 67, 40, 0.05},
        // Wide and thin: panels of 4096 columns, blocks taller than 256 rows, strips of 32 columns.
        {2500, 5000, 70, 0.003},
    };
    return shapes;
}

// Blocks of every height, of neighbouring rows and across gates; widths around those of vectors and strips.
std::vector<ProductShape> shapes_of_blocks() {
    std::vector<ProductShape> shapes;
    for (const int32_t height : {2, 4, 8}) {
        for (const bool across : {false, true}) {
            for (const int64_t n : {1, 3, 20, 23, 64}) shapes.push_back({height * 13, 149, n, 0.3, height, across});
        }
        shapes.push_back({height * 9, 131, 700, 0.2, height, true});
        shapes.push_back({height, 1, 9, 1.1, height, false});
        shapes.push_back({height * 5, 40, 20, 0.0, height, true});
        // Every number of vectors, and of leftover columns.
        for (int64_t n = 4; n < 64; n += 7) shapes.push_back({height * 8, 60, n, 0.4, height, false});
        shapes.push_back({height * 300, 5000, 70, 0.003, height, true});
    }
    return shapes;
}

auto cases_of(const std::vector<ProductShape> &shapes) {
    return testing::Combine(testing::ValuesIn(instruction_sets()), testing::ValuesIn(shapes));
}

std::string product_case_name(const testing::TestParamInfo<Products::ParamType> &info) {
    const ProductShape shape = std::get<1>(info.param);
    return name_of(std::get<0>(info.param)) + "_" + std::to_string(shape.rows) + "x" + std::to_string(shape.columns) +
           "x" + std::to_string(shape.n) +
           (shape.height == 1 ? "" : (shape.across_gates ? "_gates" : "_rows") + std::to_string(shape.height));
}

// Expects actual to be start plus the sum of the products, within the rounding of any order.
void expect_sum(double actual, double start, const std::vector<std::pair<double, double>> &products, const char *what) {
    double sum = start, absolute = std::fabs(start);
    for (const auto &[a, b] : products) {
        sum += a * b;
        absolute += std::fabs(a * b);
    }
    EXPECT_NEAR(actual, sum, rounding(static_cast<int64_t>(products.size()) + 1, absolute)) << what;
}

} // namespace

class SparseProducts : public Products {};

TEST_P(SparseProducts, SpmmAndItsTranspose) {
    const Pattern pattern = shape.pattern(1);
    const PackedMatrixPtr packed = pattern.pack(STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED);
    const std::vector<float> canonical = random_values(pattern.nnz(), 2);
    const std::vector<float> values = in_packed_order(packed.get(), canonical);
    ASSERT_EQ(STRNN_OK, strnn_packed_matrix_refresh(context.get(), packed.get(), values.data()));
    for (const int32_t accumulate : {0, 1}) {
        Guarded x(shape.columns, shape.n, 3), g(shape.rows, shape.n, 4);
        Guarded y(shape.rows, shape.n, 5), d(shape.columns, shape.n, 6);
        const Guarded y_before = y, d_before = d;
        const strnn_matrix xv = x.view(), yv = y.view(), gv = g.view(), dv = d.view();
        ASSERT_EQ(STRNN_OK, strnn_spmm(context.get(), packed.get(), floats(values), &xv, &yv, accumulate));
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
    const Pattern pattern = shape.pattern(7);
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

INSTANTIATE_TEST_SUITE_P(All, SparseProducts, cases_of(product_shapes()), product_case_name);
INSTANTIATE_TEST_SUITE_P(Blocks, SparseProducts, cases_of(shapes_of_blocks()), product_case_name);

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

INSTANTIATE_TEST_SUITE_P(All, Gemm, cases_of(product_shapes()), product_case_name);
