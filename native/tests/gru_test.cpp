// Sequences of the GRU and of the minGRU against their own primitives, step by step: the same bits, for batches that
// are no multiple of eight and wider than a strip, and for any number of threads.
#include "support.h"

using namespace support;

namespace {

constexpr int64_t steps = 4;

strnn_matrix columns(const strnn_matrix &m, int64_t first, int64_t count) {
    return {m.data + first, m.rows, count, m.stride};
}

strnn_matrix rows(const strnn_matrix &m, int64_t first, int64_t count) {
    return {m.data + first * m.stride, count, m.columns, m.stride};
}

// The operands of a window.
struct Gru {
    // blocks: the two gates of a unit share their columns, and so do four units' candidates.
    Gru(strnn_context *context, int64_t hidden_, int64_t batch_, bool blocks)
        : hidden(hidden_), batch(batch_), pattern(blocks ? Pattern::of_blocks(2 * hidden, hidden, 0.3, 3, 2, true)
                                                         : Pattern(2 * hidden, hidden, 0.3, 3)),
          square(blocks ? Pattern::of_blocks(hidden, hidden, 0.3, 4, 4, false) : Pattern(hidden, hidden, 0.3, 4)),
          weight(pattern.pack(STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED | STRNN_USE_RHN)),
          candidate_weight(square.pack(STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED)),
          values(random_values(pattern.nnz(), 5)), candidate_values(random_values(square.nnz(), 6)),
          gates(3 * hidden, steps * batch, 7), inner(hidden, steps * batch, 8), initial(hidden, batch, 9),
          h(hidden, steps * batch, 10), dh(hidden, steps * batch, 11), d_inner(hidden, batch, 12) {
        // SPOCU grows with the eighth power.
        for (float &value : values) value *= 0.25f;
        for (float &value : candidate_values) value *= 0.25f;
        EXPECT_EQ(STRNN_OK, strnn_packed_matrix_refresh(context, weight.get(), values.data()));
        EXPECT_EQ(STRNN_OK, strnn_packed_matrix_refresh(context, candidate_weight.get(), candidate_values.data()));
    }

    std::vector<std::vector<float>> results() const { return {gates.raw(), inner.raw(), h.raw()}; }

    int64_t hidden, batch;
    Pattern pattern, square;
    PackedMatrixPtr weight, candidate_weight;
    std::vector<float> values, candidate_values;
    Guarded gates, inner, initial, h, dh, d_inner;
};

void run(strnn_context *context, Gru &gru, int32_t reset, int32_t gate, int32_t candidate, bool backward) {
    const strnn_gru sequence{gru.gates.view(), gru.inner.view(), gru.initial.view(), gru.h.view(), reset};
    if (!backward) {
        ASSERT_EQ(STRNN_OK, strnn_gru_forward(context, gru.weight.get(), floats(gru.values), gru.candidate_weight.get(),
                                              floats(gru.candidate_values), &sequence, gate, candidate));
        return;
    }
    const strnn_matrix dh = gru.dh.view(), d_inner = gru.d_inner.view();
    ASSERT_EQ(STRNN_OK, strnn_gru_backward(context, gru.weight.get(), gru.candidate_weight.get(), &sequence, &dh,
                                           &d_inner, gate, candidate));
}

void compose(strnn_context *context, Gru &gru, int32_t reset, int32_t gate, int32_t candidate, bool backward) {
    const strnn_matrix gates = gru.gates.view(), inner = gru.inner.view(), h = gru.h.view(), dh = gru.dh.view();
    const strnn_matrix initial = gru.initial.view(), d_inner = gru.d_inner.view();
    const int64_t batch = gru.batch;
    const bool before = reset == STRNN_RESET_BEFORE_PRODUCT;
    for (int64_t i = 0; i < steps; i++) {
        const int64_t t = backward ? steps - 1 - i : i;
        const strnn_matrix g = columns(gates, t * batch, batch), u = columns(inner, t * batch, batch);
        const strnn_matrix previous = t == 0 ? initial : columns(h, (t - 1) * batch, batch);
        const strnn_matrix rz = rows(g, 0, 2 * gru.hidden), n = rows(g, 2 * gru.hidden, gru.hidden);
        if (!backward) {
            const strnn_matrix ht = columns(h, t * batch, batch);
            ASSERT_EQ(STRNN_OK, strnn_spmm(context, gru.weight.get(), floats(gru.values), &previous, &rz, 1));
            ASSERT_EQ(STRNN_OK, strnn_gru_gates_forward(context, &g, &previous, &u, reset, gate, candidate));
            ASSERT_EQ(STRNN_OK, strnn_spmm(context, gru.candidate_weight.get(), floats(gru.candidate_values),
                                           before ? &u : &previous, before ? &n : &u, 1));
            ASSERT_EQ(STRNN_OK, strnn_gru_state_forward(context, &g, &u, &previous, &ht, reset, gate, candidate));
            continue;
        }
        const strnn_matrix dht = columns(dh, t * batch, batch);
        ASSERT_EQ(STRNN_OK, strnn_gru_state_backward(context, &g, &u, &previous, &dht, reset, gate, candidate));
        if (before) {
            ASSERT_EQ(STRNN_OK, strnn_spmm_transposed(context, gru.candidate_weight.get(), &n, &d_inner, 0));
            ASSERT_EQ(STRNN_OK, strnn_gru_gates_backward(context, &g, &d_inner, &previous, &dht, gate, candidate));
        }
        if (t == 0) break;
        const strnn_matrix earlier = columns(dh, (t - 1) * batch, batch);
        ASSERT_EQ(STRNN_OK, strnn_add(context, &dht, &earlier));
        ASSERT_EQ(STRNN_OK, strnn_spmm_transposed(context, gru.weight.get(), &rz, &earlier, 1));
        if (!before) {
            ASSERT_EQ(STRNN_OK, strnn_spmm_transposed(context, gru.candidate_weight.get(), &u, &earlier, 1));
        }
    }
}

} // namespace

