// Bad input ends in a status and one line, never in a crash.
#include "support.h"

using namespace support;

TEST(Refusal, NamesWhatIsWrong) {
    const ContextPtr context = open(STRNN_ISA_BEST, 1);
    const Pattern pattern(10, 8, 0.5, 1);
    const PackedMatrixPtr packed = pattern.pack(STRNN_USE_PRODUCT);
    const std::vector<float> values(static_cast<size_t>(pattern.nnz()));
    Guarded x(7, 4, 2), y(10, 4, 3);
    const strnn_matrix xv = x.view(), yv = y.view();
    EXPECT_EQ(STRNN_INVALID, strnn_spmm(context.get(), packed.get(), floats(values), &xv, &yv, 0));
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("x is [7, 4]"));
    EXPECT_EQ(STRNN_INVALID, strnn_spmm_transposed(context.get(), packed.get(), &yv, &xv, 0));
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("not packed"));
    const PackedMatrixPtr transposed = pattern.pack(STRNN_USE_TRANSPOSED);
    Guarded wide(8, 4, 4);
    const strnn_matrix wv = wide.view();
    EXPECT_EQ(STRNN_INVALID, strnn_spmm(context.get(), transposed.get(), floats(values), &wv, &yv, 0));
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("not packed for products"));
    const int32_t ids[] = {0, 12, 1, 1};
    EXPECT_EQ(STRNN_INVALID, strnn_gather_dense_rows(context.get(), &yv, ids, &xv));
}

TEST(Refusal, BrokenPatternsAndContexts) {
    strnn_packed_matrix *packed = nullptr;
    const int32_t offsets[] = {0, 2, 3}, descending[] = {1, 0, 2}, outside[] = {0, 1, 3};
    EXPECT_EQ(STRNN_INVALID, strnn_packed_matrix_create(2, 3, offsets, descending, 1, 0, STRNN_USE_PRODUCT, &packed));
    EXPECT_EQ(STRNN_INVALID, strnn_packed_matrix_create(2, 3, offsets, outside, 1, 0, STRNN_USE_PRODUCT, &packed));
    const int32_t four_rows[] = {0, 2, 4, 6, 8}, pairs[] = {0, 2, 0, 2, 1, 2, 1, 2};
    EXPECT_EQ(STRNN_OK, strnn_packed_matrix_create(4, 3, four_rows, pairs, 2, 0, STRNN_USE_PRODUCT, &packed));
    strnn_packed_matrix_destroy(packed);
    EXPECT_EQ(STRNN_INVALID, strnn_packed_matrix_create(4, 3, four_rows, pairs, 2, 1, STRNN_USE_PRODUCT, &packed));
    EXPECT_STREQ("row 2 has other columns than row 0 of the same block", strnn_last_error());
    EXPECT_EQ(STRNN_INVALID, strnn_packed_matrix_create(4, 3, four_rows, pairs, 4, 0, STRNN_USE_GATHER, &packed));
    EXPECT_EQ(STRNN_INVALID, strnn_packed_matrix_create(4, 3, four_rows, pairs, 8, 0, STRNN_USE_PRODUCT, &packed));
    EXPECT_EQ(STRNN_INVALID, strnn_packed_matrix_create(4, 3, four_rows, pairs, 3, 0, STRNN_USE_PRODUCT, &packed));
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("1, 2, 4 or 8"));
    EXPECT_EQ(STRNN_INVALID, strnn_packed_matrix_create(4, 3, four_rows, pairs, 0, 0, STRNN_USE_PRODUCT, &packed));
    strnn_context *context = nullptr;
    EXPECT_EQ(STRNN_INVALID, strnn_context_create(-1, STRNN_ISA_BEST, &context));
    EXPECT_EQ(STRNN_INVALID, strnn_context_create(1, 17, &context));
}

TEST(Refusal, UnknownActivations) {
    const ContextPtr context = open(STRNN_ISA_BEST, 1);
    Guarded gates(8, 3, 1), previous(2, 3, 2), c(2, 3, 3), h(2, 3, 4);
    const strnn_matrix gv = gates.view(), pv = previous.view(), cv = c.view(), hv = h.view();
    EXPECT_EQ(STRNN_INVALID, strnn_lstm_cell_forward(context.get(), &gv, &pv, &cv, &hv, 2, 0));
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("activation"));
    EXPECT_EQ(STRNN_INVALID, strnn_lstm_cell_forward(context.get(), &gv, &pv, &cv, &hv, -1, 0));
    EXPECT_EQ(STRNN_INVALID, strnn_lstm_cell_forward(context.get(), &gv, &pv, &cv, &hv, 0, 5));
    EXPECT_NE(std::string::npos, std::string(strnn_last_error()).find("candidate activation"));
    Guarded rhn_gates(4, 3, 5);
    const strnn_matrix wv = rhn_gates.view();
    EXPECT_EQ(STRNN_INVALID, strnn_rhn_cell_forward(context.get(), &wv, &pv, &hv, 2, 0));
    EXPECT_EQ(STRNN_INVALID, strnn_rhn_cell_backward(context.get(), &wv, &pv, &hv, &wv, 0, -1));
}

TEST(Refusal, MemoryThatNoMachineHas) {
    void *data = nullptr;
    EXPECT_EQ(STRNN_OUT_OF_MEMORY, strnn_allocate(int64_t{1} << 58, &data));
    EXPECT_EQ(nullptr, data);
}
