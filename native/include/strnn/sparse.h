/* Packed sparse matrices and products with them. W is [m, n] with nnz nonzeros. See strnn.h for the conventions. */
#ifndef STRNN_SPARSE_H
#define STRNN_SPARSE_H

#include "core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A sparsity pattern, packed for its uses. Canonical order is CSR order: by row, then by column. Arrays of values and
 * gradients are in the packed order, which strnn_packed_matrix_order gives. */
typedef struct strnn_packed_matrix strnn_packed_matrix;

/* What a packed matrix is used for, or'ed; the values of StRnn.Backends.Kernels.WeightUses.
 *   STRNN_USE_PRODUCT:    strnn_spmm, strnn_sddmm
 *   STRNN_USE_TRANSPOSED: strnn_spmm_transposed; stores a transposed copy
 *   STRNN_USE_GATHER:     strnn_gather_rows, strnn_scatter_add_rows, strnn_word_gates_*
 *   STRNN_USE_LSTM:       strnn_lstm_*; W is [4H, H], and all products as well
 *   STRNN_USE_RHN:        strnn_rhn_forward and _backward, the gates of strnn_gru_*; W is [2H, H], and all products as
 *                         well
 *   STRNN_USE_FORWARD:    none of its own: of the others only what runs forward, so no transposed copy is stored */
enum {
    STRNN_USE_PRODUCT = 1,
    STRNN_USE_TRANSPOSED = 2,
    STRNN_USE_GATHER = 4,
    STRNN_USE_LSTM = 8,
    STRNN_USE_RHN = 16,
    STRNN_USE_FORWARD = 32
};

/* Packs a pattern; its arrays are copied.
 *   row_offsets:    (rows + 1), from 0, ascending; row i is [row_offsets[i], row_offsets[i + 1])
 *   column_indices: (nnz), nnz = row_offsets[rows]; within a row strictly ascending, each in [0, columns)
 *   block_height:   1, 2, 4 or 8: so many rows share their columns, which makes products faster; divides the rows
 *   across_gates:   0 for blocks of neighbouring rows; else block b has the rows b, b + rows / block_height,
 *                   b + 2 * rows / block_height and so on
 *   uses:           STRNN_USE_*, or'ed; 0 keeps the pattern alone
 *   w:              receives the packed matrix, to be freed by strnn_packed_matrix_destroy
 * Invalid: no row or no column, a broken pattern, a block whose rows have different columns, a recurrent matrix of
 * another shape, LSTM and RHN at once. */
STRNN_API strnn_status strnn_packed_matrix_create(int64_t rows, int64_t columns, const int32_t *row_offsets,
                                                  const int32_t *column_indices, int32_t block_height,
                                                  int32_t across_gates, int32_t uses, strnn_packed_matrix **w);

/* Frees a packed matrix; null is allowed. */
STRNN_API void strnn_packed_matrix_destroy(strnn_packed_matrix *w);

/* Returns the bytes that the packed matrix occupies, without the caller's values. */
STRNN_API int64_t strnn_packed_matrix_bytes(const strnn_packed_matrix *w);

/* Restores the canonical pattern.
 *   row_offsets:    (m + 1), replaced
 *   column_indices: (nnz), replaced */
STRNN_API strnn_status strnn_packed_matrix_pattern(const strnn_packed_matrix *w, int32_t *row_offsets,
                                                   int32_t *column_indices);

/* Gives the packed order: order[k] = the index, in arrays of values and gradients, of the k-th nonzero in canonical
 * order.
 *   order: (nnz), replaced; a permutation of 0 .. nnz - 1 */
STRNN_API strnn_status strnn_packed_matrix_order(const strnn_packed_matrix *w, int32_t *order);

/* Copies W's values into the transposed copy, if there is one. Needed after every change of the values and before
 * strnn_spmm_transposed, strnn_lstm_backward and strnn_rhn_backward.
 *   values: (nnz) */
STRNN_API strnn_status strnn_packed_matrix_refresh(strnn_context *context, strnn_packed_matrix *w, const float *values);

/* Rounds floats to bfloat16: to the nearest, ties to the even one; a NaN stays one.
 *   values:  (length)
 *   rounded: (length), replaced */
STRNN_API strnn_status strnn_round_to_bfloat16(strnn_context *context, const float *values, int64_t length,
                                               uint16_t *rounded);

/* The panel geometry of a product's matrix: blocks of rows, panels of columns. */
typedef struct {
    int64_t block_rows;
    int64_t block_count;
    int64_t panel_width;
    int64_t panel_count;
} strnn_panel_geometry;

/* Gives the geometry that strnn_packed_matrix_create chooses for a matrix without blocks of rows; a transposed copy's
 * is that of the transposed shape.
 *   rows, columns: the shape, both above 0
 *   nnz: nonzeros, at least 0
 *   recurrent: not 0 for the matrices of STRNN_USE_LSTM and STRNN_USE_RHN
 *   geometry: replaced
 * Invalid: rows, columns or nnz out of range. */
STRNN_API strnn_status strnn_choose_panel_geometry(int64_t rows, int64_t columns, int64_t nnz, int32_t recurrent,
                                                   strnn_panel_geometry *geometry);

/* Y = W * X, or Y += W * X.
 *   w: packed for products; values: (nnz)
 *   x: [n, N]; y: [m, N]
 * Invalid: w is not packed for products. */
STRNN_API strnn_status strnn_spmm(strnn_context *context, const strnn_packed_matrix *w, strnn_values values,
                                  const strnn_matrix *x, const strnn_matrix *y, int32_t accumulate);

/* D = W' * G, or D += W' * G, with the values of the last strnn_packed_matrix_refresh (zeros before the first).
 *   w: packed for transposed products
 *   g: [m, N]; d: [n, N]
 * Invalid: w is not packed for transposed products. */
STRNN_API strnn_status strnn_spmm_transposed(strnn_context *context, const strnn_packed_matrix *w,
                                             const strnn_matrix *g, const strnn_matrix *d, int32_t accumulate);

/* The gradient of the nonzeros: dW(i, j) = sum over k of G(i, k) * X(j, k) for each (i, j) of the pattern.
 *   w: packed for products
 *   g: [m, N]; x: [n, N]
 *   gradient: (nnz), replaced or added to
 * Invalid: w is not packed for products. */
STRNN_API strnn_status strnn_sddmm(strnn_context *context, const strnn_packed_matrix *w, const strnn_matrix *g,
                                   const strnn_matrix *x, float *gradient, int32_t accumulate);

/* Looks rows up: y(e, j) = W(ids[j], e), 0 where W has no nonzero. W is [V, E].
 *   w: packed for lookups; values: (nnz)
 *   ids: (N), each in [0, V)
 *   y: [E, N], replaced
 * Invalid: w is not packed for lookups, an id out of range. */
STRNN_API strnn_status strnn_gather_rows(strnn_context *context, const strnn_packed_matrix *w, strnn_values values,
                                         const int32_t *ids, const strnn_matrix *y);

/* The gradient of strnn_gather_rows: dW(v, e) = sum over all j with ids[j] = v of G(e, j), in ascending j. W is [V, E].
 *   w: packed for lookups
 *   ids: (N), each in [0, V)
 *   g: [E, N]
 *   gradient: (nnz), replaced or added to; rows that are not looked up become 0 where it is replaced
 * Invalid: w is not packed for lookups, an id out of range. */
STRNN_API strnn_status strnn_scatter_add_rows(strnn_context *context, const strnn_packed_matrix *w, const int32_t *ids,
                                              const strnn_matrix *g, float *gradient, int32_t accumulate);

#ifdef __cplusplus
}
#endif

#endif
