// Values in 16 bits: rounding, and that every product computes with them as with the floats that they stand for.
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "support.h"

using namespace support;

namespace {

std::vector<uint16_t> round(strnn_context *context, const std::vector<float> &values) {
    std::vector<uint16_t> rounded(values.size());
    EXPECT_EQ(STRNN_OK,
              strnn_round_to_bfloat16(context, values.data(), static_cast<int64_t>(values.size()), rounded.data()));
    return rounded;
}

float float_of(uint16_t rounded) { return std::bit_cast<float>(static_cast<uint32_t>(rounded) << 16); }

std::vector<float> widen(const std::vector<uint16_t> &rounded) {
    std::vector<float> values;
    for (const uint16_t value : rounded) values.push_back(float_of(value));
    return values;
}

// The nearest bfloat16 by its definition: of the two around x the nearer one, of equally near ones the even one. Beyond
// the largest, the next one would be 2^128: so far on, x becomes infinite.
uint16_t nearest(float x) {
    const uint16_t toward_zero = static_cast<uint16_t>(std::bit_cast<uint32_t>(x) >> 16);
    const uint16_t away = static_cast<uint16_t>(toward_zero + 1);
    const auto number = [](uint16_t bits) {
        return (bits & 0x7fff) == 0x7f80 ? std::ldexp(1.0, 128) : std::fabs(static_cast<double>(float_of(bits)));
    };
    const double below = std::fabs(static_cast<double>(x)) - number(toward_zero),
                 above = number(away) - std::fabs(static_cast<double>(x));
    return below < above || (below == above && toward_zero % 2 == 0) ? toward_zero : away;
}

class BFloat16 : public testing::TestWithParam<int32_t> {
  protected:
    ContextPtr context = open(GetParam(), 2);
};

} // namespace

TEST_P(BFloat16, RoundsToTheNearestAndTiesToTheEven) {
    std::vector<float> values;
    // Every exponent, denormal numbers among them, both signs, and the mantissas around a tie of an odd and an even
    // neighbour.
    for (uint32_t exponent = 0; exponent < 255; exponent++) {
        for (const uint32_t sign : {0u, 0x80000000u}) {
            for (const uint32_t upper : {0u, 1u, 0x55u, 0x7eu, 0x7fu}) {
                for (const uint32_t lower : {0u, 1u, 0x7fffu, 0x8000u, 0x8001u, 0xffffu}) {
                    values.push_back(std::bit_cast<float>(sign | exponent << 23 | upper << 16 | lower));
                }
            }
        }
    }
    const std::vector<uint16_t> rounded = round(context.get(), values);
    for (size_t k = 0; k < values.size(); k++) EXPECT_EQ(nearest(values[k]), rounded[k]) << values[k];
}

TEST_P(BFloat16, InfinitiesAndNaNsStayWhatTheyAre) {
    const float infinity = std::numeric_limits<float>::infinity();
    EXPECT_EQ((std::vector<uint16_t>{0x7f80, 0xff80, 0x7f80, 0xff80}),
              round(context.get(),
                    {infinity, -infinity, std::numeric_limits<float>::max(), -std::numeric_limits<float>::max()}));
    // The last NaN's payload lies in the lower half alone, and rounding would carry the one before it into the sign.
    for (const uint32_t bits : {0x7fc00000u, 0xffc00000u, 0x7fffffffu, 0x7f800001u}) {
        const uint16_t rounded = round(context.get(), {std::bit_cast<float>(bits)})[0];
        EXPECT_TRUE(std::isnan(float_of(rounded))) << bits;
        EXPECT_EQ(bits >> 31, static_cast<uint32_t>(rounded >> 15)) << bits;
    }
}

TEST_P(BFloat16, ProductsAreThoseOfTheSameFloats) {
    for (const int32_t height : {1, 2, 4, 8}) {
        for (const double density : {0.1, 0.3, 1.1}) {
            const Pattern pattern = Pattern::of_blocks(16 * 13, 700, density, 1, height, false);
            const PackedMatrixPtr packed = pattern.pack(STRNN_USE_PRODUCT | STRNN_USE_FORWARD);
            const std::vector<uint16_t> rounded = round(context.get(), random_values(pattern.nnz(), 2));
            const std::vector<float> same = widen(rounded);
            for (const int64_t n : {1, 3, 20, 64, 70}) {
                for (const int32_t accumulate : {0, 1}) {
                    Guarded x(700, n, 3), actual(16 * 13, n, 4), expected(16 * 13, n, 4);
                    const strnn_matrix xv = x.view(), av = actual.view(), ev = expected.view();
                    ASSERT_EQ(STRNN_OK, strnn_spmm(context.get(), packed.get(), halves(rounded), &xv, &av, accumulate));
                    ASSERT_EQ(STRNN_OK, strnn_spmm(context.get(), packed.get(), floats(same), &xv, &ev, accumulate));
                    EXPECT_TRUE(actual.guards_intact());
                    // Not the same bits: long segments are summed in runs, and a compiler may contract other additions.
                    constexpr double bound = 1e-4;
                    for (int64_t i = 0; i < 16 * 13; i++) {
                        for (int64_t j = 0; j < n; j++) {
                            EXPECT_NEAR(expected.at(i, j), actual.at(i, j), bound)
                                << height << " " << density << " " << n;
                        }
                    }
                }
            }
        }
    }
}

