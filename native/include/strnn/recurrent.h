/* LSTM and recurrent highway (RHN) cells, whole sequences of them, and word gates. See strnn.h for the conventions.
 *
 * sigma is the gates' activation, phi the candidate's; sigma' and phi' are their derivatives. Gate rows of an LSTM are
 * stacked i, f, g, o in blocks of H rows, those of an RHN h, t. A forward call leaves sigma(pre) in the rows of gates.
 * In the candidate's rows (g or h) it leaves phi(pre) for tanh and the identity, whose derivative follows from it, and
 * the pre-activation for the others. A backward call expects them there, and the gate and candidate of its forward
 * call.
 * Gradients do not flow into the initial state. */
#ifndef STRNN_RECURRENT_H
#define STRNN_RECURRENT_H

#include "sparse.h"

#ifdef __cplusplus
extern "C" {
#endif

/* sigma: 1 / (1 + exp(-x)), or clip(0.2 x + 0.5, 0, 1); the values of StRnn.Backends.Kernels.GateActivation. */
enum { STRNN_GATES_LOGISTIC = 0, STRNN_GATES_HARD_SIGMOID = 1 };

/* phi; the values of StRnn.Backends.Kernels.CandidateActivation, which has the formulas. */
enum {
    STRNN_CANDIDATE_TANH = 0,
    STRNN_CANDIDATE_SELU = 1,
    STRNN_CANDIDATE_SPOCU = 2,
    STRNN_CANDIDATE_BOUNDED_SPOCU = 3,
    STRNN_CANDIDATE_IDENTITY = 4
};

/* One LSTM step: i, f, o = sigma(pre), g = phi(pre); c = f * c_previous + i * g; h = o * tanh(c).
 *   gates: [4H, B]: pre-activations on entry, replaced as said above
 *   c_previous: [H, B]
 *   c, h: [H, B], replaced
 * Invalid: unknown gate or candidate. */
STRNN_API strnn_status strnn_lstm_cell_forward(strnn_context *context, const strnn_matrix *gates,
                                               const strnn_matrix *c_previous, const strnn_matrix *c,
                                               const strnn_matrix *h, int32_t gate, int32_t candidate);

/* The gradient of one LSTM step. With t = tanh(c): dc += dh * o * (1 - t^2); then
 * d_i = dc * g * sigma'(i); d_f = dc * c_previous * sigma'(f); d_g = dc * i * phi'(g); d_o = dh * t * sigma'(o); dc
 * becomes dc * f.
 *   gates: [4H, B], as the forward call left them
 *   c_previous, c, dh: [H, B]
 *   dc: [H, B]: the gradient of c from later steps on entry, of c_previous on return
 *   d_gates: [4H, B], replaced; may be gates itself
 * Invalid: unknown gate or candidate. */
STRNN_API strnn_status strnn_lstm_cell_backward(strnn_context *context, const strnn_matrix *gates,
                                                const strnn_matrix *c_previous, const strnn_matrix *c,
                                                const strnn_matrix *dh, const strnn_matrix *dc,
                                                const strnn_matrix *d_gates, int32_t gate, int32_t candidate);

/* A sequence. For t = 0 .. T-1: gates_t += W * h_(t-1), then strnn_lstm_cell_forward; step -1 is the initial state.
 *   w: [4H, H], packed for an LSTM; values: (nnz)
 *   gates: [4H, T*B]: the input's part of the pre-activations on entry, replaced as said above
 *   initial_h, initial_c: [H, B], B above 0; they may be the columns in front of h and c
 *   c, h: [H, T*B], replaced
 * Invalid: w is not packed for an LSTM, the columns of c are no multiple of B, unknown gate or candidate. */
STRNN_API strnn_status strnn_lstm_forward(strnn_context *context, const strnn_packed_matrix *w, strnn_values values,
                                          const strnn_matrix *gates, const strnn_matrix *initial_h,
                                          const strnn_matrix *initial_c, const strnn_matrix *c, const strnn_matrix *h,
                                          int32_t gate, int32_t candidate);

/* The gradient of a sequence. For t = T-1 .. 0: strnn_lstm_cell_backward, then dh_(t-1) += W' * d_gates_t, with the
 * values of the last strnn_packed_matrix_refresh.
 *   w: [4H, H], packed for an LSTM
 *   gates: [4H, T*B], as the forward call left them; the gradients of the pre-activations on return
 *   initial_c: [H, B]; c: [H, T*B], both of the forward call
 *   dh: [H, T*B]: the gradient of h from above on entry, unspecified on return
 *   dc: [H, B]: scratch, unspecified on entry and return
 * Invalid: as strnn_lstm_forward. */
STRNN_API strnn_status strnn_lstm_backward(strnn_context *context, const strnn_packed_matrix *w,
                                           const strnn_matrix *gates, const strnn_matrix *initial_c,
                                           const strnn_matrix *c, const strnn_matrix *dh, const strnn_matrix *dc,
                                           int32_t gate, int32_t candidate);

/* The input side of an LSTM over words: a sparse weight W times rows of a sparse embedding table.
 *   weight: W, [4H, E], packed for lookups; weight_values: (nnz of W)
 *   table: [V, E], packed for lookups; table_values: (nnz of the table)
 *   words: (word_count), rows of the table, each in [0, V)
 *   index: (T*B), for each column the number of its word, in [0, word_count]; word_count means no input */
typedef struct {
    const strnn_packed_matrix *weight;
    strnn_values weight_values;
    const strnn_packed_matrix *table;
    strnn_values table_values;
    const int32_t *words;
    int64_t word_count;
    const int32_t *index;
} strnn_word_gates;

/* gates(i, j) = bias[i] + sum over e of W(i, e) * table(word of j, e). In a column without input the gates i, f and o
 * become -infinity and g becomes 0, so that the cell gives h = c = 0 and no gradient.
 *   bias: (4H); gates: [4H, T*B], replaced
 * Invalid: matrices not packed for lookups or of other shapes, a word or an index out of range. */
STRNN_API strnn_status strnn_word_gates_forward(strnn_context *context, const strnn_word_gates *input,
                                                const float *bias, const strnn_matrix *gates);

/* The gradients of strnn_word_gates_forward. With D(i, u) = sum of d_gates(i, j) over the columns j of word u:
 * dW(i, e) = sum over u of D(i, u) * table(u, e); dtable(u, e) = sum over i of D(i, u) * W(i, e); dbias[i] = sum over u
 * of D(i, u). Each output is replaced, or added to where its flag says so.
 *   input: that of the forward call; its words are distinct
 *   d_gates: [4H, T*B]
 *   d_weight: (nnz of W)
 *   d_table: (nnz of the table); rows that are not looked up become 0 where it is replaced
 *   d_bias: (4H)
 * Invalid: as strnn_word_gates_forward. */
STRNN_API strnn_status strnn_word_gates_backward(strnn_context *context, const strnn_word_gates *input,
                                                 const strnn_matrix *d_gates, float *d_weight, int32_t add_weight,
                                                 float *d_table, int32_t add_table, float *d_bias, int32_t add_bias);

/* One micro-layer of an RHN: h = phi(pre), t = sigma(pre); s = h * t + s_previous * (1 - t).
 *   gates: [2H, B]: pre-activations on entry, replaced as said above
 *   s_previous: [H, B]
 *   s: [H, B], replaced
 * Invalid: unknown gate or candidate. */
STRNN_API strnn_status strnn_rhn_cell_forward(strnn_context *context, const strnn_matrix *gates,
                                              const strnn_matrix *s_previous, const strnn_matrix *s, int32_t gate,
                                              int32_t candidate);

/* The gradient of one micro-layer: d_h = ds * t * phi'(h); d_t = ds * (h - s_previous) * sigma'(t); ds becomes
 * ds * (1 - t).
 *   gates: [2H, B], as the forward call left them
 *   s_previous: [H, B]
 *   ds: [H, B]: the gradient of s on entry, of s_previous along the carry path on return
 *   d_gates: [2H, B], replaced; may be gates itself
 * Invalid: unknown gate or candidate. */
STRNN_API strnn_status strnn_rhn_cell_backward(strnn_context *context, const strnn_matrix *gates,
                                               const strnn_matrix *s_previous, const strnn_matrix *ds,
                                               const strnn_matrix *d_gates, int32_t gate, int32_t candidate);

/* One micro-layer of a sequence.
 *   weight: R, [2H, H], packed for an RHN; values: (nnz)
 *   gates: [2H, T*B]
 *   input: [H, T*B], the mask times the state before the micro-layer; written by the forward call
 *   state: [H, T*B], the state behind the micro-layer; written by the forward call */
typedef struct {
    const strnn_packed_matrix *weight;
    strnn_values values;
    strnn_matrix gates;
    strnn_matrix input;
    strnn_matrix state;
} strnn_rhn_layer;

/* A sequence. For t = 0 .. T-1 and l = 1 .. D: input_l = mask * s_(l-1); gates_l += R_l * input_l, then
 * strnn_rhn_cell_forward from s_(l-1) to s_l. s_0 is s_D of the step before, and initial in the first step.
 *   layers: (depth), the D micro-layers, D above 0; gates as in strnn_lstm_forward
 *   initial: [H, B], B above 0
 *   mask: of [H, B], the same in every step and micro-layer; null for none
 * Invalid: no layer, one not packed for an RHN, columns that are no multiple of B, unknown gate or candidate. */
STRNN_API strnn_status strnn_rhn_forward(strnn_context *context, const strnn_rhn_layer *layers, int64_t depth,
                                         const strnn_matrix *initial, const strnn_mask *mask, int32_t gate,
                                         int32_t candidate);

/* The gradient of a sequence. For t = T-1 .. 0 and l = D .. 1: strnn_rhn_cell_backward, then
 * ds_(l-1) += mask * (R_l' * d_gates_l), with the values of the last strnn_packed_matrix_refresh; ds_0 adds to the
 * gradient of the step before.
 *   layers: (depth), as the forward call left them; gates become the gradients of the pre-activations
 *   initial: [H, B]; mask: both of the forward call
 *   dy: [H, T*B]: the gradient of s_D from above on entry, unspecified on return
 * Invalid: as strnn_rhn_forward. */
STRNN_API strnn_status strnn_rhn_backward(strnn_context *context, const strnn_rhn_layer *layers, int64_t depth,
                                          const strnn_matrix *initial, const strnn_mask *mask, const strnn_matrix *dy,
                                          int32_t gate, int32_t candidate);

#ifdef __cplusplus
}
#endif

#endif
