// Calls each product of the 2 x 200 LSTM's first layer once, on one thread and with AVX2, so that a tool can count the
// instructions between the entry of a function and its return: the same number in every run, whatever else the machine
// is doing.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "strnn/strnn.h"

namespace {

constexpr int64_t hidden = 200, batch = 20, steps = 35, columns = batch * steps;
constexpr double density = 0.2;

void check(strnn_status status) {
    if (status == STRNN_OK) return;
    std::fprintf(stderr, "error: %s\n", strnn_last_error());
    std::exit(1);
}

struct Pattern {
    std::vector<int32_t> row_offsets{0}, column_indices;

    Pattern(int64_t rows, int64_t width) {
        std::mt19937 random(1);
        for (int64_t row = 0; row < rows; row++) {
            for (int64_t column = 0; column < width; column++) {
                if (random() < density * 4294967296.0) column_indices.push_back(static_cast<int32_t>(column));
            }
            row_offsets.push_back(static_cast<int32_t>(column_indices.size()));
        }
    }
};

strnn_packed_matrix *pack(const Pattern &pattern, int32_t uses) {
    strnn_packed_matrix *packed = nullptr;
    check(strnn_packed_matrix_create(4 * hidden, hidden, pattern.row_offsets.data(), pattern.column_indices.data(), 1,
                                     0, uses, &packed));
    return packed;
}

} // namespace

int main() {
    strnn_context *context = nullptr;
    check(strnn_context_create(1, STRNN_ISA_AVX2, &context));
    const Pattern pattern(4 * hidden, hidden);
    std::vector<float> values(pattern.column_indices.size(), 0.1f), gradient(values.size());
    std::vector<float> gates(4 * hidden * columns, 0.1f), h(hidden * (columns + batch), 0.1f), c(h), dh(h),
        dc(hidden * batch);

    strnn_packed_matrix *product = pack(pattern, STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED);
    const strnn_matrix x{h.data(), hidden, columns, columns}, y{gates.data(), 4 * hidden, columns, columns};
    check(strnn_packed_matrix_refresh(context, product, values.data()));
    check(strnn_spmm(context, product, strnn_values{values.data(), STRNN_FLOAT32}, &x, &y, 0));
    check(strnn_spmm_transposed(context, product, &y, &x, 0));
    check(strnn_sddmm(context, product, &y, &x, gradient.data(), 0));
    float norm = 0;
    check(strnn_add_squared_norm(context, gradient.data(), static_cast<int64_t>(gradient.size()), &norm));
    check(strnn_sgd_momentum_step(context, values.data(), gradient.data(), nullptr, static_cast<int64_t>(values.size()),
                                  &norm, 0.1f, 0.0f, 0.0f, 10.0f));

    strnn_packed_matrix *recurrent = pack(pattern, STRNN_USE_LSTM);
    check(strnn_packed_matrix_refresh(context, recurrent, values.data()));
    const int64_t stride = columns + batch;
    const strnn_matrix initial_h{h.data(), hidden, batch, stride}, initial_c{c.data(), hidden, batch, stride};
    const strnn_matrix all_h{h.data() + batch, hidden, columns, stride},
        all_c{c.data() + batch, hidden, columns, stride};
    const strnn_matrix d_h{dh.data() + batch, hidden, columns, stride}, d_c{dc.data(), hidden, batch, batch};
    check(strnn_lstm_forward(context, recurrent, strnn_values{values.data(), STRNN_FLOAT32}, &y, &initial_h, &initial_c,
                             &all_c, &all_h, STRNN_GATES_LOGISTIC, STRNN_CANDIDATE_TANH));
    check(strnn_lstm_backward(context, recurrent, &y, &initial_c, &all_c, &d_h, &d_c, STRNN_GATES_LOGISTIC,
                              STRNN_CANDIDATE_TANH));

    strnn_packed_matrix_destroy(recurrent);
    strnn_packed_matrix_destroy(product);
    strnn_context_destroy(context);
    return 0;
}