class GruSequence : public testing::TestWithParam<std::tuple<int32_t, int, int, int32_t, int32_t, int32_t, bool>> {};

TEST_P(GruSequence, EqualsTheCompositionOfPrimitives) {
    const auto [isa, batch, hidden, reset, gate, candidate, blocks] = GetParam();
    const ContextPtr context = open(isa, 2);
    Gru whole(context.get(), hidden, batch, blocks), parts(context.get(), hidden, batch, blocks);
    for (const bool backward : {false, true}) {
        run(context.get(), whole, reset, gate, candidate, backward);
        compose(context.get(), parts, reset, gate, candidate, backward);
        EXPECT_EQ(parts.results(), whole.results()) << (backward ? "backward" : "forward") << ", and guard words";
    }
    EXPECT_TRUE(whole.dh.guards_intact() && whole.d_inner.guards_intact());
}

TEST_P(GruSequence, GivesTheSameBitsForAnyNumberOfThreads) {
    const auto [isa, batch, hidden, reset, gate, candidate, blocks] = GetParam();
    std::vector<std::vector<float>> first;
    for (const int32_t threads : {1, 2, 3}) {
        const ContextPtr context = open(isa, threads);
        Gru gru(context.get(), hidden, batch, blocks);
        run(context.get(), gru, reset, gate, candidate, false);
        run(context.get(), gru, reset, gate, candidate, true);
        if (first.empty()) first = gru.results();
        EXPECT_EQ(first, gru.results()) << threads << " threads";
    }
}

INSTANTIATE_TEST_SUITE_P(All, GruSequence,
                         testing::Combine(testing::ValuesIn(instruction_sets()), testing::Values(1, 20, 70),
                                          testing::Values(1, 16, 53),
                                          testing::Values(STRNN_RESET_AFTER_PRODUCT, STRNN_RESET_BEFORE_PRODUCT),
                                          testing::Values(STRNN_GATES_LOGISTIC, STRNN_GATES_HARD_SIGMOID),
                                          testing::Range(0, 5), testing::Values(false)));

INSTANTIATE_TEST_SUITE_P(Blocks, GruSequence,
                         testing::Combine(testing::ValuesIn(instruction_sets()), testing::Values(1, 20, 70),
                                          testing::Values(16, 52),
                                          testing::Values(STRNN_RESET_AFTER_PRODUCT, STRNN_RESET_BEFORE_PRODUCT),
                                          testing::Values(STRNN_GATES_LOGISTIC), testing::Values(0),
                                          testing::Values(true)));

TEST(GruRefusal, ACandidateWithBlocksAcrossGates) {
    const ContextPtr context = open(STRNN_ISA_BEST, 1);
    Gru gru(context.get(), 16, 3, true);
    gru.candidate_weight = Pattern::of_blocks(16, 16, 0.3, 4, 4, true).pack(STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED);
    const strnn_gru sequence{gru.gates.view(), gru.inner.view(), gru.initial.view(), gru.h.view(),
                             STRNN_RESET_AFTER_PRODUCT};
    EXPECT_EQ(STRNN_INVALID,
              strnn_gru_forward(context.get(), gru.weight.get(), floats(gru.values), gru.candidate_weight.get(),
                                floats(gru.candidate_values), &sequence, STRNN_GATES_LOGISTIC, 0));
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("no blocks across gates"));
}

