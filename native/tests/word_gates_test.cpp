// Gates of words against plain loops in double; the same bits for any number of threads.
#include <limits>

#include "support.h"

using namespace support;

namespace {

constexpr int64_t hidden = 9, width = 21, vocabulary = 30, columns = 77;

struct Words {
    Pattern weight{4 * hidden, width, 0.3, 1}, table{vocabulary, width, 0.25, 2};
    std::vector<float> weight_values = random_values(weight.nnz(), 3), table_values = random_values(table.nnz(), 4);
    std::vector<float> bias = random_values(4 * hidden, 5);
    std::vector<int32_t> words, index;

    Words() {
        for (int32_t u = 0; u < 13; u++) words.push_back(29 - 2 * u);
        // Some words often, one never, and no input at all too.
        for (int32_t j = 0; j < columns; j++) index.push_back(j % 5 == 0 ? 3 : j * j % 14 == 7 ? 6 : j * j % 14);
    }

    std::vector<double> dense(const Pattern &pattern, const std::vector<float> &values) const {
        std::vector<double> all(static_cast<size_t>(pattern.rows * pattern.columns));
        for (int64_t i = 0; i < pattern.rows; i++) {
            for (int32_t k = pattern.offsets[static_cast<size_t>(i)]; k < pattern.offsets[static_cast<size_t>(i) + 1];
                 k++) {
                all[static_cast<size_t>(i * pattern.columns + pattern.indices[static_cast<size_t>(k)])] =
                    values[static_cast<size_t>(k)];
            }
        }
        return all;
    }
};

struct Results {
    Guarded gates{4 * hidden, columns, 6}, d_gates{4 * hidden, columns, 7};
    std::vector<float> d_weight, d_table, d_bias;
    bool operator==(const Results &other) const {
        return gates.raw() == other.gates.raw() && d_weight == other.d_weight && d_table == other.d_table &&
               d_bias == other.d_bias;
    }
};

Results run(const Words &w, int32_t isa, int32_t threads) {
    Results results;
    const ContextPtr context = open(isa, threads);
    const PackedMatrixPtr weight = w.weight.pack(STRNN_USE_PRODUCT | STRNN_USE_GATHER),
                          table = w.table.pack(STRNN_USE_GATHER);
    const std::vector<float> weight_values = in_packed_order(weight.get(), w.weight_values);
    const std::vector<float> table_values = in_packed_order(table.get(), w.table_values);
    const strnn_word_gates input{weight.get(),         floats(weight_values), table.get(),
                                 floats(table_values), w.words.data(),        static_cast<int64_t>(w.words.size()),
                                 w.index.data()};
    const strnn_matrix gates = results.gates.view(), d_gates = results.d_gates.view();
    results.d_weight.assign(weight_values.size(), 1.0f);
    results.d_table.assign(table_values.size(), 1.0f);
    results.d_bias.assign(4 * hidden, 1.0f);
    EXPECT_EQ(STRNN_OK, strnn_word_gates_forward(context.get(), &input, w.bias.data(), &gates)) << strnn_last_error();
    EXPECT_EQ(STRNN_OK, strnn_word_gates_backward(context.get(), &input, &d_gates, results.d_weight.data(), 1,
                                                  results.d_table.data(), 0, results.d_bias.data(), 1))
        << strnn_last_error();
    EXPECT_TRUE(results.gates.guards_intact());
    return results;
}

} // namespace

