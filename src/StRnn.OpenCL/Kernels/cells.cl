// The point-wise recurrent cells: as functions for the sequences, and as kernels of their own (IRecurrentKernels).
//
// Variants: the functions exist for one float and, for the sequences of CPUs, for eight. Assumptions: as in common.cl;
// gate rows are stacked i, f, g, o, or h, t, or
// r, z, n. Tuning: the work-group's width.

// An activation is a gate's number and 16 times a candidate's: GateActivation and CandidateActivation of the contract.
#define GATE(activation) ((activation)&15)
#define CANDIDATE(activation) ((activation) >> 4)
#define HARD_SIGMOID 1
#define TANH 0
#define SELU 1
#define BOUNDED_SPOCU 3
#define IDENTITY 4
#define SELU_SCALE 1.0507009873554805f
#define SELU_ALPHA 1.6732632423543772f

#define DEFINE_CELLS(V)                                                                                                \
    static inline V OVERLOAD(logistic, V)(V x) { return 1.0f / (1.0f + exp(-x)); }                                     \
    /* clamp of a NaN is undefined, so it passes beside it. */                                                         \
    static inline V OVERLOAD(gate_of, V)(V x, int activation) {                                                        \
        if (GATE(activation) == HARD_SIGMOID) {                                                                        \
            return select(fmin(fmax(0.2f * x + 0.5f, 0.0f), 1.0f), x, isnan(x));                                       \
        }                                                                                                              \
        return OVERLOAD(logistic, V)(x);                                                                               \
    }                                                                                                                  \
    /* The derivative where the output is y. */                                                                        \
    static inline V OVERLOAD(gate_slope, V)(V y, int activation) {                                                     \
        if (GATE(activation) == HARD_SIGMOID) {                                                                        \
            return select((V)(0.0f), (V)(0.2f), (y > 0.0f) & (y < 1.0f));                                              \
        }                                                                                                              \
        return y * (1.0f - y);                                                                                         \
    }                                                                                                                  \
    static inline V OVERLOAD(spocu_inner, V)(V x) { return x / 4.437f + 0.6653f; }                                     \
    /* r(u), at most that of c = 1 where it is bounded; comparisons with a NaN are false, so that it passes. */        \
    static inline V OVERLOAD(spocu_of, V)(V x, int bounded) {                                                          \
        V u = OVERLOAD(spocu_inner, V)(x);                                                                             \
        if (bounded) {                                                                                                 \
            u = select(u, (V)(1.0f), u > 1.0f);                                                                        \
        }                                                                                                              \
        const V r = u * u * u * (u * u * u * u * (u - 2.0f) + 2.0f);                                                   \
        const float b = 0.6653f;                                                                                       \
        return 3.0937f * (select(r, (V)(0.0f), u < 0.0f) - b * b * b * (b * b * b * b * (b - 2.0f) + 2.0f));           \
    }                                                                                                                  \
    static inline V OVERLOAD(spocu_slope, V)(V x, int bounded) {                                                       \
        const V u = OVERLOAD(spocu_inner, V)(x);                                                                       \
        V slope = (3.0937f / 4.437f) * u * u * (u * u * u * u * (8.0f * u - 14.0f) + 6.0f);                            \
        if (bounded) {                                                                                                 \
            slope = select(slope, (V)(0.0f), u >= 1.0f);                                                               \
        }                                                                                                              \
        return select(slope, (V)(0.0f), u < 0.0f);                                                                     \
    }                                                                                                                  \
    static inline V OVERLOAD(candidate_of, V)(V x, int activation) {                                                   \
        if (CANDIDATE(activation) == SELU) {                                                                           \
            return select(SELU_SCALE * SELU_ALPHA * expm1(x), SELU_SCALE * x, x > 0.0f);                               \
        }                                                                                                              \
        if (CANDIDATE(activation) == IDENTITY) {                                                                       \
            return x;                                                                                                  \
        }                                                                                                              \
        if (CANDIDATE(activation) != TANH) {                                                                           \
            return OVERLOAD(spocu_of, V)(x, CANDIDATE(activation) == BOUNDED_SPOCU);                                   \
        }                                                                                                              \
        return tanh(x);                                                                                                \
    }                                                                                                                  \
    /* What a forward step leaves in the candidate's place: y for tanh, else x, since SPOCU has no inverse. */         \
    static inline V OVERLOAD(candidate_kept, V)(V x, V y, int activation) {                                            \
        return CANDIDATE(activation) == TANH ? y : x;                                                                  \
    }                                                                                                                  \
    static inline V OVERLOAD(candidate_again, V)(V kept, int activation) {                                             \
        return CANDIDATE(activation) == TANH ? kept : OVERLOAD(candidate_of, V)(kept, activation);                     \
    }                                                                                                                  \
    static inline V OVERLOAD(candidate_slope, V)(V kept, int activation) {                                             \
        if (CANDIDATE(activation) == SELU) {                                                                           \
            return select(SELU_SCALE * SELU_ALPHA * exp(kept), (V)(SELU_SCALE), kept > 0.0f);                          \
        }                                                                                                              \
        if (CANDIDATE(activation) == IDENTITY) {                                                                       \
            return (V)(1.0f);                                                                                          \
        }                                                                                                              \
        if (CANDIDATE(activation) != TANH) {                                                                           \
            return OVERLOAD(spocu_slope, V)(kept, CANDIDATE(activation) == BOUNDED_SPOCU);                             \
        }                                                                                                              \
        return 1.0f - kept * kept;                                                                                     \
    }

