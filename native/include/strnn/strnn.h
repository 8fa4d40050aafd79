/* The C ABI of StRnn.Native's CPU backend. Every function but strnn_abi_version, strnn_last_error and the destroy functions returns
 * a status; on failure strnn_last_error() says why, in one line, for the calling thread. No exception, exit or console output
 * crosses this boundary. A context serves one caller at a time; kernels return when they are done.
 *
 * Matrices are row-major with a row stride in elements. Outputs never overlap inputs unless a function says so. Memory is the
 * caller's, except what lives in handles. Same inputs, instruction set: same bits, for any number of threads. */
#ifndef STRNN_STRNN_H
#define STRNN_STRNN_H

#include <stdint.h>

#if defined(_WIN32)
#define STRNN_API __declspec(dllexport)
#else
#define STRNN_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define STRNN_ABI_VERSION 4

typedef int32_t strnn_status;
enum { STRNN_OK = 0, STRNN_INVALID = 1, STRNN_OUT_OF_MEMORY = 2, STRNN_UNSUPPORTED = 3, STRNN_FAILED = 4 };

/* Instruction sets. */
enum { STRNN_ISA_BEST = 0, STRNN_ISA_SCALAR = 1, STRNN_ISA_AVX2 = 2, STRNN_ISA_AVX512 = 3 };

/* What a form is used for; the values of StRnn.Backends.PatternUses. */
enum { STRNN_USE_PRODUCT = 1, STRNN_USE_TRANSPOSED = 2, STRNN_USE_GATHER = 4, STRNN_USE_LSTM = 8, STRNN_USE_RHN = 16 };

/* What squashes the gates i, f and o, or t: 1 / (1 + exp(-x)), or clip(0.2 x + 0.5, 0, 1); the values of
 * StRnn.Backends.GateActivation. */
enum { STRNN_GATES_LOGISTIC = 0, STRNN_GATES_HARD_SIGMOID = 1 };

/* The activation of the candidate g or h; the values of StRnn.Backends.CandidateActivation, which has the formulas. */
enum { STRNN_CANDIDATE_TANH = 0, STRNN_CANDIDATE_SELU = 1, STRNN_CANDIDATE_SPOCU = 2, STRNN_CANDIDATE_BOUNDED_SPOCU = 3 };

typedef struct strnn_context strnn_context;
typedef struct strnn_form strnn_form;

/* A row-major view: element (i, j) is data[i * stride + j]. */
typedef struct {
    float *data;
    int64_t rows;
    int64_t columns;
    int64_t stride;
} strnn_matrix;

/* A dropout mask: an element is kept, and multiplied with scale, where its 32-bit Philox word is at or above the threshold. */
typedef struct {
    uint64_t seed;
    uint32_t stream;
    uint32_t step;
    uint32_t threshold;
    float scale;
} strnn_mask;

STRNN_API int32_t strnn_abi_version(void);
STRNN_API const char *strnn_last_error(void);

/* The best instruction set of this processor and operating system. */
STRNN_API int32_t strnn_best_isa(void);

/* threads: 0 for one per processor this process may use. isa: STRNN_ISA_BEST or a demand. */
STRNN_API strnn_status strnn_context_create(int32_t threads, int32_t isa, strnn_context **context);
STRNN_API void strnn_context_destroy(strnn_context *context);
STRNN_API int32_t strnn_context_threads(const strnn_context *context);
STRNN_API int32_t strnn_context_isa(const strnn_context *context);

/* length zeroed floats or ints on a 64-byte boundary; huge pages where the system has them. */
STRNN_API strnn_status strnn_allocate(int64_t length, void **data);
/* length: as it was allocated. */
STRNN_API void strnn_free(void *data, int64_t length);

/* --- sparse forms ------------------------------------------------------------------------------------------------------------- */

/* row_offsets: rows + 1, column_indices: nnz, strictly ascending within a row. */
STRNN_API strnn_status strnn_form_create(int64_t rows, int64_t columns, const int32_t *row_offsets, const int32_t *column_indices,
                                         int32_t uses, strnn_form **form);
STRNN_API void strnn_form_destroy(strnn_form *form);
STRNN_API int64_t strnn_form_bytes(const strnn_form *form);
/* The canonical pattern: row_offsets of rows + 1, column_indices of nnz elements. */
STRNN_API strnn_status strnn_form_pattern(const strnn_form *form, int32_t *row_offsets, int32_t *column_indices);
/* order[k] = where the k-th canonical connection lies in the form's order; nnz elements. */
STRNN_API strnn_status strnn_form_order(const strnn_form *form, int32_t *order);
STRNN_API strnn_status strnn_form_refresh(strnn_context *context, strnn_form *form, const float *values);

/* --- products with a sparse weight W [m, n] ------------------------------------------------------------------------------------
 */

STRNN_API strnn_status strnn_spmm(strnn_context *context, const strnn_form *form, const float *values, const strnn_matrix *x,
                                  const strnn_matrix *y, int32_t accumulate);
