// The RHN sequence against its own primitives, micro-step by micro-step, and with a mask for any number of
// threads.
#include "support.h"

using namespace support;

namespace {

constexpr int64_t steps = 3;
constexpr int depth = 3;

strnn_matrix columns(const strnn_matrix &m, int64_t first, int64_t count) {
    return {m.data + first, m.rows, count, m.stride};
}

// The micro-layers of a window with their operands.
struct Rhn {
    Rhn(strnn_context *context, int64_t hidden, int64_t batch)
        : initial(hidden, batch, 1), dy(hidden, steps * batch, 2) {
        for (unsigned l = 0; l < depth; l++) {
            const Pattern pattern(2 * hidden, hidden, l == 1 ? 0.0 : 0.3, 3 + l);
            weights.push_back(pattern.pack(STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED | STRNN_USE_RHN));
            values.push_back(random_values(pattern.nnz(), 7 + l));
            // SPOCU grows with the eighth power: larger weights end in infinity within a few micro-steps.
            for (float &value : values.back()) value *= 0.25f;
            EXPECT_EQ(STRNN_OK, strnn_packed_matrix_refresh(context, weights.back().get(), values.back().data()));
            gates.emplace_back(2 * hidden, steps * batch, 10 + l);
            input.emplace_back(hidden, steps * batch, 20 + l);
            state.emplace_back(hidden, steps * batch, 30 + l);
        }
    }

    std::vector<strnn_rhn_layer> layers() {
        std::vector<strnn_rhn_layer> all;
        for (size_t l = 0; l < depth; l++) {
            all.push_back({weights[l].get(), values[l].data(), gates[l].view(), input[l].view(), state[l].view()});
        }
        return all;
    }

    std::vector<std::vector<float>> results() {
        std::vector<std::vector<float>> all;
        for (size_t l = 0; l < depth; l++) {
            all.push_back(gates[l].raw());
            all.push_back(input[l].raw());
            all.push_back(state[l].raw());
        }
        return all;
    }

    std::vector<PackedMatrixPtr> weights;
    std::vector<std::vector<float>> values;
    std::vector<Guarded> gates, input, state;
    Guarded initial, dy;
};

} // namespace

class RhnSequence : public testing::TestWithParam<std::tuple<int32_t, int, int, int32_t, int32_t>> {};

TEST_P(RhnSequence, EqualsTheCompositionOfPrimitives) {
    const auto [isa, batch, hidden, gate, candidate] = GetParam();
    const ContextPtr context = open(isa, 2);
    Rhn whole(context.get(), hidden, batch), composed(context.get(), hidden, batch);
    const auto layers = whole.layers(), parts = composed.layers();
    const strnn_matrix initial = whole.initial.view(), dy = whole.dy.view(), ds = composed.dy.view();
    const auto previous = [&](int64_t t, size_t l) {
        return l > 0   ? columns(parts[l - 1].state, t * batch, batch)
               : t > 0 ? columns(parts[depth - 1].state, (t - 1) * batch, batch)
                       : initial;
    };

    ASSERT_EQ(STRNN_OK, strnn_rhn_forward(context.get(), layers.data(), depth, &initial, nullptr, gate, candidate));
    for (int64_t t = 0; t < steps; t++) {
        for (size_t l = 0; l < depth; l++) {
            const strnn_matrix before = previous(t, l), in = columns(parts[l].input, t * batch, batch);
            const strnn_matrix g = columns(parts[l].gates, t * batch, batch),
                               s = columns(parts[l].state, t * batch, batch);
            ASSERT_EQ(STRNN_OK, strnn_copy(context.get(), &before, &in));
            ASSERT_EQ(STRNN_OK, strnn_spmm(context.get(), parts[l].weight, parts[l].values, &in, &g, 1));
            ASSERT_EQ(STRNN_OK, strnn_rhn_cell_forward(context.get(), &g, &before, &s, gate, candidate));
        }
    }
    EXPECT_EQ(composed.results(), whole.results());

    ASSERT_EQ(STRNN_OK,
              strnn_rhn_backward(context.get(), layers.data(), depth, &initial, nullptr, &dy, gate, candidate));
    for (int64_t t = steps - 1; t >= 0; t--) {
        const strnn_matrix now = columns(ds, t * batch, batch);
        if (t + 1 < steps) {
            const strnn_matrix later = columns(ds, (t + 1) * batch, batch);
            ASSERT_EQ(STRNN_OK, strnn_add(context.get(), &later, &now));
        }
        for (size_t l = depth; l-- > 0;) {
            const strnn_matrix before = previous(t, l), g = columns(parts[l].gates, t * batch, batch);
            ASSERT_EQ(STRNN_OK, strnn_rhn_cell_backward(context.get(), &g, &before, &now, &g, gate, candidate));
            if (t == 0 && l == 0) break;
            ASSERT_EQ(STRNN_OK, strnn_spmm_transposed(context.get(), parts[l].weight, &g, &now, 1));
        }
    }
    EXPECT_EQ(composed.results(), whole.results()) << "gradients of the pre-activations, and guard words";
}

TEST_P(RhnSequence, AMaskGivesTheSameBitsForAnyNumberOfThreads) {
    const auto [isa, batch, hidden, gate, candidate] = GetParam();
    const strnn_mask mask{1, 2, 3, 1u << 30, 4.0f / 3.0f};
    std::vector<std::vector<float>> first;
    for (const int32_t threads : {1, 2, 3}) {
        const ContextPtr context = open(isa, threads);
        Rhn rhn(context.get(), hidden, batch);
        const auto layers = rhn.layers();
        const strnn_matrix initial = rhn.initial.view(), dy = rhn.dy.view();
        ASSERT_EQ(STRNN_OK, strnn_rhn_forward(context.get(), layers.data(), depth, &initial, &mask, gate, candidate));
        ASSERT_EQ(STRNN_OK,
                  strnn_rhn_backward(context.get(), layers.data(), depth, &initial, &mask, &dy, gate, candidate));
        if (first.empty()) first = rhn.results();
        for (const float value : first.back()) ASSERT_TRUE(std::isfinite(value));
        EXPECT_EQ(first, rhn.results()) << threads << " threads";
    }
}

INSTANTIATE_TEST_SUITE_P(All, RhnSequence,
                         testing::Combine(testing::ValuesIn(instruction_sets()), testing::Values(1, 20, 70),
                                          testing::Values(1, 16, 53),
                                          testing::Values(STRNN_GATES_LOGISTIC, STRNN_GATES_HARD_SIGMOID),
                                          testing::Range(0, 4)));
