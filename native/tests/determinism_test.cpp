// Same bits for any number of threads.
#include "support.h"

using namespace support;

namespace {

std::vector<std::vector<float>> run_everything(int32_t isa, int32_t threads, const Pattern &pattern) {
    const ContextPtr context = open(isa, threads);
    std::vector<std::vector<float>> results;
    const PackedMatrixPtr packed = pattern.pack(STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED | STRNN_USE_GATHER);
    const std::vector<float> values = random_values(pattern.nnz(), 2);
    EXPECT_EQ(STRNN_OK, strnn_packed_matrix_refresh(context.get(), packed.get(), values.data()));
    const int64_t rows = pattern.rows;
    Guarded x(157, 130, 3), y(rows, 130, 4), d(157, 130, 5), w(rows, 157, 6);
    const strnn_matrix xv = x.view(), yv = y.view(), dv = d.view(), wv = w.view();
    std::vector<float> gradient(static_cast<size_t>(pattern.nnz()));
    std::vector<float> big = random_values(100'003, 7), scalar = {0.5f, 0.25f};
    std::vector<int32_t> ids(130);
    for (int32_t j = 0; j < 130; j++) ids[static_cast<size_t>(j)] = j * j % 37;
    std::vector<float> log_sum(130), losses(130), sums(static_cast<size_t>(rows));

    EXPECT_EQ(STRNN_OK, strnn_spmm(context.get(), packed.get(), floats(values), &xv, &yv, 0));
    results.push_back(y.raw());
    EXPECT_EQ(STRNN_OK, strnn_spmm_transposed(context.get(), packed.get(), &yv, &dv, 1));
    results.push_back(d.raw());
    EXPECT_EQ(STRNN_OK, strnn_sddmm(context.get(), packed.get(), &yv, &xv, gradient.data(), 0));
    EXPECT_EQ(STRNN_OK, strnn_scatter_add_rows(context.get(), packed.get(), ids.data(), &xv, gradient.data(), 1));
    results.push_back(gradient);
    EXPECT_EQ(STRNN_OK, strnn_gemm(context.get(), &wv, 0, &xv, 0, &yv, 1));
    const strnn_mask mask{1, 2, 3, 1u << 30, 1.25f};
    EXPECT_EQ(STRNN_OK, strnn_dropout(context.get(), &yv, &yv, &mask, 0, 0));
    results.push_back(y.raw());
    EXPECT_EQ(STRNN_OK, strnn_sum_columns(context.get(), &yv, sums.data(), 0));
    results.push_back(sums);
    EXPECT_EQ(STRNN_OK, strnn_sum(context.get(), big.data(), 100'003, &scalar[0], 1));
    EXPECT_EQ(STRNN_OK, strnn_add_squared_norm(context.get(), big.data(), 100'003, &scalar[1]));
    results.push_back(scalar);
    EXPECT_EQ(STRNN_OK,
              strnn_softmax_cross_entropy_forward(context.get(), &yv, ids.data(), log_sum.data(), losses.data()));
    results.push_back(losses);
    EXPECT_EQ(STRNN_OK,
              strnn_softmax_cross_entropy_backward(context.get(), &yv, ids.data(), log_sum.data(), 0.1f, &yv));
    results.push_back(y.raw());
    return results;
}

} // namespace

TEST(Determinism, OneTwoAndThreeThreadsGiveTheSameBits) {
    for (const int32_t isa : instruction_sets()) {
        for (const Pattern &pattern :
             {Pattern(300, 157, 0.2, 1), Pattern::of_blocks(300, 157, 0.2, 1, 2, false),
              Pattern::of_blocks(300, 157, 0.2, 1, 4, true), Pattern::of_blocks(304, 157, 0.2, 1, 8, true)}) {
            const auto one = run_everything(isa, 1, pattern);
            EXPECT_EQ(one, run_everything(isa, 2, pattern));
            EXPECT_EQ(one, run_everything(isa, 3, pattern));
        }
    }
}

// Many short regions, more threads than processors: none may hang or lose work.
TEST(Determinism, AnOversubscribedPoolStillFinishes) {
    const ContextPtr context = open(STRNN_ISA_BEST, 8);
    std::vector<float> x(100'000);
    for (int round = 0; round < 300; round++) {
        ASSERT_EQ(STRNN_OK, strnn_fill(context.get(), x.data(), 100'000, static_cast<float>(round)));
        ASSERT_EQ(static_cast<float>(round), x[99'999]);
    }
}