TEST(WordGates, GatesAndGradientsAreThoseOfPlainLoops) {
    const Words w;
    const std::vector<double> weight = w.dense(w.weight, w.weight_values), table = w.dense(w.table, w.table_values);
    for (const int32_t isa : instruction_sets()) {
        const Results results = run(w, isa, 2);
        for (int64_t i = 0; i < 4 * hidden; i++) {
            double bias = 1;
            for (int64_t j = 0; j < columns; j++) {
                const size_t u = static_cast<size_t>(w.index[static_cast<size_t>(j)]);
                if (u == w.words.size()) {
                    EXPECT_EQ(i / hidden == 2 ? 0.0f : -std::numeric_limits<float>::infinity(), results.gates.at(i, j));
                    continue;
                }
                double sum = w.bias[static_cast<size_t>(i)];
                for (int64_t e = 0; e < width; e++) {
                    sum +=
                        weight[static_cast<size_t>(i * width + e)] * table[static_cast<size_t>(w.words[u] * width + e)];
                }
                EXPECT_NEAR(sum, results.gates.at(i, j), rounding(width, width));
                bias += results.d_gates.at(i, j);
            }
            EXPECT_NEAR(bias, results.d_bias[static_cast<size_t>(i)], rounding(columns, columns));
        }

        const PackedMatrixPtr packed = w.weight.pack(STRNN_USE_PRODUCT | STRNN_USE_GATHER);
        std::vector<int32_t> order(w.weight_values.size());
        EXPECT_EQ(STRNN_OK, strnn_packed_matrix_order(packed.get(), order.data()));
        std::vector<double> d_table(w.table_values.size());
        for (int64_t i = 0; i < 4 * hidden; i++) {
            for (int32_t k = w.weight.offsets[static_cast<size_t>(i)]; k < w.weight.offsets[static_cast<size_t>(i) + 1];
                 k++) {
                const int64_t e = w.weight.indices[static_cast<size_t>(k)];
                double sum = 1;
                for (int64_t j = 0; j < columns; j++) {
                    const size_t u = static_cast<size_t>(w.index[static_cast<size_t>(j)]);
                    if (u == w.words.size()) continue;
                    const int32_t word = w.words[u];
                    sum += results.d_gates.at(i, j) * table[static_cast<size_t>(word * width + e)];
                    for (int32_t t = w.table.offsets[static_cast<size_t>(word)];
                         t < w.table.offsets[static_cast<size_t>(word) + 1]; t++) {
                        if (w.table.indices[static_cast<size_t>(t)] == e) {
                            d_table[static_cast<size_t>(t)] +=
                                results.d_gates.at(i, j) * static_cast<double>(w.weight_values[static_cast<size_t>(k)]);
                        }
                    }
                }
                EXPECT_NEAR(sum, results.d_weight[static_cast<size_t>(order[static_cast<size_t>(k)])],
                            rounding(2 * columns, columns));
            }
        }
        for (size_t t = 0; t < d_table.size(); t++)
            EXPECT_NEAR(d_table[t], results.d_table[t], rounding(4 * columns, 4 * columns));
    }
}

TEST(WordGates, OneTwoAndThreeThreadsGiveTheSameBits) {
    const Words w;
    for (const int32_t isa : instruction_sets()) {
        const Results one = run(w, isa, 1);
        EXPECT_TRUE(one == run(w, isa, 2));
        EXPECT_TRUE(one == run(w, isa, 3));
    }
}

TEST(WordGates, NumbersOutsideAreRefused) {
    Words w;
    w.index[3] = static_cast<int32_t>(w.words.size()) + 1;
    const ContextPtr context = open(STRNN_ISA_BEST, 1);
    const PackedMatrixPtr weight = w.weight.pack(STRNN_USE_PRODUCT | STRNN_USE_GATHER),
                          table = w.table.pack(STRNN_USE_GATHER);
    const PackedMatrixPtr product_only = w.weight.pack(STRNN_USE_PRODUCT);
    Guarded gates(4 * hidden, columns, 1);
    const strnn_matrix view = gates.view();
    strnn_word_gates input{weight.get(),           floats(w.weight_values), table.get(),
                           floats(w.table_values), w.words.data(),          static_cast<int64_t>(w.words.size()),
                           w.index.data()};
    EXPECT_EQ(STRNN_INVALID, strnn_word_gates_forward(context.get(), &input, w.bias.data(), &view));
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("index[3]"));
    w.index[3] = 0;
    input.weight = product_only.get();
    EXPECT_EQ(STRNN_INVALID, strnn_word_gates_forward(context.get(), &input, w.bias.data(), &view));
}
