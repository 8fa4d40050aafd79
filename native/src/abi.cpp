// The C ABI: checks what memory safety needs, turns exceptions into a status and a message, and calls the kernels.
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "cpu_features.h"
#include "elementwise.h"
#include "embedding.h"
#include "form.h"
#include "gemm.h"
#include "lstm.h"
#include "optimizer.h"
#include "rhn.h"
#include "softmax.h"
#include "sparse_products.h"

struct strnn_context : strnn::Context {
    using Context::Context;
};

struct strnn_form : strnn::Form {
    using Form::Form;
};

namespace {

using strnn::Matrix;

constexpr int most_threads = 1024;

// A fixed buffer: reporting that memory ran out must not need memory.
thread_local char last_error[512] = "";

struct Unsupported : std::runtime_error {
    using std::runtime_error::runtime_error;
};

strnn_status fail(strnn_status status, const char *message) {
    std::snprintf(last_error, sizeof last_error, "%s", message);
    return status;
}

template <class Body> strnn_status guarded(const Body &body) {
    try {
        body();
        return STRNN_OK;
    } catch (const std::bad_alloc &) {
        return fail(STRNN_OUT_OF_MEMORY, "the system has no memory left");
    } catch (const std::invalid_argument &error) {
        return fail(STRNN_INVALID, error.what());
    } catch (const Unsupported &error) {
        return fail(STRNN_UNSUPPORTED, error.what());
    } catch (const std::exception &error) {
        return fail(STRNN_FAILED, error.what());
    } catch (...) {
        return fail(STRNN_FAILED, "an unknown exception");
    }
}

void require(bool condition, const char *message) {
    if (!condition) throw std::invalid_argument(message);
}

void require_shape(const char *name, const Matrix &m, int64_t rows, int64_t columns) {
    if (m.rows != rows || m.columns != columns || m.stride < m.columns) {
        throw std::invalid_argument(std::string(name) + " is [" + std::to_string(m.rows) + ", " + std::to_string(m.columns) +
                                    "] with stride " + std::to_string(m.stride) + ", expected [" + std::to_string(rows) + ", " +
                                    std::to_string(columns) + "]");
    }
}

void require_ids(const char *name, const int32_t *ids, int64_t count, int64_t limit) {
    for (int64_t j = 0; j < count; j++) {
        if (ids[j] < 0 || ids[j] >= limit) {
            throw std::invalid_argument(std::string(name) + "[" + std::to_string(j) + "] is " + std::to_string(ids[j]) +
                                        ", outside [0, " + std::to_string(limit) + ")");
        }
    }
}

void require_product(const strnn_form *form) { require(form->has_product(), "the form was not prepared for products"); }
void require_twin(const strnn_form *form) { require(form->has_twin(), "the form was not prepared for transposed products"); }
void require_rows(const strnn_form *form) {
    require((form->uses & STRNN_USE_GATHER) != 0, "the form was not prepared for row lookups");
}

void require_activation(int32_t activation) {
    require(activation >= STRNN_GATES_LOGISTIC && activation <= STRNN_GATES_HARD_SIGMOID, "unknown gate activation");
}

const char *name_of(int32_t isa) { return isa == STRNN_ISA_AVX512 ? "AVX-512 F, DQ, BW and VL" : "AVX2 and FMA"; }

} // namespace

int32_t strnn_abi_version(void) { return STRNN_ABI_VERSION; }

const char *strnn_last_error(void) { return last_error; }

int32_t strnn_best_isa(void) {
#if defined(STRNN_HAVE_AVX512)
    if (strnn::has_avx512()) return STRNN_ISA_AVX512;
#endif
#if defined(STRNN_HAVE_AVX2)
    if (strnn::has_avx2()) return STRNN_ISA_AVX2;
#endif
    return STRNN_ISA_SCALAR;
}