TEST_P(BFloat16, LongSegmentsAreSummedInRuns) {
    // A thin matrix has one wide panel, and its full row more columns than are widened at a time.
    const Pattern pattern(12, 3000, 0.001, 5);
    const PackedMatrixPtr packed = pattern.pack(STRNN_USE_PRODUCT);
    const std::vector<uint16_t> rounded =
        in_packed_order(packed.get(), round(context.get(), random_values(pattern.nnz(), 6)));
    for (const int64_t n : {1, 20}) {
        Guarded x(3000, n, 7), y(12, n, 8);
        const strnn_matrix xv = x.view(), yv = y.view();
        ASSERT_EQ(STRNN_OK, strnn_spmm(context.get(), packed.get(), halves(rounded), &xv, &yv, 0));
        std::vector<int32_t> order(rounded.size());
        ASSERT_EQ(STRNN_OK, strnn_packed_matrix_order(packed.get(), order.data()));
        for (int64_t i = 0; i < 12; i++) {
            for (int64_t j = 0; j < n; j++) {
                double sum = 0, absolute = 0;
                int64_t count = 0;
                for (int32_t k = pattern.offsets[static_cast<size_t>(i)];
                     k < pattern.offsets[static_cast<size_t>(i) + 1]; k++, count++) {
                    const float value = float_of(rounded[static_cast<size_t>(order[static_cast<size_t>(k)])]);
                    const double product =
                        static_cast<double>(value) * x.at(pattern.indices[static_cast<size_t>(k)], j);
                    sum += product;
                    absolute += std::fabs(product);
                }
                EXPECT_NEAR(y.at(i, j), sum, rounding(count, absolute));
            }
        }
    }
}

TEST_P(BFloat16, LookupsAreThoseOfTheSameFloats) {
    const Pattern pattern(40, 30, 0.3, 9);
    const std::vector<int32_t> ids{3, 39, 20, 0, 20};
    for (const int32_t uses : {0, STRNN_USE_PRODUCT + 0}) {
        const PackedMatrixPtr packed = pattern.pack(uses | STRNN_USE_GATHER | STRNN_USE_FORWARD);
        const std::vector<uint16_t> rounded = round(context.get(), random_values(pattern.nnz(), 10));
        const std::vector<float> same = widen(rounded);
        Guarded actual(30, 5, 11), expected(30, 5, 11);
        const strnn_matrix av = actual.view(), ev = expected.view();
        ASSERT_EQ(STRNN_OK, strnn_gather_rows(context.get(), packed.get(), halves(rounded), ids.data(), &av));
        ASSERT_EQ(STRNN_OK, strnn_gather_rows(context.get(), packed.get(), floats(same), ids.data(), &ev));
        EXPECT_EQ(expected.raw(), actual.raw());
    }
}

TEST_P(BFloat16, ForwardMatricesHaveNoTransposedCopyAndRefuseWhatNeedsOne) {
    const Pattern pattern(4 * 20, 20, 0.3, 12);
    const PackedMatrixPtr training = pattern.pack(STRNN_USE_LSTM),
                          forward = pattern.pack(STRNN_USE_LSTM | STRNN_USE_FORWARD);
    // The transposed copy: a value, its source and its column number for each nonzero.
    EXPECT_GE(strnn_packed_matrix_bytes(training.get()) - strnn_packed_matrix_bytes(forward.get()), pattern.nnz() * 10);
    Guarded g(80, 4, 13), d(20, 4, 14), c(20, 4, 15), h(20, 4, 16), initial(20, 2, 17), dc(20, 2, 18);
    const strnn_matrix gv = g.view(), dv = d.view(), cv = c.view(), hv = h.view(), iv = initial.view(), dcv = dc.view();
    EXPECT_EQ(STRNN_INVALID, strnn_spmm_transposed(context.get(), forward.get(), &gv, &dv, 0));
    EXPECT_EQ(STRNN_INVALID, strnn_lstm_backward(context.get(), forward.get(), &gv, &iv, &cv, &hv, &dcv, 0, 0));
    EXPECT_EQ(STRNN_INVALID, strnn_spmm(context.get(), forward.get(), strnn_values{nullptr, 2}, &dv, &gv, 0));
}

INSTANTIATE_TEST_SUITE_P(All, BFloat16, testing::ValuesIn(instruction_sets()),
                         [](const auto &tested) { return name_of(tested.param); });
