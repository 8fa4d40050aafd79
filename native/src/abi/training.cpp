// Losses, optimisers and group lasso.
#include "../drivers.h"
#include "support.h"

using namespace strnn::abi;

strnn_status strnn_softmax_cross_entropy_forward(strnn_context *context, const strnn_matrix *logits,
                                                 const int32_t *targets, float *log_sum_exp, float *losses) {
    return guarded([&] {
        require_ids("targets", targets, logits->columns, logits->rows, -1);
        strnn::softmax_cross_entropy_forward(*context, *logits, targets, log_sum_exp, losses);
    });
}

strnn_status strnn_softmax_cross_entropy_backward(strnn_context *context, const strnn_matrix *logits,
                                                  const int32_t *targets, const float *log_sum_exp, float scale,
                                                  const strnn_matrix *d_logits) {
    return guarded([&] {
        require_shape("d_logits", *d_logits, logits->rows, logits->columns);
        require_ids("targets", targets, logits->columns, logits->rows, -1);
        strnn::softmax_cross_entropy_backward(*context, *logits, targets, log_sum_exp, scale, *d_logits);
    });
}

strnn_status strnn_huber_forward(strnn_context *context, const strnn_matrix *outputs, const strnn_matrix *targets,
                                 const float *weights, float delta, float scale, float *losses) {
    return guarded([&] {
        require_shape("targets", *targets, outputs->rows, outputs->columns);
        require(delta > 0.0f, "delta must be above 0");
        strnn::huber_forward(*context, *outputs, *targets, weights, delta, scale, losses);
    });
}

strnn_status strnn_huber_backward(strnn_context *context, const strnn_matrix *outputs, const strnn_matrix *targets,
                                  const float *weights, float delta, float scale, const strnn_matrix *d_outputs) {
    return guarded([&] {
        require_shape("targets", *targets, outputs->rows, outputs->columns);
        require_shape("d_outputs", *d_outputs, outputs->rows, outputs->columns);
        require(delta > 0.0f, "delta must be above 0");
        strnn::huber_backward(*context, *outputs, *targets, weights, delta, scale, *d_outputs);
    });
}

strnn_status strnn_add_squared_norm(strnn_context *context, const float *x, int64_t length, float *result) {
    return guarded([&] { strnn::add_squared_norm(*context, x, length, result); });
}

strnn_status strnn_sgd_momentum_step(strnn_context *context, float *values, const float *gradient, float *velocity,
                                     int64_t length, const float *squared_norm, float learning_rate, float momentum,
                                     float weight_decay, float clip_norm) {
    return guarded([&] {
        require(velocity != nullptr || momentum == 0.0f, "momentum needs a velocity");
        strnn::sgd_momentum_step(*context, values, gradient, velocity, length, *squared_norm, learning_rate, momentum,
                                 weight_decay, clip_norm);
    });
}

strnn_status strnn_adam_step(strnn_context *context, float *values, const float *gradient, float *first_moment,
                             float *second_moment, int64_t length, const float *squared_norm,
                             const strnn_adam *numbers) {
    return guarded([&] {
        strnn::adam_step(*context, values, gradient, first_moment, second_moment, length, *squared_norm, *numbers);
    });
}

strnn_status strnn_average_step(strnn_context *context, const float *values, float *average, float *ages,
                                int64_t length, float share) {
    return guarded([&] { strnn::average_step(*context, values, average, ages, length, share); });
}

strnn_status strnn_add_squared_norms(strnn_context *context, const strnn_matrix *x, float *rows, float *columns) {
    return guarded([&] { strnn::add_squared_norms(*context, *x, rows, columns); });
}

strnn_status strnn_inverse_roots(strnn_context *context, const float *squares, int64_t length, float epsilon,
                                 float scale, float *factors) {
    return guarded([&] { strnn::inverse_roots(*context, squares, length, epsilon, scale, factors); });
}

strnn_status strnn_add_scaled(strnn_context *context, const strnn_matrix *x, const float *rows, const float *columns,
                              const strnn_matrix *g) {
    return guarded([&] {
        require_shape("g", *g, x->rows, x->columns);
        strnn::add_scaled(*context, *x, rows, columns, *g);
    });
}

strnn_status strnn_zero_below(strnn_context *context, float *x, int64_t length, float threshold) {
    return guarded([&] { strnn::zero_below(*context, x, length, threshold); });
}