strnn_status strnn_context_create(int32_t threads, int32_t isa, strnn_context **context) {
    return guarded([&] {
        require(threads >= 0 && threads <= most_threads, "the number of threads is not between 0 and 1024");
        require(isa >= STRNN_ISA_BEST && isa <= STRNN_ISA_AVX512, "unknown instruction set");
        const int32_t chosen = isa == STRNN_ISA_BEST ? strnn_best_isa() : isa;
        // Each set includes the ones before it.
        if (chosen > strnn_best_isa()) {
            throw Unsupported(std::string("this processor or operating system does not support ") + name_of(chosen));
        }
        *context = new strnn_context(threads == 0 ? strnn::platform::processor_count() : threads, chosen);
    });
}

void strnn_context_destroy(strnn_context *context) { delete context; }
int32_t strnn_context_threads(const strnn_context *context) { return context->pool.threads(); }
int32_t strnn_context_isa(const strnn_context *context) { return context->isa; }

strnn_status strnn_allocate(int64_t length, void **data) {
    return guarded([&] {
        require(length >= 0 && length <= INT64_MAX / 8, "the length is out of range");
        *data = strnn::platform::allocate(static_cast<size_t>(length) * sizeof(float));
        if (*data == nullptr) throw std::bad_alloc();
    });
}

void strnn_free(void *data, int64_t length) { strnn::platform::release(data, static_cast<size_t>(length) * sizeof(float)); }

strnn_status strnn_form_create(int64_t rows, int64_t columns, const int32_t *row_offsets, const int32_t *column_indices,
                               int32_t uses, strnn_form **form) {
    return guarded([&] { *form = new strnn_form(strnn::CsrView{rows, columns, row_offsets, column_indices}, uses); });
}

void strnn_form_destroy(strnn_form *form) { delete form; }
int64_t strnn_form_bytes(const strnn_form *form) { return form->bytes(); }

strnn_status strnn_form_pattern(const strnn_form *form, int32_t *row_offsets, int32_t *column_indices) {
    return guarded([&] { form->pattern(row_offsets, column_indices); });
}

strnn_status strnn_form_order(const strnn_form *form, int32_t *order) {
    return guarded([&] { form->strnn::Form::order(order); });
}

strnn_status strnn_form_refresh(strnn_context *context, strnn_form *form, const float *values) {
    return guarded([&] { strnn::refresh(*context, *form, values); });
}

strnn_status strnn_spmm(strnn_context *context, const strnn_form *form, const float *values, const strnn_matrix *x,
                        const strnn_matrix *y, int32_t accumulate) {
    return guarded([&] {
        require_product(form);
        require_shape("x", *x, form->columns, x->columns);
        require_shape("y", *y, form->rows, x->columns);
        strnn::spmm(*context, form->product, values, *x, *y, accumulate != 0);
    });
}

strnn_status strnn_spmm_transposed(strnn_context *context, const strnn_form *form, const strnn_matrix *g, const strnn_matrix *d,
                                   int32_t accumulate) {
    return guarded([&] {
        require_twin(form);
        require_shape("g", *g, form->rows, g->columns);
        require_shape("d", *d, form->columns, g->columns);
        strnn::spmm(*context, form->twin, form->twin_values.data(), *g, *d, accumulate != 0);
    });
}

strnn_status strnn_sddmm(strnn_context *context, const strnn_form *form, const strnn_matrix *g, const strnn_matrix *x,
                         float *gradient, int32_t accumulate) {
    return guarded([&] {
        require_product(form);
        require_shape("g", *g, form->rows, x->columns);
        require_shape("x", *x, form->columns, x->columns);
        strnn::sddmm(*context, form->product, *g, *x, gradient, accumulate != 0);
    });
}

strnn_status strnn_gather_rows(strnn_context *context, const strnn_form *form, const float *values, const int32_t *ids,
                               const strnn_matrix *y) {
    return guarded([&] {
        require_rows(form);
        require_shape("y", *y, form->columns, y->columns);
        require_ids("ids", ids, y->columns, form->rows);
        strnn::gather_rows(*context, *form, values, ids, *y);
    });
}