#define OVERLOAD(name, V) name##_##V
DEFINE_CELLS(float)
#if LANES == 8
DEFINE_CELLS(float8)
#define VEC_(name) name##_float8
#else
#define VEC_(name) name##_float
#endif

kernel void lstm_cell_forward(global float *gates, long gates_offset, int gates_stride, global const float *c_previous,
                              long c_previous_offset, int c_previous_stride, global float *c, long c_offset,
                              int c_stride, global float *h, long h_offset, int h_stride, int hidden, int columns,
                              int activation) {
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j;
    const long gate = (long)hidden * gates_stride;
    global float *row = gates + gates_offset + (long)unit * gates_stride + j;
    const vec i = VEC_(gate_of)(load_some(row, count), activation);
    const vec f = VEC_(gate_of)(load_some(row + gate, count), activation);
    const vec candidate = load_some(row + 2 * gate, count), g = VEC_(candidate_of)(candidate, activation);
    const vec o = VEC_(gate_of)(load_some(row + 3 * gate, count), activation);
    const vec cell =
        MULTIPLY_ADD(f, load_some(c_previous + c_previous_offset + (long)unit * c_previous_stride + j, count), i * g);
    store_some(row, i, count);
    store_some(row + gate, f, count);
    store_some(row + 2 * gate, VEC_(candidate_kept)(candidate, g, activation), count);
    store_some(row + 3 * gate, o, count);
    store_some(c + c_offset + (long)unit * c_stride + j, cell, count);
    store_some(h + h_offset + (long)unit * h_stride + j, o * tanh(cell), count);
}