class MinGruSequence : public testing::TestWithParam<std::tuple<int32_t, int, int, int32_t>> {};

TEST_P(MinGruSequence, EqualsTheCompositionOfCells) {
    const auto [isa, batch, hidden, candidate] = GetParam();
    const int32_t gate = STRNN_GATES_LOGISTIC;
    const ContextPtr context = open(isa, 2);
    Guarded gates(2 * hidden, steps * batch, 1), gates2 = gates, initial(hidden, batch, 2);
    Guarded h(hidden, steps * batch, 3), h2 = h, dh(hidden, steps * batch, 4), dh2 = dh;
    const strnn_matrix g = gates.view(), g2 = gates2.view(), i = initial.view(), y = h.view(), y2 = h2.view();
    const strnn_matrix d = dh.view(), d2 = dh2.view();
    const auto previous = [&](int64_t t) {
        return t == 0 ? i : columns(y2, (t - 1) * batch, batch);
    };
    ASSERT_EQ(STRNN_OK, strnn_min_gru_forward(context.get(), &g, &i, &y, gate, candidate));
    for (int64_t t = 0; t < steps; t++) {
        const strnn_matrix step = columns(g2, t * batch, batch), state = columns(y2, t * batch, batch);
        const strnn_matrix before = previous(t);
        ASSERT_EQ(STRNN_OK, strnn_rhn_cell_forward(context.get(), &step, &before, &state, gate, candidate));
    }
    EXPECT_EQ(gates2.raw(), gates.raw());
    EXPECT_EQ(h2.raw(), h.raw());

    ASSERT_EQ(STRNN_OK, strnn_min_gru_backward(context.get(), &g, &i, &y, &d, gate, candidate));
    for (int64_t t = steps - 1; t >= 0; t--) {
        const strnn_matrix step = columns(g2, t * batch, batch), gradient = columns(d2, t * batch, batch);
        const strnn_matrix before = previous(t);
        ASSERT_EQ(STRNN_OK, strnn_rhn_cell_backward(context.get(), &step, &before, &gradient, &step, gate, candidate));
        if (t == 0) break;
        const strnn_matrix earlier = columns(d2, (t - 1) * batch, batch);
        ASSERT_EQ(STRNN_OK, strnn_add(context.get(), &gradient, &earlier));
    }
    EXPECT_EQ(gates2.raw(), gates.raw()) << "gradients of the pre-activations, and guard words";
    EXPECT_TRUE(dh.guards_intact());
}

INSTANTIATE_TEST_SUITE_P(All, MinGruSequence,
                         testing::Combine(testing::ValuesIn(instruction_sets()), testing::Values(1, 20, 70),
                                          testing::Values(1, 16, 53), testing::Range(0, 5)));

TEST(Gru, RefusesWhatDoesNotFit) {
    const ContextPtr context = open(STRNN_ISA_BEST, 1);
    Gru gru(context.get(), 8, 3, false);
    strnn_gru sequence{gru.gates.view(), gru.inner.view(), gru.initial.view(), gru.h.view(), 2};
    const auto forward = [&](const PackedMatrixPtr &weight, const PackedMatrixPtr &candidate) {
        return strnn_gru_forward(context.get(), weight.get(), floats(gru.values), candidate.get(),
                                 floats(gru.candidate_values), &sequence, 0, 0);
    };
    EXPECT_EQ(STRNN_INVALID, forward(gru.weight, gru.candidate_weight));
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("reset"));
    sequence.reset = STRNN_RESET_AFTER_PRODUCT;
    EXPECT_EQ(STRNN_INVALID, forward(gru.candidate_weight, gru.candidate_weight));
    EXPECT_EQ(STRNN_INVALID, forward(gru.weight, gru.weight));
    sequence.initial_h.columns = 5;
    EXPECT_EQ(STRNN_INVALID, forward(gru.weight, gru.candidate_weight));
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("whole number of steps"));
    Guarded odd(7, 3, 1);
    const strnn_matrix ov = odd.view(), iv = gru.initial.view();
    EXPECT_EQ(STRNN_INVALID, strnn_gru_gates_forward(context.get(), &ov, &iv, &iv, 0, 0, 0));
    EXPECT_EQ(STRNN_INVALID, strnn_min_gru_forward(context.get(), &ov, &iv, &iv, 0, 0));
}