strnn_status strnn_scatter_add_rows(strnn_context *context, const strnn_form *form, const int32_t *ids, const strnn_matrix *g,
                                    float *gradient, int32_t accumulate) {
    return guarded([&] {
        require_rows(form);
        require_shape("g", *g, form->columns, g->columns);
        require_ids("ids", ids, g->columns, form->rows);
        strnn::scatter_add_rows(*context, *form, ids, *g, gradient, accumulate != 0);
    });
}

strnn_status strnn_gemm(strnn_context *context, const strnn_matrix *a, int32_t transpose_a, const strnn_matrix *b,
                        int32_t transpose_b, const strnn_matrix *y, int32_t accumulate) {
    return guarded([&] {
        const int64_t rows = transpose_a != 0 ? a->columns : a->rows, depth = transpose_a != 0 ? a->rows : a->columns;
        const int64_t columns = transpose_b != 0 ? b->rows : b->columns;
        require_shape("a", *a, a->rows, a->columns);
        require_shape("b", *b, transpose_b != 0 ? columns : depth, transpose_b != 0 ? depth : columns);
        require_shape("y", *y, rows, columns);
        strnn::gemm(*context, *a, transpose_a != 0, *b, transpose_b != 0, *y, accumulate != 0);
    });
}

strnn_status strnn_gather_dense_rows(strnn_context *context, const strnn_matrix *table, const int32_t *ids, const strnn_matrix *y) {
    return guarded([&] {
        require_shape("y", *y, table->columns, y->columns);
        require_ids("ids", ids, y->columns, table->rows);
        strnn::gather_dense_rows(*context, *table, ids, *y);
    });
}

strnn_status strnn_scatter_add_dense_rows(strnn_context *context, const int32_t *ids, const strnn_matrix *g,
                                          const strnn_matrix *gradient) {
    return guarded([&] {
        require_shape("g", *g, gradient->columns, g->columns);
        require_ids("ids", ids, g->columns, gradient->rows);
        strnn::scatter_add_dense_rows(*context, ids, *g, *gradient);
    });
}

strnn_status strnn_add_bias(strnn_context *context, const float *bias, const strnn_matrix *y) {
    return guarded([&] { strnn::add_bias(*context, bias, *y); });
}

strnn_status strnn_sum_columns(strnn_context *context, const strnn_matrix *g, float *sums, int32_t accumulate) {
    return guarded([&] { strnn::sum_columns(*context, *g, sums, accumulate != 0); });
}

strnn_status strnn_dropout(strnn_context *context, const strnn_matrix *x, const strnn_matrix *y, const strnn_mask *mask,
                           int64_t mask_columns, int32_t accumulate) {
    return guarded([&] {
        require_shape("y", *y, x->rows, x->columns);
        require(mask_columns >= 0 && (mask_columns == 0 || x->columns % mask_columns == 0),
                "the columns are no whole number of masks");
        strnn::dropout(*context, *x, *y, *mask, mask_columns, accumulate != 0);
    });
}

strnn_status strnn_dropout_words(strnn_context *context, const strnn_matrix *x, const int32_t *ids, const strnn_matrix *y,
                                 const strnn_mask *mask, int32_t accumulate) {
    return guarded([&] {
        require_shape("y", *y, x->rows, x->columns);
        strnn::dropout_words(*context, *x, ids, *y, *mask, accumulate != 0);
    });
}

strnn_status strnn_copy(strnn_context *context, const strnn_matrix *x, const strnn_matrix *y) {
    return guarded([&] {
        require_shape("y", *y, x->rows, x->columns);
        strnn::copy(*context, *x, *y);
    });
}

strnn_status strnn_add(strnn_context *context, const strnn_matrix *x, const strnn_matrix *y) {
    return guarded([&] {
        require_shape("y", *y, x->rows, x->columns);
        strnn::add(*context, *x, *y);
    });
}

strnn_status strnn_fill(strnn_context *context, float *x, int64_t length, float value) {
    return guarded([&] { strnn::fill(*context, x, length, value); });
}

strnn_status strnn_sum(strnn_context *context, const float *x, int64_t length, float *result, int32_t accumulate) {
    return guarded([&] { strnn::sum(*context, x, length, result, accumulate != 0); });
}

