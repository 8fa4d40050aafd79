// Contexts of their own for threads that run at once over shared packed matrices and values: the same bits as one after
// the other. Under ThreadSanitizer (preset tsan) also the proof that they share nothing else.
#include <thread>

#include "support.h"

using namespace support;

namespace {

constexpr int64_t hidden = 24, width = 17, vocabulary = 40, batch = 3, steps = 4, columns = steps * batch;

// The weights of a small model, which every session reads and none writes.
struct Model {
    Pattern table_pattern{vocabulary, width, 0.4, 1}, input_pattern{4 * hidden, width, 0.3, 2},
        hidden_pattern{4 * hidden, hidden, 0.3, 3}, rhn_pattern{2 * hidden, hidden, 0.3, 4},
        output_pattern{vocabulary, hidden, 0.3, 5};
    PackedMatrixPtr table = table_pattern.pack(STRNN_USE_GATHER),
                    input = input_pattern.pack(STRNN_USE_PRODUCT | STRNN_USE_GATHER),
                    recurrent = hidden_pattern.pack(STRNN_USE_LSTM | STRNN_USE_TRANSPOSED),
                    rhn = rhn_pattern.pack(STRNN_USE_RHN | STRNN_USE_TRANSPOSED),
                    output = output_pattern.pack(STRNN_USE_PRODUCT);
    std::vector<float> table_values = random_values(table_pattern.nnz(), 6),
                       input_values = random_values(input_pattern.nnz(), 7),
                       recurrent_values = random_values(hidden_pattern.nnz(), 8),
                       rhn_values = random_values(rhn_pattern.nnz(), 9),
                       output_values = random_values(output_pattern.nnz(), 10), bias = random_values(4 * hidden, 11);
    std::vector<int32_t> words{3, 8, 21, 39, 0};
};

// Looks words up, runs both recurrent cells and the output layer, and returns all that was computed.
std::vector<std::vector<float>> run(const Model &model, strnn_context *context, unsigned seed) {
    std::vector<int32_t> ids(static_cast<size_t>(columns)), index(static_cast<size_t>(columns));
    for (int64_t j = 0; j < columns; j++) {
        ids[static_cast<size_t>(j)] = static_cast<int32_t>((j * 7 + seed) % vocabulary);
        index[static_cast<size_t>(j)] = static_cast<int32_t>((j + seed) % model.words.size());
    }
    Guarded x(width, columns, seed), gates(4 * hidden, columns, seed + 1), h0(hidden, batch, seed + 2),
        c0(hidden, batch, seed + 3), c(hidden, columns, seed + 4), h(hidden, columns, seed + 5),
        rhn_gates(2 * hidden, columns, seed + 6), rhn_input(hidden, columns, seed + 7),
        state(hidden, columns, seed + 8), logits(vocabulary, columns, seed + 9);
    const strnn_matrix xv = x.view(), gv = gates.view(), hv0 = h0.view(), cv0 = c0.view(), cv = c.view(), hv = h.view(),
                       lv = logits.view();
    EXPECT_EQ(STRNN_OK, strnn_gather_rows(context, model.table.get(), floats(model.table_values), ids.data(), &xv));
    EXPECT_EQ(STRNN_OK, strnn_spmm(context, model.input.get(), floats(model.input_values), &xv, &gv, 0));
    EXPECT_EQ(STRNN_OK, strnn_add_bias(context, model.bias.data(), &gv));
    EXPECT_EQ(STRNN_OK, strnn_lstm_forward(context, model.recurrent.get(), floats(model.recurrent_values), &gv, &hv0,
                                           &cv0, &cv, &hv, 0, 0));
    const strnn_rhn_layer layer{model.rhn.get(), floats(model.rhn_values), rhn_gates.view(), rhn_input.view(),
                                state.view()};
    EXPECT_EQ(STRNN_OK, strnn_rhn_forward(context, &layer, 1, &hv0, nullptr, 0, 0));
    EXPECT_EQ(STRNN_OK, strnn_spmm(context, model.output.get(), floats(model.output_values), &hv, &lv, 0));
    const strnn_word_gates words{model.input.get(),  floats(model.input_values),
                                 model.table.get(),  floats(model.table_values),
                                 model.words.data(), static_cast<int64_t>(model.words.size()),
                                 index.data()};
    EXPECT_EQ(STRNN_OK, strnn_word_gates_forward(context, &words, model.bias.data(), &gv)) << strnn_last_error();
    return {x.raw(), gates.raw(), c.raw(), h.raw(), rhn_gates.raw(), state.raw(), logits.raw()};
}

} // namespace

TEST(Sessions, RunAtOnceOverSharedWeightsAndGiveTheSameBits) {
    constexpr unsigned threads = 8, calls = 20;
    for (const int32_t isa : instruction_sets()) {
        const Model model;
        std::vector<std::vector<std::vector<float>>> alone;
        const ContextPtr one = open(isa, 1);
        for (unsigned call = 0; call < calls; call++) alone.push_back(run(model, one.get(), call));
        std::vector<int> different(threads);
        std::vector<std::thread> running;
        for (unsigned t = 0; t < threads; t++) {
            running.emplace_back([&, t] {
                // Some sessions have a second thread.
                const ContextPtr own = open(isa, t % 4 == 3 ? 2 : 1);
                for (unsigned k = 0; k < calls; k++) {
                    const unsigned call = (k + 7 * t) % calls;
                    if (run(model, own.get(), call) != alone[call]) different[t]++;
                }
            });
        }
        for (std::thread &thread : running) thread.join();
        EXPECT_EQ(std::vector<int>(threads), different) << name_of(isa);
    }
}

// Errors belong to the thread that made them.
TEST(Sessions, EachThreadHasItsOwnError) {
    std::thread other([] {
        strnn_context *context = nullptr;
        EXPECT_EQ(STRNN_INVALID, strnn_context_create(-1, STRNN_ISA_BEST, &context));
        EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("threads"));
    });
    strnn_context *context = nullptr;
    EXPECT_EQ(STRNN_INVALID, strnn_context_create(1, 17, &context));
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("instruction set"));
    other.join();
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("instruction set"));
}
