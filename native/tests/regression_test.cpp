// The Huber loss against plain loops in double, for every instruction set and tails of every length; the same bits for
// any number of threads.
#include <cmath>
#include <limits>

#include "support.h"

using namespace support;

namespace {

constexpr int64_t outputs = 5;
constexpr float scale = 0.4f;

struct Problem {
    Guarded y, t, gradient;
    std::vector<float> weights, losses;
    Problem(int64_t columns)
        : y(outputs, columns, 1), t(outputs, columns, 2), gradient(outputs, columns, 3),
          weights(random_values(columns, 4)), losses(static_cast<size_t>(columns)) {
        weights[0] = 0;
    }

    void run(int32_t isa, int32_t threads, float delta, bool weighted) {
        const ContextPtr context = open(isa, threads);
        const strnn_matrix yv = y.view(), tv = t.view(), gv = gradient.view();
        const float *factors = weighted ? weights.data() : nullptr;
        EXPECT_EQ(STRNN_OK, strnn_huber_forward(context.get(), &yv, &tv, factors, delta, scale, losses.data()));
        EXPECT_EQ(STRNN_OK, strnn_huber_backward(context.get(), &yv, &tv, factors, delta, scale, &gv));
        EXPECT_TRUE(gradient.guards_intact());
    }
};

} // namespace

TEST(Regression, LossesAndGradientsAreThoseOfPlainLoops) {
    for (const int32_t isa : instruction_sets()) {
        for (const int64_t columns : {1, 7, 33, 255, 300}) {
            for (const float delta : {0.3f, std::numeric_limits<float>::infinity()}) {
                for (const bool weighted : {false, true}) {
                    Problem problem(columns);
                    problem.run(isa, 2, delta, weighted);
                    for (int64_t j = 0; j < columns; j++) {
                        const double factor =
                            static_cast<double>(scale) *
                            (weighted ? static_cast<double>(problem.weights[static_cast<size_t>(j)]) : 1.0);
                        double sum = 0;
                        for (int64_t i = 0; i < outputs; i++) {
                            const double e =
                                static_cast<double>(problem.y.at(i, j)) - static_cast<double>(problem.t.at(i, j));
                            const double c = std::min(std::fabs(e), static_cast<double>(delta));
                            sum += c * (std::fabs(e) - c / 2);
                            EXPECT_NEAR(factor * std::copysign(c, e), static_cast<double>(problem.gradient.at(i, j)),
                                        1e-6);
                        }
                        EXPECT_NEAR(factor * sum, static_cast<double>(problem.losses[static_cast<size_t>(j)]), 4e-6);
                    }
                }
            }
        }
    }
}

TEST(Regression, OneAndThreeThreadsGiveTheSameBits) {
    for (const int32_t isa : instruction_sets()) {
        Problem one(1000), three(1000);
        one.run(isa, 1, 0.3f, true);
        three.run(isa, 3, 0.3f, true);
        EXPECT_EQ(one.losses, three.losses);
        EXPECT_EQ(one.gradient.raw(), three.gradient.raw());
    }
}

TEST(Regression, RefusesWrongShapesAndDeltas) {
    Problem problem(6);
    Guarded other(outputs, 5, 7);
    const ContextPtr context = open(STRNN_ISA_BEST, 1);
    const strnn_matrix yv = problem.y.view(), tv = problem.t.view(), ov = other.view();
    EXPECT_EQ(STRNN_INVALID, strnn_huber_forward(context.get(), &yv, &ov, nullptr, 1, 1, problem.losses.data()));
    EXPECT_EQ(STRNN_INVALID, strnn_huber_backward(context.get(), &yv, &tv, nullptr, 1, 1, &ov));
    EXPECT_EQ(STRNN_INVALID, strnn_huber_forward(context.get(), &yv, &tv, nullptr, 0, 1, problem.losses.data()));
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("delta"));
}