strnn_status strnn_lstm_cell_forward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *c_previous,
                                     const strnn_matrix *c, const strnn_matrix *h, int32_t activation) {
    return guarded([&] {
        require_activation(activation);
        require_shape("gates", *gates, 4 * h->rows, h->columns);
        require_shape("c_previous", *c_previous, h->rows, h->columns);
        require_shape("c", *c, h->rows, h->columns);
        strnn::lstm_cell_forward(*context, *gates, *c_previous, *c, *h, activation);
    });
}

strnn_status strnn_lstm_cell_backward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *c_previous,
                                      const strnn_matrix *c, const strnn_matrix *dh, const strnn_matrix *dc,
                                      const strnn_matrix *d_gates, int32_t activation) {
    return guarded([&] {
        require_activation(activation);
        require_shape("gates", *gates, 4 * c->rows, c->columns);
        require_shape("c_previous", *c_previous, c->rows, c->columns);
        require_shape("dh", *dh, c->rows, c->columns);
        require_shape("dc", *dc, c->rows, c->columns);
        require_shape("d_gates", *d_gates, 4 * c->rows, c->columns);
        strnn::lstm_cell_backward(*context, *gates, *c_previous, *c, *dh, *dc, *d_gates, activation);
    });
}

namespace {

void require_sequence(const strnn_form *form, const Matrix &gates, const Matrix &initial_c, const Matrix &c) {
    require((form->uses & STRNN_USE_LSTM) != 0, "the form was not prepared for an LSTM recurrence");
    require(initial_c.columns > 0 && c.columns % initial_c.columns == 0, "the columns are no whole number of steps");
    require_shape("gates", gates, 4 * form->columns, c.columns);
    require_shape("initial_c", initial_c, form->columns, initial_c.columns);
    require_shape("c", c, form->columns, c.columns);
}

} // namespace

strnn_status strnn_lstm_forward(strnn_context *context, const strnn_form *form, const float *values, const strnn_matrix *gates,
                                const strnn_matrix *initial_h, const strnn_matrix *initial_c, const strnn_matrix *c,
                                const strnn_matrix *h, int32_t activation) {
    return guarded([&] {
        require_activation(activation);
        require_sequence(form, *gates, *initial_c, *c);
        require_shape("initial_h", *initial_h, form->columns, initial_c->columns);
        require_shape("h", *h, form->columns, c->columns);
        strnn::lstm_forward(*context, *form, values, *gates, *initial_h, *initial_c, *c, *h, activation);
    });
}

strnn_status strnn_lstm_backward(strnn_context *context, const strnn_form *form, const strnn_matrix *gates,
                                 const strnn_matrix *initial_c, const strnn_matrix *c, const strnn_matrix *dh,
                                 const strnn_matrix *dc, int32_t activation) {
    return guarded([&] {
        require_activation(activation);
        require_sequence(form, *gates, *initial_c, *c);
        require_shape("dh", *dh, form->columns, c->columns);
        require_shape("dc", *dc, form->columns, initial_c->columns);
        strnn::lstm_backward(*context, *form, *gates, *initial_c, *c, *dh, *dc, activation);
    });
}

strnn_status strnn_rhn_cell_forward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *s_previous,
                                    const strnn_matrix *s) {
    return guarded([&] {
        require_shape("gates", *gates, 2 * s->rows, s->columns);
        require_shape("s_previous", *s_previous, s->rows, s->columns);
        strnn::rhn_cell_forward(*context, *gates, *s_previous, *s);
    });
}

strnn_status strnn_rhn_cell_backward(strnn_context *context, const strnn_matrix *gates, const strnn_matrix *s_previous,
                                     const strnn_matrix *ds, const strnn_matrix *d_gates) {
    return guarded([&] {
        require_shape("gates", *gates, 2 * ds->rows, ds->columns);
        require_shape("s_previous", *s_previous, ds->rows, ds->columns);
        require_shape("d_gates", *d_gates, 2 * ds->rows, ds->columns);
        strnn::rhn_cell_backward(*context, *gates, *s_previous, *ds, *d_gates);
    });
}