kernel void lstm_cell_backward(global const float *gates, long gates_offset, int gates_stride,
                               global const float *c_previous, long c_previous_offset, int c_previous_stride,
                               global const float *c, long c_offset, int c_stride, global const float *dh,
                               long dh_offset, int dh_stride, global float *dc, long dc_offset, int dc_stride,
                               global float *d_gates, long d_gates_offset, int d_gates_stride, int hidden, int columns,
                               int activation) {
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j;
    const long gate = (long)hidden * gates_stride, d_gate = (long)hidden * d_gates_stride;
    global const float *row = gates + gates_offset + (long)unit * gates_stride + j;
    global float *out = d_gates + d_gates_offset + (long)unit * d_gates_stride + j;
    global float *cell_gradient = dc + dc_offset + (long)unit * dc_stride + j;
    // All four are read before any is written: the result may be the gates themselves.
    const vec i = load_some(row, count), f = load_some(row + gate, count);
    const vec kept = load_some(row + 2 * gate, count), o = load_some(row + 3 * gate, count);
    const vec g = VEC_(candidate_again)(kept, activation);
    const vec t = tanh(load_some(c + c_offset + (long)unit * c_stride + j, count));
    const vec output = load_some(dh + dh_offset + (long)unit * dh_stride + j, count);
    const vec cell = MULTIPLY_ADD(output * o, 1.0f - t * t, load_some(cell_gradient, count));
    const vec before = load_some(c_previous + c_previous_offset + (long)unit * c_previous_stride + j, count);
    store_some(out, cell * g * VEC_(gate_slope)(i, activation), count);
    store_some(out + d_gate, cell * before * VEC_(gate_slope)(f, activation), count);
    store_some(out + 2 * d_gate, cell * i * VEC_(candidate_slope)(kept, activation), count);
    store_some(out + 3 * d_gate, output * t * VEC_(gate_slope)(o, activation), count);
    store_some(cell_gradient, cell * f, count);
}

kernel void rhn_cell_forward(global float *gates, long gates_offset, int gates_stride, global const float *s_previous,
                             long s_previous_offset, int s_previous_stride, global float *s, long s_offset,
                             int s_stride, int hidden, int columns, int activation) {
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j;
    const long gate = (long)hidden * gates_stride;
    global float *row = gates + gates_offset + (long)unit * gates_stride + j;
    const vec candidate = load_some(row, count), h = VEC_(candidate_of)(candidate, activation);
    const vec t = VEC_(gate_of)(load_some(row + gate, count), activation);
    const vec before = load_some(s_previous + s_previous_offset + (long)unit * s_previous_stride + j, count);
    store_some(row, VEC_(candidate_kept)(candidate, h, activation), count);
    store_some(row + gate, t, count);
    store_some(s + s_offset + (long)unit * s_stride + j, MULTIPLY_ADD(t, h - before, before), count);
}

kernel void rhn_cell_backward(global const float *gates, long gates_offset, int gates_stride,
                              global const float *s_previous, long s_previous_offset, int s_previous_stride,
                              global float *ds, long ds_offset, int ds_stride, global float *d_gates,
                              long d_gates_offset, int d_gates_stride, int hidden, int columns, int activation) {
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j;
    global const float *row = gates + gates_offset + (long)unit * gates_stride + j;
    global float *out = d_gates + d_gates_offset + (long)unit * d_gates_stride + j;
    global float *state_gradient = ds + ds_offset + (long)unit * ds_stride + j;
    const vec kept = load_some(row, count), t = load_some(row + (long)hidden * gates_stride, count);
    const vec h = VEC_(candidate_again)(kept, activation);
    const vec before = load_some(s_previous + s_previous_offset + (long)unit * s_previous_stride + j, count);
    const vec gradient = load_some(state_gradient, count);
    store_some(out, gradient * t * VEC_(candidate_slope)(kept, activation), count);
    store_some(out + (long)hidden * d_gates_stride, gradient * (h - before) * VEC_(gate_slope)(t, activation), count);
    store_some(state_gradient, gradient * (1.0f - t), count);
}

kernel void gru_gates_forward(global float *gates, long gates_offset, int gates_stride, global const float *h_previous,
                              long h_previous_offset, int h_previous_stride, global float *inner, long inner_offset,
                              int inner_stride, int hidden, int columns, int activation, int before) {
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j;
    global float *row = gates + gates_offset + (long)unit * gates_stride + j;
    global float *update = row + (long)hidden * gates_stride;
    const vec r = VEC_(gate_of)(load_some(row, count), activation);
    store_some(row, r, count);
    store_some(update, VEC_(gate_of)(load_some(update, count), activation), count);
    if (before) {
        const vec h = load_some(h_previous + h_previous_offset + (long)unit * h_previous_stride + j, count);
        store_some(inner + inner_offset + (long)unit * inner_stride + j, r * h, count);
    }
}

