// Sequences of the LSTM and of the RHN against their own primitives, step by step and micro-step by micro-step: for
// batches that are no multiple of eight and wider than a strip; the LSTM also for a wide and thin matrix, whose blocks
// are taller and strips narrower; the RHN also with a mask, for any number of threads.
#include "support.h"

using namespace support;

namespace {

strnn_matrix columns(const strnn_matrix &m, int64_t first, int64_t count) {
    return {m.data + first, m.rows, count, m.stride};
}

constexpr int64_t rhn_steps = 3;
constexpr int depth = 3;

// The micro-layers of a window with their operands.
struct Rhn {
    // height: of the blocks across gates; the last micro-layer has none, so that both kinds share an operand.
    Rhn(strnn_context *context, int64_t hidden, int64_t batch, int32_t height)
        : initial(hidden, batch, 1), dy(hidden, rhn_steps * batch, 2) {
        for (unsigned l = 0; l < depth; l++) {
            const double density = l == 1 ? 0.0 : 0.3;
            const Pattern pattern = height == 1 || l == 2
                                        ? Pattern(2 * hidden, hidden, density, 3 + l)
                                        : Pattern::of_blocks(2 * hidden, hidden, density, 3 + l, height, true);
            weights.push_back(pattern.pack(STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED | STRNN_USE_RHN));
            values.push_back(random_values(pattern.nnz(), 7 + l));
            // SPOCU grows with the eighth power: larger weights end in infinity within a few micro-steps.
            for (float &value : values.back()) value *= 0.25f;
            EXPECT_EQ(STRNN_OK, strnn_packed_matrix_refresh(context, weights.back().get(), values.back().data()));
            gates.emplace_back(2 * hidden, rhn_steps * batch, 10 + l);
            input.emplace_back(hidden, rhn_steps * batch, 20 + l);
            state.emplace_back(hidden, rhn_steps * batch, 30 + l);
        }
    }