namespace {

// The micro-layers of a sequence, checked.
std::vector<strnn::RhnLayer> rhn_layers(const strnn_rhn_layer *layers, int64_t depth, const Matrix &initial) {
    require(depth > 0, "a recurrent highway network has at least one micro-layer");
    std::vector<strnn::RhnLayer> checked;
    for (int64_t l = 0; l < depth; l++) {
        const strnn_rhn_layer &layer = layers[l];
        const int64_t columns = layers[0].state.columns;
        require((layer.form->uses & STRNN_USE_RHN) != 0, "the form was not prepared for a recurrent highway network");
        require(initial.columns > 0 && columns % initial.columns == 0, "the columns are no whole number of steps");
        require_shape("initial", initial, layer.form->columns, initial.columns);
        require_shape("gates", layer.gates, 2 * layer.form->columns, columns);
        require_shape("input", layer.input, layer.form->columns, columns);
        require_shape("state", layer.state, layer.form->columns, columns);
        checked.push_back({layer.form, layer.values, layer.gates, layer.input, layer.state});
    }
    return checked;
}

} // namespace

strnn_status strnn_rhn_forward(strnn_context *context, const strnn_rhn_layer *layers, int64_t depth, const strnn_matrix *initial,
                               const strnn_mask *mask) {
    return guarded([&] {
        const auto checked = rhn_layers(layers, depth, *initial);
        strnn::rhn_forward(*context, checked.data(), depth, *initial, mask);
    });
}

strnn_status strnn_rhn_backward(strnn_context *context, const strnn_rhn_layer *layers, int64_t depth, const strnn_matrix *initial,
                                const strnn_mask *mask, const strnn_matrix *dy) {
    return guarded([&] {
        const auto checked = rhn_layers(layers, depth, *initial);
        require_shape("dy", *dy, initial->rows, checked[0].state.columns);
        strnn::rhn_backward(*context, checked.data(), depth, *initial, mask, *dy);
    });
}

strnn_status strnn_softmax_cross_entropy_forward(strnn_context *context, const strnn_matrix *logits, const int32_t *targets,
                                                 float *log_sum_exp, float *losses) {
    return guarded([&] {
        require_ids("targets", targets, logits->columns, logits->rows);
        strnn::softmax_cross_entropy_forward(*context, *logits, targets, log_sum_exp, losses);
    });
}

strnn_status strnn_softmax_cross_entropy_backward(strnn_context *context, const strnn_matrix *logits, const int32_t *targets,
                                                  const float *log_sum_exp, float scale, const strnn_matrix *d_logits) {
    return guarded([&] {
        require_shape("d_logits", *d_logits, logits->rows, logits->columns);
        require_ids("targets", targets, logits->columns, logits->rows);
        strnn::softmax_cross_entropy_backward(*context, *logits, targets, log_sum_exp, scale, *d_logits);
    });
}

strnn_status strnn_add_squared_norm(strnn_context *context, const float *x, int64_t length, float *result) {
    return guarded([&] { strnn::add_squared_norm(*context, x, length, result); });
}

strnn_status strnn_sgd_momentum_step(strnn_context *context, float *values, const float *gradient, float *velocity, int64_t length,
                                     const float *squared_norm, float learning_rate, float momentum, float weight_decay,
                                     float clip_norm) {
    return guarded([&] {
        require(velocity != nullptr || momentum == 0.0f, "momentum needs a velocity");
        strnn::sgd_momentum_step(*context, values, gradient, velocity, length, *squared_norm, learning_rate, momentum, weight_decay,
                                 clip_norm);
    });
}

strnn_status strnn_adam_step(strnn_context *context, float *values, const float *gradient, float *first_moment,
                             float *second_moment, int64_t length, const float *squared_norm, const strnn_adam *numbers) {
    return guarded(
        [&] { strnn::adam_step(*context, values, gradient, first_moment, second_moment, length, *squared_norm, *numbers); });
}
