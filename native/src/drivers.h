// The drivers, one for each kernel of the C ABI: they split the work into blocks, pack operands and share the blocks
// among threads, around the inner kernels of kernel_table.h. Formulas and shapes are in include/strnn/*.h; every group
// below has a source file of its own, which says how it works.
#pragma once
#include "packed_matrix.h"

namespace strnn {

// --- sparse_products.cpp ---

// Y = W * X, or Y += it.
void spmm(Context &context, const Panels &w, Values values, const Matrix &x, const Matrix &y, bool accumulate);
// D = W' * G, or D += it, with the values of the last refresh.
void spmm_transposed(Context &context, const PackedMatrix &weight, const Matrix &g, const Matrix &d, bool accumulate);
// gradient = (G * X') at W's nonzeros, in packed order, or += it.
void sddmm(Context &context, const Panels &w, const Matrix &g, const Matrix &x, float *gradient, bool accumulate);
// Copies W's values for its transposed product.
void refresh(Context &context, PackedMatrix &matrix, const float *values);
void round_to_bfloat16(Context &context, const float *values, int64_t length, uint16_t *rounded);

// --- gathers.cpp: rows of a table, sparse or dense, and columns of a matrix, by number ---

// The table is [V, E], y and g are [E, N].
void gather_rows(Context &context, const PackedMatrix &table, Values values, const int32_t *ids, const Matrix &y);
void scatter_add_rows(Context &context, const PackedMatrix &table, const int32_t *ids, const Matrix &g, float *gradient,
                      bool accumulate);
void gather_dense_rows(Context &context, const Matrix &table, const int32_t *ids, const Matrix &y);
void scatter_add_dense_rows(Context &context, const int32_t *ids, const Matrix &g, const Matrix &gradient);

// y(:, j) = weights[j] * x(:, index[j]), or += it; zeros where index[j] is negative. weights may be null for ones.
void gather_columns(Context &context, const Matrix &x, const int32_t *index, const float *weights, const Matrix &y,
                    bool accumulate);
// y(:, index[j]) += weights[j] * x(:, j), in ascending j; y is set to zeros first unless accumulate. Columns with a
// negative index are left out.
void scatter_add_columns(Context &context, const Matrix &x, const int32_t *index, const float *weights, const Matrix &y,
                         bool accumulate);

// --- gemm.cpp ---

// Y = op(A) * op(B), or Y += it.
void gemm(Context &context, const Matrix &a, bool transpose_a, const Matrix &b, bool transpose_b, const Matrix &y,
          bool accumulate);

// --- elementwise.cpp: biases, dropout, copies and sums ---

void add_bias(Context &context, const float *bias, const Matrix &y);
void sum_columns(Context &context, const Matrix &g, float *sums, bool accumulate);
// mask_columns: the columns of the mask, which repeats; 0 for as many as x has.
void dropout(Context &context, const Matrix &x, const Matrix &y, const Mask &mask, int64_t mask_columns,
             bool accumulate);
// One draw per word: element ids[j] of the mask.
void dropout_words(Context &context, const Matrix &x, const int32_t *ids, const Matrix &y, const Mask &mask,
                   bool accumulate);
void copy(Context &context, const Matrix &x, const Matrix &y);
void add(Context &context, const Matrix &x, const Matrix &y);
void fill(Context &context, float *x, int64_t length, float value);
void sum(Context &context, const float *x, int64_t length, float *result, bool accumulate);
void add_squared_norm(Context &context, const float *x, int64_t length, float *result);

// --- group_norms.cpp: norms of rows and columns, and penalties that use them (group lasso) ---

// rows[i] += sum of x(i, :)^2, columns[j] += sum of x(:, j)^2; either may be null.
void add_squared_norms(Context &context, const Matrix &x, float *rows, float *columns);
// factors[k] = scale / sqrt(epsilon + squares[k])
void inverse_roots(Context &context, const float *squares, int64_t length, float epsilon, float scale, float *factors);
// g(i, j) += (rows[i] + columns[j]) * x(i, j); null counts as zeros.
void add_scaled(Context &context, const Matrix &x, const float *rows, const float *columns, const Matrix &g);
// x[k] = 0 where |x[k]| < threshold.
void zero_below(Context &context, float *x, int64_t length, float threshold);

// --- lstm.cpp: the cell, and whole sequences with sparse recurrent weights ---

void lstm_cell_forward(Context &context, const Matrix &gates, const Matrix &c_previous, const Matrix &c,
                       const Matrix &h, Activations activations);
void lstm_cell_backward(Context &context, const Matrix &gates, const Matrix &c_previous, const Matrix &c,
                        const Matrix &dh, const Matrix &dc, const Matrix &d_gates, Activations activations);
void lstm_forward(Context &context, const PackedMatrix &weight, Values values, const Matrix &gates,
                  const Matrix &initial_h, const Matrix &initial_c, const Matrix &c, const Matrix &h,
                  Activations activations);
void lstm_backward(Context &context, const PackedMatrix &weight, const Matrix &gates, const Matrix &initial_c,
                   const Matrix &c, const Matrix &dh, const Matrix &dc, Activations activations);

// --- word_gates.cpp: the input side of an LSTM over words, sparse times sparse ---

// gates(:, j) = W * E(word of column j, :)' + bias, where W [4H, E] and the table E [V, E] are sparse. A word has few
// active inputs, and a batch repeats words: each distinct word is multiplied once.
struct WordGates {
    const PackedMatrix &weight; // W, packed for row lookups
    const PackedMatrix &table;  // E, packed for row lookups
    Values weight_values;
    Values table_values;
    const int32_t *words; // the distinct words
    int64_t word_count;
    // Of each column the number of its word; word_count is no input: gates i, f, o at -inf and g at 0.
    const int32_t *index;
};

void word_gates_forward(Context &context, const WordGates &input, const float *bias, const Matrix &gates);
// The gradients of W, E and the bias; rows of E that were not looked up get 0, or keep what they have.
void word_gates_backward(Context &context, const WordGates &input, const Matrix &d_gates, float *d_weight,
                         bool add_weight, float *d_table, bool add_table, float *d_bias, bool add_bias);

// --- rhn.cpp: the recurrent highway cell, and whole sequences of it ---

// One micro-layer: in each time step the state passes through all of them. R: weight and values. gates [2H, T*B], input
// = m*s before the micro-layer and state = s behind it, both [H, T*B].
struct RhnLayer {
    const PackedMatrix *weight;
    Values values;
    Matrix gates, input, state;
};

// gates [2H, B]: pre-activations become what the backward step expects; s = h*t + s_previous*(1 - t).
void rhn_cell_forward(Context &context, const Matrix &gates, const Matrix &s_previous, const Matrix &s,
                      Activations activations);
// ds becomes the gradient of s_previous along the carry; d_gates may be gates.
void rhn_cell_backward(Context &context, const Matrix &gates, const Matrix &s_previous, const Matrix &ds,
                       const Matrix &d_gates, Activations activations);
void rhn_forward(Context &context, const RhnLayer *layers, int64_t depth, const Matrix &initial, const Mask *mask,
                 Activations activations);
void rhn_backward(Context &context, const RhnLayer *layers, int64_t depth, const Matrix &initial, const Mask *mask,
                  const Matrix &dy, Activations activations);

// --- gru.cpp: the GRU cell in its two halves, and whole sequences of it ---

// gates [3H, T*B], inner and h [H, T*B], initial_h [H, B]; reset is one of STRNN_RESET_*.
struct Gru {
    Matrix gates, inner, initial_h, h;
    int32_t reset;
};

void gru_gates_forward(Context &context, const Matrix &gates, const Matrix &h_previous, const Matrix &inner,
                       int32_t reset, Activations activations);
void gru_state_forward(Context &context, const Matrix &gates, const Matrix &inner, const Matrix &h_previous,
                       const Matrix &h, int32_t reset, Activations activations);
void gru_state_backward(Context &context, const Matrix &gates, const Matrix &inner, const Matrix &h_previous,
                        const Matrix &dh, int32_t reset, Activations activations);
void gru_gates_backward(Context &context, const Matrix &gates, const Matrix &d_inner, const Matrix &h_previous,
                        const Matrix &dh, Activations activations);
void gru_forward(Context &context, const PackedMatrix &gate_weight, Values gate_values,
                 const PackedMatrix &candidate_weight, Values candidate_values, const Gru &sequence,
                 Activations activations);
void gru_backward(Context &context, const PackedMatrix &gate_weight, const PackedMatrix &candidate_weight,
                  const Gru &sequence, const Matrix &dh, const Matrix &d_inner, Activations activations);

// --- min_gru.cpp: whole sequences of the minGRU, whose cell is the recurrent highway cell ---

// gates [2H, T*B], rows of the candidate, then of the gate; initial [H, B]; h and dh [H, T*B].
void min_gru_forward(Context &context, const Matrix &gates, const Matrix &initial, const Matrix &h,
                     Activations activations);
void min_gru_backward(Context &context, const Matrix &gates, const Matrix &initial, const Matrix &h, const Matrix &dh,
                      Activations activations);

// --- softmax.cpp: softmax cross entropy over the columns of [V, N] logits ---

void softmax_cross_entropy_forward(Context &context, const Matrix &logits, const int32_t *targets, float *log_sum_exp,
                                   float *losses);
void softmax_cross_entropy_backward(Context &context, const Matrix &logits, const int32_t *targets,
                                    const float *log_sum_exp, float scale, const Matrix &d_logits);

// --- regression.cpp: the Huber loss over the columns of [m, N] outputs; half the squared error for an infinite delta
// ---

// weights may be null for ones.
void huber_forward(Context &context, const Matrix &outputs, const Matrix &targets, const float *weights, float delta,
                   float scale, float *losses);
void huber_backward(Context &context, const Matrix &outputs, const Matrix &targets, const float *weights, float delta,
                    float scale, const Matrix &d_outputs);

// --- optimizer.cpp: weight updates on flat arrays ---

void sgd_momentum_step(Context &context, float *values, const float *gradient, float *velocity, int64_t length,
                       float squared_norm, float learning_rate, float momentum, float weight_decay, float clip_norm);
void adam_step(Context &context, float *values, const float *gradient, float *first_moment, float *second_moment,
               int64_t length, float squared_norm, const strnn_adam &numbers);
void average_step(Context &context, const float *values, float *average, float *ages, int64_t length, float share);

} // namespace strnn
