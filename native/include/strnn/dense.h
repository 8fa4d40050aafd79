/* Dense products, lookups, element-wise work and sums. See strnn.h for the conventions. */
#ifndef STRNN_DENSE_H
#define STRNN_DENSE_H

#include "core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Y = op(A) * op(B), or Y += it; op transposes where its flag is not 0, as in BLAS.
 *   a: [m, k], or [k, m] where it is transposed
 *   b: [k, n], or [n, k] where it is transposed
 *   y: [m, n]; zeros, or unchanged, where k is 0 */
STRNN_API strnn_status strnn_gemm(strnn_context *context, const strnn_matrix *a, int32_t transpose_a,
                                  const strnn_matrix *b, int32_t transpose_b, const strnn_matrix *y,
                                  int32_t accumulate);

/* Looks rows up: y(e, j) = table(ids[j], e).
 *   table: [V, E]
 *   ids: (N), each in [0, V)
 *   y: [E, N], replaced
 * Invalid: an id out of range. */
STRNN_API strnn_status strnn_gather_dense_rows(strnn_context *context, const strnn_matrix *table, const int32_t *ids,
                                               const strnn_matrix *y);

/* The gradient of strnn_gather_dense_rows: gradient(ids[j], e) += g(e, j), in ascending j. Always adds.
 *   ids: (N), each in [0, V)
 *   g: [E, N]
 *   gradient: [V, E], added to
 * Invalid: an id out of range. */
STRNN_API strnn_status strnn_scatter_add_dense_rows(strnn_context *context, const int32_t *ids, const strnn_matrix *g,
                                                    const strnn_matrix *gradient);

/* Spreads columns: y(:, j) = weights[j] * x(:, index[j]), or += it; zeros, or nothing, where index[j] is -1.
 *   x: [m, K]
 *   index: (N), each in [-1, K)
 *   weights: (N), or null for ones
 *   y: [m, N]
 * Invalid: an index out of range. */
STRNN_API strnn_status strnn_gather_columns(strnn_context *context, const strnn_matrix *x, const int32_t *index,
                                            const float *weights, const strnn_matrix *y, int32_t accumulate);

/* Sums columns, the gradient of strnn_gather_columns: y(:, index[j]) += weights[j] * x(:, j), in ascending j; columns
 * whose index is -1 are left out.
 *   x: [m, N]
 *   index: (N), each in [-1, K)
 *   weights: (N), or null for ones
 *   y: [m, K], set to zeros first unless accumulate
 * Invalid: an index out of range. */
STRNN_API strnn_status strnn_scatter_add_columns(strnn_context *context, const strnn_matrix *x, const int32_t *index,
                                                 const float *weights, const strnn_matrix *y, int32_t accumulate);

/* y(i, j) += bias[i].
 *   bias: (m); y: [m, N] */
STRNN_API strnn_status strnn_add_bias(strnn_context *context, const float *bias, const strnn_matrix *y);

/* The gradient of strnn_add_bias: sums[i] = sum over j of g(i, j), or sums[i] += it.
 *   g: [m, N]; sums: (m) */
STRNN_API strnn_status strnn_sum_columns(strnn_context *context, const strnn_matrix *g, float *sums,
                                         int32_t accumulate);

/* y(i, j) = mask(i, j) * x(i, j), or y += it; mask(i, j) is element i * K + (j mod K) of the mask, 0 or its scale.
 *   x, y: [m, N]; they may be the same matrix
 *   mask_columns: K, a divisor of N; 0 for N itself
 * Invalid: mask_columns negative or no divisor of N. */
STRNN_API strnn_status strnn_dropout(strnn_context *context, const strnn_matrix *x, const strnn_matrix *y,
                                     const strnn_mask *mask, int64_t mask_columns, int32_t accumulate);

/* Drops whole words: y(i, j) = mask(ids[j]) * x(i, j), or y += it; one draw per word, element ids[j] of the mask.
 *   x, y: [m, N]; they may be the same matrix
 *   ids: (N), none negative */
STRNN_API strnn_status strnn_dropout_words(strnn_context *context, const strnn_matrix *x, const int32_t *ids,
                                           const strnn_matrix *y, const strnn_mask *mask, int32_t accumulate);

/* Y = X.
 *   x, y: [m, N] */
STRNN_API strnn_status strnn_copy(strnn_context *context, const strnn_matrix *x, const strnn_matrix *y);

/* Y += X.
 *   x, y: [m, N] */
STRNN_API strnn_status strnn_add(strnn_context *context, const strnn_matrix *x, const strnn_matrix *y);

/* x[k] = value.
 *   x: (length) */
STRNN_API strnn_status strnn_fill(strnn_context *context, float *x, int64_t length, float value);

/* *result = sum of x, or *result += it; summed in double in blocks of fixed size.
 *   x: (length); result: (1) */
STRNN_API strnn_status strnn_sum(strnn_context *context, const float *x, int64_t length, float *result,
                                 int32_t accumulate);

#ifdef __cplusplus
}
#endif

#endif
