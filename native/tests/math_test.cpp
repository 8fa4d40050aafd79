// The error bounds that kernels/math.h states, in units in the last place, over the whole range of each function.
#include <cmath>
#include <cstring>
#include <limits>

#include "kernel_table.h"
#include "support.h"

using namespace support;

namespace {

// The distance of the bit patterns that are tried; an emulated processor takes a hundred times as long for each.
#if defined(STRNN_EMULATED)
constexpr uint32_t bits_apart = 31907;
#else
constexpr uint32_t bits_apart = 997;
#endif

using Array = void (*)(const float *, float *, int64_t);

// The largest error in units in the last place of the exact result, over evenly spaced bit patterns of both signs.
template <class Exact> double worst_error(Array function, float largest, const Exact &exact) {
    std::vector<float> x;
    uint32_t last;
    std::memcpy(&last, &largest, sizeof last);
    for (uint32_t bits = 0; bits < last; bits += bits_apart) {
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
        EXPECT_LE(worst_error(strnn::kernels_of(isa).exp_array, 88.0f, [](double x) { return std::exp(x); }), 1.5)
            << isa;
        EXPECT_LE(worst_error(strnn::kernels_of(isa).tanh_array, 20.0f, [](double x) { return std::tanh(x); }), 2.5)
            << isa;
        EXPECT_LE(
            worst_error(strnn::kernels_of(isa).logistic_array, 80.0f, [](double x) { return 1 / (1 + std::exp(-x)); }),
            3.0)
            << isa;
        EXPECT_LE(
            worst_error(strnn::kernels_of(isa).selu_array, 40.0f,
                        [](double x) { return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * std::expm1(x)); }),
            4.0)
            << isa;
    }
}

// SPOCU crosses 0 where its terms do not vanish, so its bound is on the size of the terms.
TEST(Math, SpocuStaysWithinTheRoundingOfItsTerms) {
    const auto r = [](double u) {
        return u < 0 ? 0.0 : std::pow(u, 3) * (std::pow(u, 5) - 2 * std::pow(u, 4) + 2);
    };
    for (const int32_t isa : instruction_sets()) {
        for (const bool bounded : {false, true}) {
            std::vector<float> x;
            for (int k = -4000; k <= 4000; k++) x.push_back(static_cast<float>(k) / 512.0f);
            std::vector<float> y(x.size());
            const strnn::KernelTable &kernels = strnn::kernels_of(isa);
            (bounded ? kernels.bounded_spocu_array : kernels.spocu_array)(x.data(), y.data(),
                                                                          static_cast<int64_t>(x.size()));
            for (size_t k = 0; k < x.size(); k++) {
                const double u = static_cast<double>(x[k]) / 4.437 + 0.6653, ceiled = bounded ? std::min(u, 1.0) : u;
                const double size = std::fabs(ceiled) + 0.6653;
                EXPECT_NEAR(3.0937 * (r(ceiled) - r(0.6653)), static_cast<double>(y[k]), 2e-6 * (1 + std::pow(size, 8)))
                    << isa << " at " << x[k];
            }
            EXPECT_EQ(0.0f, y[4000]) << "at 0";
        }
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
        strnn::kernels_of(isa).selu_array(x.data(), y.data(), 6);
        EXPECT_EQ(infinity, y[0]);
        EXPECT_FLOAT_EQ(-1.7580993f, y[1]);
        EXPECT_TRUE(std::isnan(y[2]));
        EXPECT_EQ(0.0f, y[5]);
        strnn::kernels_of(isa).spocu_array(x.data(), y.data(), 6);
        EXPECT_EQ(infinity, y[0]);
        EXPECT_FLOAT_EQ(-1.583829f, y[1]);
        EXPECT_TRUE(std::isnan(y[2]));
        EXPECT_EQ(0.0f, y[5]);
        strnn::kernels_of(isa).bounded_spocu_array(x.data(), y.data(), 6);
        EXPECT_FLOAT_EQ(1.5098715f, y[0]);
        EXPECT_FLOAT_EQ(-1.583829f, y[1]);
        EXPECT_TRUE(std::isnan(y[2]));
    }
}