STRNN_API strnn_status strnn_spmm_transposed(strnn_context *context, const strnn_form *form, const strnn_matrix *g,
                                             const strnn_matrix *d, int32_t accumulate);
STRNN_API strnn_status strnn_sddmm(strnn_context *context, const strnn_form *form, const strnn_matrix *g, const strnn_matrix *x,
                                   float *gradient, int32_t accumulate);
STRNN_API strnn_status strnn_gather_rows(strnn_context *context, const strnn_form *form, const float *values, const int32_t *ids,
                                         const strnn_matrix *y);
STRNN_API strnn_status strnn_scatter_add_rows(strnn_context *context, const strnn_form *form, const int32_t *ids,
                                              const strnn_matrix *g, float *gradient, int32_t accumulate);

/* --- dense ----------------------------------------------------------------------------------------------------------------------
 */

/* Y = op(A) * op(B), or Y += it; transpose_a, transpose_b as in BLAS. */
STRNN_API strnn_status strnn_gemm(strnn_context *context, const strnn_matrix *a, int32_t transpose_a, const strnn_matrix *b,
                                  int32_t transpose_b, const strnn_matrix *y, int32_t accumulate);
STRNN_API strnn_status strnn_gather_dense_rows(strnn_context *context, const strnn_matrix *table, const int32_t *ids,
                                               const strnn_matrix *y);
STRNN_API strnn_status strnn_scatter_add_dense_rows(strnn_context *context, const int32_t *ids, const strnn_matrix *g,
                                                    const strnn_matrix *gradient);
/* y(:, j) = weights[j] * x(:, index[j]), or += it; index[j] of -1 gives zeros. weights may be null: all are 1. */
STRNN_API strnn_status strnn_gather_columns(strnn_context *context, const strnn_matrix *x, const int32_t *index,
                                            const float *weights, const strnn_matrix *y, int32_t accumulate);
/* y(:, index[j]) += weights[j] * x(:, j), in ascending j; index[j] of -1 is left out. */
STRNN_API strnn_status strnn_scatter_add_columns(strnn_context *context, const strnn_matrix *x, const int32_t *index,
                                                 const float *weights, const strnn_matrix *y, int32_t accumulate);
STRNN_API strnn_status strnn_add_bias(strnn_context *context, const float *bias, const strnn_matrix *y);
STRNN_API strnn_status strnn_sum_columns(strnn_context *context, const strnn_matrix *g, float *sums, int32_t accumulate);
/* x and y may be the same. Element (i, j) is kept when Philox word i * columns + j is at or above threshold. */
/* mask_columns: those of the mask, which repeats; 0 for as many as x has. */
STRNN_API strnn_status strnn_dropout(strnn_context *context, const strnn_matrix *x, const strnn_matrix *y, const strnn_mask *mask,
                                     int64_t mask_columns, int32_t accumulate);
/* One draw per word: column j is kept or dropped with all columns of the same id. */
STRNN_API strnn_status strnn_dropout_words(strnn_context *context, const strnn_matrix *x, const int32_t *ids, const strnn_matrix *y,
                                           const strnn_mask *mask, int32_t accumulate);
STRNN_API strnn_status strnn_copy(strnn_context *context, const strnn_matrix *x, const strnn_matrix *y);
STRNN_API strnn_status strnn_add(strnn_context *context, const strnn_matrix *x, const strnn_matrix *y);
STRNN_API strnn_status strnn_fill(strnn_context *context, float *x, int64_t length, float value);
STRNN_API strnn_status strnn_sum(strnn_context *context, const float *x, int64_t length, float *result, int32_t accumulate);

/* --- group lasso ----------------------------------------------------------------------------------------------------------------
 */

/* rows[i] += sum of x(i, :)^2, columns[j] += sum of x(:, j)^2; either may be null. */
STRNN_API strnn_status strnn_add_squared_norms(strnn_context *context, const strnn_matrix *x, float *rows, float *columns);
/* factors[k] = scale / sqrt(epsilon + squares[k]); the arrays may be the same. */
STRNN_API strnn_status strnn_inverse_roots(strnn_context *context, const float *squares, int64_t length, float epsilon, float scale,
                                           float *factors);
/* g(i, j) += (rows[i] + columns[j]) * x(i, j); null counts as zeros. */
STRNN_API strnn_status strnn_add_scaled(strnn_context *context, const strnn_matrix *x, const float *rows, const float *columns,
                                        const strnn_matrix *g);
/* x[k] = 0 where |x[k]| < threshold. */
STRNN_API strnn_status strnn_zero_below(strnn_context *context, float *x, int64_t length, float threshold);

/* --- recurrent ------------------------------------------------------------------------------------------------------------------
 */

/* gate: STRNN_GATES_*, candidate: STRNN_CANDIDATE_*; a backward call wants those of its forward call. A forward call leaves the
 * gates' activations in gates, and the candidate's for tanh; for the others the candidate's pre-activation stays. */