    std::vector<strnn_rhn_layer> layers() {
        std::vector<strnn_rhn_layer> all;
        for (size_t l = 0; l < depth; l++) {
            all.push_back({weights[l].get(), floats(values[l]), gates[l].view(), input[l].view(), state[l].view()});
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

class LstmSequence : public testing::TestWithParam<std::tuple<int32_t, int, int, int32_t, int32_t, int32_t>> {};

TEST_P(LstmSequence, EqualsTheCompositionOfPrimitives) {
    const auto [isa, batch, hidden, gate, candidate, height] = GetParam();
    const int64_t steps = 4, n = steps * batch;
    const ContextPtr context = open(isa, 2);
    const double density = hidden < 1000 ? 0.3 : 0.003;
    const Pattern pattern = height == 1 ? Pattern(4 * hidden, hidden, density, 1)
                                        : Pattern::of_blocks(4 * hidden, hidden, density, 1, height, true);
    const PackedMatrixPtr packed = pattern.pack(STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED | STRNN_USE_LSTM);
    const std::vector<float> values = random_values(pattern.nnz(), 2);
    ASSERT_EQ(STRNN_OK, strnn_packed_matrix_refresh(context.get(), packed.get(), values.data()));

    Guarded gates(4 * hidden, n, 3), gates2 = gates, h0(hidden, batch, 4), c0(hidden, batch, 5);
    Guarded c(hidden, n, 6), h(hidden, n, 7), c2(hidden, n, 6), h2(hidden, n, 7);
    const strnn_matrix gv = gates.view(), hv = h.view(), cv = c.view(), h0v = h0.view(), c0v = c0.view();
    ASSERT_EQ(STRNN_OK, strnn_lstm_forward(context.get(), packed.get(), floats(values), &gv, &h0v, &c0v, &cv, &hv, gate,
                                           candidate));
    const strnn_matrix gv2 = gates2.view(), hv2 = h2.view(), cv2 = c2.view();
    for (int64_t t = 0; t < steps; t++) {
        const strnn_matrix previous_h = t == 0 ? h0v : columns(hv2, (t - 1) * batch, batch);
        const strnn_matrix previous_c = t == 0 ? c0v : columns(cv2, (t - 1) * batch, batch);
        const strnn_matrix step = columns(gv2, t * batch, batch), ct = columns(cv2, t * batch, batch),
                           ht = columns(hv2, t * batch, batch);
        ASSERT_EQ(STRNN_OK, strnn_spmm(context.get(), packed.get(), floats(values), &previous_h, &step, 1));
        ASSERT_EQ(STRNN_OK, strnn_lstm_cell_forward(context.get(), &step, &previous_c, &ct, &ht, gate, candidate));
    }
    EXPECT_EQ(h2.raw(), h.raw());
    EXPECT_EQ(c2.raw(), c.raw());
    EXPECT_EQ(gates2.raw(), gates.raw());

    Guarded dh(hidden, n, 8), dh2 = dh, dc(hidden, batch, 9), dc2(hidden, batch, 9);
    for (int64_t i = 0; i < hidden; i++) {
        for (int64_t j = 0; j < batch; j++) dc2.at(i, j) = 0;
    }
    const strnn_matrix dhv = dh.view(), dcv = dc.view(), dhv2 = dh2.view(), dcv2 = dc2.view();
    ASSERT_EQ(STRNN_OK, strnn_lstm_backward(context.get(), packed.get(), &gv, &c0v, &cv, &dhv, &dcv, gate, candidate));
    for (int64_t t = steps - 1; t >= 0; t--) {
        const strnn_matrix previous_c = t == 0 ? c0v : columns(cv2, (t - 1) * batch, batch);
        const strnn_matrix step = columns(gv2, t * batch, batch), ct = columns(cv2, t * batch, batch);
        const strnn_matrix dht = columns(dhv2, t * batch, batch);
        ASSERT_EQ(STRNN_OK, strnn_lstm_cell_backward(context.get(), &step, &previous_c, &ct, &dht, &dcv2, &step, gate,
                                                     candidate));
        if (t == 0) break;
        const strnn_matrix previous = columns(dhv2, (t - 1) * batch, batch);
        ASSERT_EQ(STRNN_OK, strnn_spmm_transposed(context.get(), packed.get(), &step, &previous, 1));
    }
    EXPECT_EQ(gates2.raw(), gates.raw()) << "gradients of the pre-activations, and guard words";
}

INSTANTIATE_TEST_SUITE_P(All, LstmSequence,
                         testing::Combine(testing::ValuesIn(instruction_sets()), testing::Values(1, 20, 23, 70),
                                          testing::Values(1, 16, 53),
                                          testing::Values(STRNN_GATES_LOGISTIC, STRNN_GATES_HARD_SIGMOID),
                                          testing::Range(0, 5), testing::Values(1)));

// Blocks of a unit's gates, of two units, and blocks that hold no whole unit.
INSTANTIATE_TEST_SUITE_P(Blocks, LstmSequence,
                         testing::Combine(testing::ValuesIn(instruction_sets()), testing::Values(1, 20, 23, 70),
                                          testing::Values(16, 54), testing::Values(STRNN_GATES_LOGISTIC),
                                          testing::Values(0), testing::Values(2, 4, 8)));

INSTANTIATE_TEST_SUITE_P(Thin, LstmSequence,
                         testing::Combine(testing::ValuesIn(instruction_sets()), testing::Values(20, 70),
                                          testing::Values(2200), testing::Values(STRNN_GATES_LOGISTIC),
                                          testing::Values(0), testing::Values(1, 4)));

class RhnSequence : public testing::TestWithParam<std::tuple<int32_t, int, int, int32_t, int32_t, int32_t>> {};

TEST_P(RhnSequence, EqualsTheCompositionOfPrimitives) {
    const auto [isa, batch, hidden, gate, candidate, height] = GetParam();
    const ContextPtr context = open(isa, 2);
    Rhn whole(context.get(), hidden, batch, height), composed(context.get(), hidden, batch, height);
    const auto layers = whole.layers(), parts = composed.layers();
    const strnn_matrix initial = whole.initial.view(), dy = whole.dy.view(), ds = composed.dy.view();
    const auto previous = [&](int64_t t, size_t l) {
        return l > 0   ? columns(parts[l - 1].state, t * batch, batch)
               : t > 0 ? columns(parts[depth - 1].state, (t - 1) * batch, batch)
                       : initial;
    };

    ASSERT_EQ(STRNN_OK, strnn_rhn_forward(context.get(), layers.data(), depth, &initial, nullptr, gate, candidate));
    for (int64_t t = 0; t < rhn_steps; t++) {
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
    for (int64_t t = rhn_steps - 1; t >= 0; t--) {
        const strnn_matrix now = columns(ds, t * batch, batch);
        if (t + 1 < rhn_steps) {
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
    const auto [isa, batch, hidden, gate, candidate, height] = GetParam();
    const strnn_mask mask{1, 2, 3, 1u << 30, 4.0f / 3.0f};
    std::vector<std::vector<float>> first;
    for (const int32_t threads : {1, 2, 3}) {
        const ContextPtr context = open(isa, threads);
        Rhn rhn(context.get(), hidden, batch, height);
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
                                          testing::Range(0, 5), testing::Values(1)));

INSTANTIATE_TEST_SUITE_P(Blocks, RhnSequence,
                         testing::Combine(testing::ValuesIn(instruction_sets()), testing::Values(1, 20, 70),
                                          testing::Values(16, 52), testing::Values(STRNN_GATES_LOGISTIC),
                                          testing::Values(0), testing::Values(2, 4)));
