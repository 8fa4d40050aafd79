// Shared by the tests of products: awkward shapes, and a comparison with sums in double.
#pragma once
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "support.h"

namespace support {

struct ProductShape {
    int64_t rows, columns, n;
    double density;
};

class Products : public testing::TestWithParam<std::tuple<int32_t, ProductShape>> {
  protected:
    ProductShape shape = std::get<1>(GetParam());
    ContextPtr context = open(std::get<0>(GetParam()), 2);
};

inline auto product_cases() {
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
    return testing::Combine(testing::ValuesIn(instruction_sets()), testing::ValuesIn(shapes));
}

inline std::string product_case_name(const testing::TestParamInfo<Products::ParamType> &info) {
    const ProductShape shape = std::get<1>(info.param);
    return name_of(std::get<0>(info.param)) + "_" + std::to_string(shape.rows) + "x" + std::to_string(shape.columns) +
           "x" + std::to_string(shape.n);
}

// Expects actual to be start plus the sum of the products, within the rounding of any order.
inline void expect_sum(double actual, double start, const std::vector<std::pair<double, double>> &products,
                       const char *what) {
    double sum = start, absolute = std::fabs(start);
    for (const auto &[a, b] : products) {
        sum += a * b;
        absolute += std::fabs(a * b);
    }
    EXPECT_NEAR(actual, sum, rounding(static_cast<int64_t>(products.size()) + 1, absolute)) << what;
}

} // namespace support
