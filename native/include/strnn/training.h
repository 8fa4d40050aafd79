/* Losses, optimisers and group lasso. See strnn.h for the conventions. */
#ifndef STRNN_TRAINING_H
#define STRNN_TRAINING_H

#include "core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Softmax cross entropy over columns, in nats: log_sum_exp[j] = log of the sum over v of exp(logits(v, j)), the
 * column's maximum subtracted first; losses[j] = log_sum_exp[j] - logits(targets[j], j). A column with target -1 is
 * ignored: its loss is 0 and its log_sum_exp infinity.
 *   logits: [V, N]
 *   targets: (N), each in [-1, V)
 *   log_sum_exp, losses: (N), replaced
 * Invalid: a target out of range. */
STRNN_API strnn_status strnn_softmax_cross_entropy_forward(strnn_context *context, const strnn_matrix *logits,
                                                           const int32_t *targets, float *log_sum_exp, float *losses);

/* Its gradient: d_logits(v, j) = scale * (exp(logits(v, j) - log_sum_exp[j]) - [v = targets[j]]); 0 where the target
 * is -1.
 *   logits: [V, N]
 *   targets: (N), each in [-1, V)
 *   log_sum_exp: (N), of the forward call
 *   scale: the gradient of each loss, 1 / N for a mean
 *   d_logits: [V, N], replaced; may be logits itself
 * Invalid: a target out of range. */
STRNN_API strnn_status strnn_softmax_cross_entropy_backward(strnn_context *context, const strnn_matrix *logits,
                                                            const int32_t *targets, const float *log_sum_exp,
                                                            float scale, const strnn_matrix *d_logits);

/* The Huber loss over columns: losses[j] = scale * weights[j] * the sum over i of h(outputs(i, j) - targets(i, j)),
 * h(e) = e^2 / 2 where |e| <= delta, else delta * (|e| - delta / 2). An infinite delta gives half the squared error.
 *   outputs, targets: [m, N]
 *   weights: (N), or null for ones
 *   losses: (N), replaced
 * Invalid: delta not above 0. */
STRNN_API strnn_status strnn_huber_forward(strnn_context *context, const strnn_matrix *outputs,
                                           const strnn_matrix *targets, const float *weights, float delta, float scale,
                                           float *losses);

/* Its gradient: d_outputs(i, j) = scale * weights[j] * e, e = outputs(i, j) - targets(i, j) cut to [-delta, delta].
 *   outputs, targets: [m, N]
 *   weights: (N), or null for ones
 *   d_outputs: [m, N], replaced; may be outputs itself
 * Invalid: delta not above 0. */
STRNN_API strnn_status strnn_huber_backward(strnn_context *context, const strnn_matrix *outputs,
                                            const strnn_matrix *targets, const float *weights, float delta, float scale,
                                            const strnn_matrix *d_outputs);

/* *result += sum of x[k]^2; summed in double in blocks of fixed size.
 *   x: (length); result: (1) */
STRNN_API strnn_status strnn_add_squared_norm(strnn_context *context, const float *x, int64_t length, float *result);

/* One step of SGD with momentum: g = s * gradient + weight_decay * w; v = momentum * v + g; w -= learning_rate * v,
 * where s = min(1, clip_norm / sqrt(*squared_norm)).
 *   values: w, (length), updated; gradient: (length)
 *   velocity: v, (length), updated; null where momentum is 0, and then w -= learning_rate * g
 *   squared_norm: (1), the squared norm of the gradient of all parameters together
 *   clip_norm: infinity for no clipping
 * Invalid: momentum without velocity. */
STRNN_API strnn_status strnn_sgd_momentum_step(strnn_context *context, float *values, const float *gradient,
                                               float *velocity, int64_t length, const float *squared_norm,
                                               float learning_rate, float momentum, float weight_decay,
                                               float clip_norm);

/* The numbers of a step t of Adam, t from 1.
 *   clip_norm: infinity for no clipping
 *   first_correction, second_correction: 1 / (1 - beta1^t), 1 / (1 - beta2^t) */
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

/* One step of Adam: g = s * gradient + weight_decay * w, with s as in strnn_sgd_momentum_step;
 * m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g^2;
 * w -= learning_rate * (m * first_correction) / (sqrt(v * second_correction) + epsilon).
 *   values: w, (length), updated; gradient: (length)
 *   first_moment, second_moment: m and v, (length), updated
 *   squared_norm: (1), as in strnn_sgd_momentum_step */
STRNN_API strnn_status strnn_adam_step(strnn_context *context, float *values, const float *gradient,
                                       float *first_moment, float *second_moment, int64_t length,
                                       const float *squared_norm, const strnn_adam *numbers);

/* Moves a running average of the weights towards them: share = 1 / max(1, ages[k]); ages[k] += 1;
 * average[k] = share * values[k] + (1 - share) * average[k].
 *   values: (length); average: (length), updated
 *   ages: (length), updated: the steps that the average of each value has seen; null for the given share everywhere */
STRNN_API strnn_status strnn_average_step(strnn_context *context, const float *values, float *average, float *ages,
                                          int64_t length, float share);

/* Group lasso: rows[i] += sum over j of x(i, j)^2; columns[j] += sum over i of x(i, j)^2.
 *   x: [m, n]
 *   rows: (m), or null; columns: (n), or null */
STRNN_API strnn_status strnn_add_squared_norms(strnn_context *context, const strnn_matrix *x, float *rows,
                                               float *columns);

/* factors[k] = scale / sqrt(epsilon + squares[k]).
 *   squares, factors: (length); they may be the same array */
STRNN_API strnn_status strnn_inverse_roots(strnn_context *context, const float *squares, int64_t length, float epsilon,
                                           float scale, float *factors);

/* g(i, j) += (rows[i] + columns[j]) * x(i, j).
 *   x, g: [m, n]
 *   rows: (m), columns: (n); null counts as zeros */
STRNN_API strnn_status strnn_add_scaled(strnn_context *context, const strnn_matrix *x, const float *rows,
                                        const float *columns, const strnn_matrix *g);

/* x[k] = 0 where |x[k]| < threshold; a NaN stays.
 *   x: (length) */
STRNN_API strnn_status strnn_zero_below(strnn_context *context, float *x, int64_t length, float threshold);

#ifdef __cplusplus
}
#endif

#endif