STRNN_API strnn_status strnn_lstm_cell_forward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *c_previous,
                                               const strnn_matrix *c, const strnn_matrix *h, int32_t gate, int32_t candidate);
STRNN_API strnn_status strnn_lstm_cell_backward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *c_previous,
                                                const strnn_matrix *c, const strnn_matrix *dh, const strnn_matrix *dc,
                                                const strnn_matrix *d_gates, int32_t gate, int32_t candidate);
STRNN_API strnn_status strnn_lstm_forward(strnn_context *context, const strnn_form *form, const float *values,
                                          const strnn_matrix *gates, const strnn_matrix *initial_h, const strnn_matrix *initial_c,
                                          const strnn_matrix *c, const strnn_matrix *h, int32_t gate, int32_t candidate);
STRNN_API strnn_status strnn_lstm_backward(strnn_context *context, const strnn_form *form, const strnn_matrix *gates,
                                           const strnn_matrix *initial_c, const strnn_matrix *c, const strnn_matrix *dh,
                                           const strnn_matrix *dc, int32_t gate, int32_t candidate);

/* The input side of an LSTM over words: gates(:, j) = weight * table(words[index[j]], :)' + bias, both sparse; index[j] of
 * word_count is no input: gates i, f and o become -inf, g becomes 0. */
typedef struct {
    const strnn_form *weight;
    const float *weight_values;
    const strnn_form *table;
    const float *table_values;
    const int32_t *words;
    int64_t word_count;
    const int32_t *index;
} strnn_word_gates;
STRNN_API strnn_status strnn_word_gates_forward(strnn_context *context, const strnn_word_gates *input, const float *bias,
                                                const strnn_matrix *gates);
/* The words must be distinct. */
STRNN_API strnn_status strnn_word_gates_backward(strnn_context *context, const strnn_word_gates *input, const strnn_matrix *d_gates,
                                                 float *d_weight, int32_t add_weight, float *d_table, int32_t add_table,
                                                 float *d_bias, int32_t add_bias);

/* The recurrent highway cell: gate rows h, t; [2H, B]. s = h*t + s_previous*(1 - t). Backward turns ds into the gradient of
 * s_previous along the carry. */
STRNN_API strnn_status strnn_rhn_cell_forward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *s_previous,
                                              const strnn_matrix *s, int32_t gate, int32_t candidate);
STRNN_API strnn_status strnn_rhn_cell_backward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *s_previous,
                                               const strnn_matrix *ds, const strnn_matrix *d_gates, int32_t gate,
                                               int32_t candidate);
/* One micro-layer of a window: R, prepared for STRNN_USE_RHN; gates [2H, T*B]; input (m*s before it) and state (s behind it), [H,
 * T*B]. */
typedef struct {
    const strnn_form *form;
    const float *values;
    strnn_matrix gates;
    strnn_matrix input;
    strnn_matrix state;
} strnn_rhn_layer;
/* mask may be null; it belongs to [H, B] and is the same in every step and micro-layer. */
STRNN_API strnn_status strnn_rhn_forward(strnn_context *context, const strnn_rhn_layer *layers, int64_t depth,
                                         const strnn_matrix *initial, const strnn_mask *mask, int32_t gate, int32_t candidate);
STRNN_API strnn_status strnn_rhn_backward(strnn_context *context, const strnn_rhn_layer *layers, int64_t depth,
                                          const strnn_matrix *initial, const strnn_mask *mask, const strnn_matrix *dy, int32_t gate,
                                          int32_t candidate);

/* --- loss -----------------------------------------------------------------------------------------------------------------------
 */

STRNN_API strnn_status strnn_softmax_cross_entropy_forward(strnn_context *context, const strnn_matrix *logits,
                                                           const int32_t *targets, float *log_sum_exp, float *losses);
/* d_logits may be logits itself. */
STRNN_API strnn_status strnn_softmax_cross_entropy_backward(strnn_context *context, const strnn_matrix *logits,
                                                            const int32_t *targets, const float *log_sum_exp, float scale,
                                                            const strnn_matrix *d_logits);

/* --- optimiser ------------------------------------------------------------------------------------------------------------------
 */

STRNN_API strnn_status strnn_add_squared_norm(strnn_context *context, const float *x, int64_t length, float *result);
/* velocity may be null when momentum is 0. */
STRNN_API strnn_status strnn_sgd_momentum_step(strnn_context *context, float *values, const float *gradient, float *velocity,
                                               int64_t length, const float *squared_norm, float learning_rate, float momentum,
                                               float weight_decay, float clip_norm);
/* The corrections are 1/(1 - beta^t) of the step. */
typedef struct {
    float learning_rate;
    float beta1;
    float beta2;
    float epsilon;
    float weight_decay;
    float clip_norm;
    float first_correction;
    float second_correction;
} strnn_adam;
STRNN_API strnn_status strnn_adam_step(strnn_context *context, float *values, const float *gradient, float *first_moment,
                                       float *second_moment, int64_t length, const float *squared_norm, const strnn_adam *numbers);

#ifdef __cplusplus
}
#endif

#endif
