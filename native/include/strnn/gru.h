/* GRU and minGRU: the cell's halves, and whole sequences. See strnn.h for the conventions, recurrent.h for sigma, phi
 * and what forward calls leave in the rows of gates and candidate. Gate rows of a GRU are stacked r, z, n in blocks of
 * H rows, those of a minGRU candidate, gate. Gradients do not flow into the initial state. */
#ifndef STRNN_GRU_H
#define STRNN_GRU_H

#include "recurrent.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where the reset gate r acts: on the candidate's recurrent product, n = phi(pre_n + r * inner) with inner = W_n * h,
 * or before it, n = phi(pre_n + W_n * inner) with inner = r * h; the values of StRnn.Backends.Kernels.ResetGate. */
enum { STRNN_RESET_AFTER_PRODUCT = 0, STRNN_RESET_BEFORE_PRODUCT = 1 };

/* The first half of a step: r, z = sigma(pre); with the reset before the product inner = r * h_previous.
 *   gates: [3H, B]: pre-activations of r and z on entry, replaced; the rows of n are not touched
 *   h_previous: [H, B]
 *   inner: [H, B], replaced with the reset before the product, else not touched
 * Invalid: unknown reset, gate or candidate. */
STRNN_API strnn_status strnn_gru_gates_forward(strnn_context *context, const strnn_matrix *gates,
                                               const strnn_matrix *h_previous, const strnn_matrix *inner, int32_t reset,
                                               int32_t gate, int32_t candidate);

/* The second half: n = phi(pre_n), where r * inner is added to pre_n first with the reset after the product;
 * h = (1 - z) * n + z * h_previous.
 *   gates: [3H, B]: r, z and the pre-activation of n, which is replaced as recurrent.h says
 *   inner, h_previous: [H, B]
 *   h: [H, B], replaced
 * Invalid: as above. */
STRNN_API strnn_status strnn_gru_state_forward(strnn_context *context, const strnn_matrix *gates,
                                               const strnn_matrix *inner, const strnn_matrix *h_previous,
                                               const strnn_matrix *h, int32_t reset, int32_t gate, int32_t candidate);

/* The gradient of the second half: d_n = dh * (1 - z) * phi'(n); d_z = dh * (h_previous - n) * sigma'(z); dh becomes
 * dh * z. With the reset after the product d_r = d_n * inner * sigma'(r), and inner becomes d_n * r.
 *   gates: [3H, B], as the forward calls left them; replaced, but for r with the reset before the product
 *   inner, h_previous: [H, B]
 *   dh: [H, B]: the gradient of h on entry, of h_previous along the carry path on return
 * Invalid: as above. */
STRNN_API strnn_status strnn_gru_state_backward(strnn_context *context, const strnn_matrix *gates,
                                                const strnn_matrix *inner, const strnn_matrix *h_previous,
                                                const strnn_matrix *dh, int32_t reset, int32_t gate, int32_t candidate);

/* The gradient of the first half with the reset before the product: d_r = d_inner * h_previous * sigma'(r);
 * dh += d_inner * r.
 *   gates: [3H, B]: r, which is replaced; the other rows are not touched
 *   d_inner, h_previous, dh: [H, B]
 * Invalid: unknown gate or candidate. */
STRNN_API strnn_status strnn_gru_gates_backward(strnn_context *context, const strnn_matrix *gates,
                                                const strnn_matrix *d_inner, const strnn_matrix *h_previous,
                                                const strnn_matrix *dh, int32_t gate, int32_t candidate);

/* The activations of a sequence.
 *   gates: [3H, T*B]: the input's part of the pre-activations on entry of the forward call
 *   inner: [H, T*B]: with the reset after the product what is added to W_n * h on entry of the forward call, the sum on
 *     its return, and its gradient on return of the backward call; else r * h, replaced by the forward call
 *   initial_h: [H, B], B above 0; it may be the columns in front of h
 *   h: [H, T*B], replaced by the forward call
 *   reset: STRNN_RESET_* */
typedef struct {
    strnn_matrix gates;
    strnn_matrix inner;
    strnn_matrix initial_h;
    strnn_matrix h;
    int32_t reset;
} strnn_gru;

/* A sequence. For t = 0 .. T-1: the rows of r and z += W * h_(t-1); strnn_gru_gates_forward; inner_t += W_n * h_(t-1),
 * or the rows of n += W_n * inner_t; strnn_gru_state_forward.
 *   w: [2H, H], packed for an RHN, rows r and z; values: (nnz)
 *   w_candidate: W_n, [H, H], packed for products and, for the backward pass, for transposed products; without blocks
 *     across gates;
 *     candidate_values: (nnz)
 * Invalid: matrices packed otherwise, columns of h that are no multiple of B, unknown reset, gate or candidate. */
STRNN_API strnn_status strnn_gru_forward(strnn_context *context, const strnn_packed_matrix *w, strnn_values values,
                                         const strnn_packed_matrix *w_candidate, strnn_values candidate_values,
                                         const strnn_gru *sequence, int32_t gate, int32_t candidate);

/* The gradient of a sequence. For t = T-1 .. 0: strnn_gru_state_backward; with the reset before the product
 * d_inner = W_n' * d_n and strnn_gru_gates_backward; then dh_(t-1) += dh_t + W' * (d_r, d_z), with the reset after the
 * product + W_n' * inner_t too; with the values of the last strnn_packed_matrix_refresh.
 *   sequence: of the forward call
 *   dh: [H, T*B]: the gradient of h from above on entry, unspecified on return
 *   d_inner: [H, B]: scratch, unspecified on entry and return
 * Invalid: as strnn_gru_forward. */
STRNN_API strnn_status strnn_gru_backward(strnn_context *context, const strnn_packed_matrix *w,
                                          const strnn_packed_matrix *w_candidate, const strnn_gru *sequence,
                                          const strnn_matrix *dh, const strnn_matrix *d_inner, int32_t gate,
                                          int32_t candidate);

/* A minGRU sequence: strnn_rhn_cell_forward for t = 0 .. T-1, on the state of the step before.
 *   gates: [2H, T*B]: pre-activations on entry, replaced as recurrent.h says
 *   initial: [H, B], B above 0; it may be the columns in front of h
 *   h: [H, T*B], replaced
 * Invalid: columns of h that are no multiple of B, unknown gate or candidate. */
STRNN_API strnn_status strnn_min_gru_forward(strnn_context *context, const strnn_matrix *gates,
                                             const strnn_matrix *initial, const strnn_matrix *h, int32_t gate,
                                             int32_t candidate);

/* The gradient of a minGRU sequence. For t = T-1 .. 0: strnn_rhn_cell_backward; then dh_(t-1) += dh_t.
 *   gates: [2H, T*B], as the forward call left them; the gradients of the pre-activations on return
 *   initial: [H, B]; h: [H, T*B], both of the forward call
 *   dh: [H, T*B]: the gradient of h from above on entry, unspecified on return
 * Invalid: as strnn_min_gru_forward. */
STRNN_API strnn_status strnn_min_gru_backward(strnn_context *context, const strnn_matrix *gates,
                                              const strnn_matrix *initial, const strnn_matrix *h,
                                              const strnn_matrix *dh, int32_t gate, int32_t candidate);

#ifdef __cplusplus
}
#endif

#endif
