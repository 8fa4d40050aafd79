// The error bounds that kernels/math.h states, in units in the last place, over the whole range of each function.
#include <cmath>
#include <cstring>
#include <limits>

#include "kernel_table.h"
#include "support.h"

using namespace support;

namespace {

using Array = void (*)(const float *, float *, int64_t);

// The largest error in units in the last place of the exact result, over evenly spaced bit patterns of both signs.
template <class Exact> double worst_error(Array function, float largest, const Exact &exact) {
    std::vector<float> x;
    uint32_t last;
    std::memcpy(&last, &largest, sizeof last);
    for (uint32_t bits = 0; bits < last; bits += 997) {
        float value;
        std::memcpy(&value, &bits, sizeof value);
        x.push_back(value);
        x.push_back(-value);
    }
    std::vector<float> y(x.size());
    function(x.data(), y.data(), static_cast<int64_t>(x.size()));
    double worst = 0;
    for (size_t i = 0; i < x.size(); i++) {
        const double expected = exact(static_cast<double>(x[i]));
        const double smallest_normal = 1.17549435e-38;
        if (std::fabs(expected) < smallest_normal) continue; // kernels may flush what is denormal
        const double unit = std::ldexp(1.0, std::ilogb(expected) - 23);
        worst = std::max(worst, std::fabs(static_cast<double>(y[i]) - expected) / unit);
    }
    return worst;
}

} // namespace

TEST(Math, ErrorsStayWithinTheirBounds) {
    for (const int32_t isa : instruction_sets()) {
        EXPECT_LE(worst_error(strnn::kernels_of(isa).exp_array, 88.0f, [](double x) { return std::exp(x); }), 1.5) << isa;
        EXPECT_LE(worst_error(strnn::kernels_of(isa).tanh_array, 20.0f, [](double x) { return std::tanh(x); }), 2.5) << isa;
        EXPECT_LE(worst_error(strnn::kernels_of(isa).logistic_array, 80.0f, [](double x) { return 1 / (1 + std::exp(-x)); }), 3.0)
            << isa;
    }
}

TEST(Math, LimitsAndNaN) {
    const float infinity = std::numeric_limits<float>::infinity();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (const int32_t isa : instruction_sets()) {
        const std::vector<float> x = {infinity, -infinity, nan, 1e30f, -1e30f, 0.0f};
        std::vector<float> y(x.size());
        strnn::kernels_of(isa).exp_array(x.data(), y.data(), 6);
        EXPECT_EQ(infinity, y[0]);
        EXPECT_EQ(0.0f, y[1]);
        EXPECT_TRUE(std::isnan(y[2]));
        EXPECT_EQ(infinity, y[3]);
        EXPECT_EQ(0.0f, y[4]);
        EXPECT_EQ(1.0f, y[5]);
        strnn::kernels_of(isa).tanh_array(x.data(), y.data(), 6);
        EXPECT_EQ(1.0f, y[0]);
        EXPECT_EQ(-1.0f, y[1]);
        EXPECT_TRUE(std::isnan(y[2]));
        EXPECT_EQ(0.0f, y[5]);
        strnn::kernels_of(isa).logistic_array(x.data(), y.data(), 6);
        EXPECT_EQ(1.0f, y[0]);
        EXPECT_EQ(0.0f, y[1]);
        EXPECT_TRUE(std::isnan(y[2]));
        EXPECT_EQ(0.5f, y[5]);
    }
}