kernel void gru_state_forward(global float *gates, long gates_offset, int gates_stride, global const float *inner,
                              long inner_offset, int inner_stride, global const float *h_previous,
                              long h_previous_offset, int h_previous_stride, global float *h, long h_offset,
                              int h_stride, int hidden, int columns, int activation, int before) {
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j;
    const long gate = (long)hidden * gates_stride;
    global float *row = gates + gates_offset + (long)unit * gates_stride + j;
    vec candidate = load_some(row + 2 * gate, count);
    if (!before) {
        candidate = MULTIPLY_ADD(load_some(row, count),
                                 load_some(inner + inner_offset + (long)unit * inner_stride + j, count), candidate);
    }
    const vec n = VEC_(candidate_of)(candidate, activation);
    const vec previous = load_some(h_previous + h_previous_offset + (long)unit * h_previous_stride + j, count);
    store_some(row + 2 * gate, VEC_(candidate_kept)(candidate, n, activation), count);
    store_some(h + h_offset + (long)unit * h_stride + j, MULTIPLY_ADD(load_some(row + gate, count), previous - n, n),
               count);
}

kernel void gru_state_backward(global float *gates, long gates_offset, int gates_stride, global float *inner,
                               long inner_offset, int inner_stride, global const float *h_previous,
                               long h_previous_offset, int h_previous_stride, global float *dh, long dh_offset,
                               int dh_stride, int hidden, int columns, int activation, int before) {
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j;
    const long gate = (long)hidden * gates_stride;
    global float *row = gates + gates_offset + (long)unit * gates_stride + j;
    global float *product = inner + inner_offset + (long)unit * inner_stride + j;
    global float *state_gradient = dh + dh_offset + (long)unit * dh_stride + j;
    const vec z = load_some(row + gate, count), kept = load_some(row + 2 * gate, count);
    const vec n = VEC_(candidate_again)(kept, activation);
    const vec previous = load_some(h_previous + h_previous_offset + (long)unit * h_previous_stride + j, count);
    const vec gradient = load_some(state_gradient, count);
    const vec dn = gradient * (1.0f - z) * VEC_(candidate_slope)(kept, activation);
    store_some(row + gate, gradient * (previous - n) * VEC_(gate_slope)(z, activation), count);
    store_some(row + 2 * gate, dn, count);
    store_some(state_gradient, gradient * z, count);
    if (!before) {
        const vec r = load_some(row, count);
        store_some(row, dn * load_some(product, count) * VEC_(gate_slope)(r, activation), count);
        store_some(product, dn * r, count);
    }
}

kernel void gru_gates_backward(global float *gates, long gates_offset, int gates_stride, global const float *d_inner,
                               long d_inner_offset, int d_inner_stride, global const float *h_previous,
                               long h_previous_offset, int h_previous_stride, global float *dh, long dh_offset,
                               int dh_stride, int hidden, int columns, int activation) {
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j;
    global float *row = gates + gates_offset + (long)unit * gates_stride + j;
    global float *state_gradient = dh + dh_offset + (long)unit * dh_stride + j;
    const vec r = load_some(row, count);
    const vec gradient = load_some(d_inner + d_inner_offset + (long)unit * d_inner_stride + j, count);
    const vec previous = load_some(h_previous + h_previous_offset + (long)unit * h_previous_stride + j, count);
    store_some(row, gradient * previous * VEC_(gate_slope)(r, activation), count);
    store_some(state_gradient, MULTIPLY_ADD(gradient, r, load_some(state_gradient, count)), count);
}
