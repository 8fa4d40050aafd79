// The input side of an LSTM over words, sparse times sparse: gates(:, j) = W * E(word of column j, :)' + bias, where W
// [4H, E] and the table E [V, E] are sparse. A word has few active inputs, and a batch repeats words: each distinct
// word is multiplied once.
#pragma once
#include "packed_matrix.h"

namespace strnn {

struct WordGates {
    const PackedMatrix &weight; // W, packed for row lookups
    const PackedMatrix &table;  // E, packed for row lookups
    const float *weight_values;
    const float *table_values;
    const int32_t *words; // the distinct words
    int64_t word_count;
    // Of each column the number of its word; word_count is no input: gates i, f, o at -inf and g at 0.
    const int32_t *index;
};

void word_gates_forward(Context &context, const WordGates &input, const float *bias, const Matrix &gates);
// The gradients of W, E and the bias; rows of E that were not looked up get 0, or keep what they have.
void word_gates_backward(Context &context, const WordGates &input, const Matrix &d_gates, float *d_weight,
                         bool add_weight, float *d_table, bool add_table, float *d_bias, bool add_bias);

} // namespace strnn
