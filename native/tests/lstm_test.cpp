// The LSTM sequence against its own primitives, step by step, for batches that are no multiple of eight and wider
// than a strip; and for a wide and thin matrix, whose blocks are taller and strips narrower.
#include "support.h"

using namespace support;

namespace {

strnn_matrix columns(const strnn_matrix &m, int64_t first, int64_t count) {
    return {m.data + first, m.rows, count, m.stride};
}

} // namespace

class LstmSequence : public testing::TestWithParam<std::tuple<int32_t, int, int, int32_t, int32_t>> {};

TEST_P(LstmSequence, EqualsTheCompositionOfPrimitives) {
    const auto [isa, batch, hidden, gate, candidate] = GetParam();
    const int64_t steps = 4, n = steps * batch;
    const ContextPtr context = open(isa, 2);
    const Pattern pattern(4 * hidden, hidden, hidden < 1000 ? 0.3 : 0.003, 1);
    const PackedMatrixPtr packed = pattern.pack(STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED | STRNN_USE_LSTM);
    const std::vector<float> values = random_values(pattern.nnz(), 2);
    ASSERT_EQ(STRNN_OK, strnn_packed_matrix_refresh(context.get(), packed.get(), values.data()));

    Guarded gates(4 * hidden, n, 3), gates2 = gates, h0(hidden, batch, 4), c0(hidden, batch, 5);
    Guarded c(hidden, n, 6), h(hidden, n, 7), c2(hidden, n, 6), h2(hidden, n, 7);
    const strnn_matrix gv = gates.view(), hv = h.view(), cv = c.view(), h0v = h0.view(), c0v = c0.view();
    ASSERT_EQ(STRNN_OK, strnn_lstm_forward(context.get(), packed.get(), values.data(), &gv, &h0v, &c0v, &cv, &hv, gate,
                                           candidate));
    const strnn_matrix gv2 = gates2.view(), hv2 = h2.view(), cv2 = c2.view();
    for (int64_t t = 0; t < steps; t++) {
        const strnn_matrix previous_h = t == 0 ? h0v : columns(hv2, (t - 1) * batch, batch);
        const strnn_matrix previous_c = t == 0 ? c0v : columns(cv2, (t - 1) * batch, batch);
        const strnn_matrix step = columns(gv2, t * batch, batch), ct = columns(cv2, t * batch, batch),
                           ht = columns(hv2, t * batch, batch);
        ASSERT_EQ(STRNN_OK, strnn_spmm(context.get(), packed.get(), values.data(), &previous_h, &step, 1));
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
                                          testing::Range(0, 4)));

INSTANTIATE_TEST_SUITE_P(Thin, LstmSequence,
                         testing::Combine(testing::ValuesIn(instruction_sets()), testing::Values(20, 70),
                                          testing::Values(2200), testing::Values(STRNN_GATES_LOGISTIC),
                                          testing::Values(0)));
