// The point-wise recurrent cells: as functions for the sequences, and as kernels of their own (IRecurrentKernels).
//
// Variants: the functions exist for one float and, for the sequences of CPUs, for eight. Assumptions: as in common.cl; gate rows are
// stacked i, f, g, o, or h, t. Tuning: the work-group's width.

#define HARD_SIGMOID 1

#define DEFINE_CELLS(V)                                                                                                \
    static inline V OVERLOAD(logistic, V)(V x)                                                                         \
    {                                                                                                                  \
        return 1.0f / (1.0f + exp(-x));                                                                                \
    }                                                                                                                  \
    /* clamp of a NaN is undefined, so it passes beside it. */                                                         \
    static inline V OVERLOAD(gate_of, V)(V x, int activation)                                                          \
    {                                                                                                                  \
        if (activation == HARD_SIGMOID) {                                                                              \
            return select(fmin(fmax(0.2f * x + 0.5f, 0.0f), 1.0f), x, isnan(x));                                       \
        }                                                                                                              \
        return OVERLOAD(logistic, V)(x);                                                                               \
    }                                                                                                                  \
    /* The derivative where the output is y. */                                                                        \
    static inline V OVERLOAD(gate_slope, V)(V y, int activation)                                                       \
    {                                                                                                                  \
        if (activation == HARD_SIGMOID) {                                                                              \
            return select((V)(0.0f), (V)(0.2f), (y > 0.0f) & (y < 1.0f));                                              \
        }                                                                                                              \
        return y * (1.0f - y);                                                                                         \
    }                                                                                                                  \
    static inline V OVERLOAD(candidate_of, V)(V x)                                                                     \
    {                                                                                                                  \
        return tanh(x);                                                                                                \
    }                                                                                                                  \
    static inline V OVERLOAD(candidate_slope, V)(V y)                                                                  \
    {                                                                                                                  \
        return 1.0f - y * y;                                                                                           \
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
                              long c_previous_offset, int c_previous_stride, global float *c, long c_offset, int c_stride,
                              global float *h, long h_offset, int h_stride, int hidden, int columns, int activation)
{
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j;
    const long gate = (long)hidden * gates_stride;
    global float *row = gates + gates_offset + (long)unit * gates_stride + j;
    const vec i = VEC_(gate_of)(load_some(row, count), activation);
    const vec f = VEC_(gate_of)(load_some(row + gate, count), activation);
    const vec g = VEC_(candidate_of)(load_some(row + 2 * gate, count));
    const vec o = VEC_(gate_of)(load_some(row + 3 * gate, count), activation);
    const vec cell = MULTIPLY_ADD(f, load_some(c_previous + c_previous_offset + (long)unit * c_previous_stride + j, count), i * g);
    store_some(row, i, count);
    store_some(row + gate, f, count);
    store_some(row + 2 * gate, g, count);
    store_some(row + 3 * gate, o, count);
    store_some(c + c_offset + (long)unit * c_stride + j, cell, count);
    store_some(h + h_offset + (long)unit * h_stride + j, o * tanh(cell), count);
}

kernel void lstm_cell_backward(global const float *gates, long gates_offset, int gates_stride, global const float *c_previous,
                               long c_previous_offset, int c_previous_stride, global const float *c, long c_offset, int c_stride,
                               global const float *dh, long dh_offset, int dh_stride, global float *dc, long dc_offset, int dc_stride,
                               global float *d_gates, long d_gates_offset, int d_gates_stride, int hidden, int columns, int activation)
{
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
    const vec g = load_some(row + 2 * gate, count), o = load_some(row + 3 * gate, count);
    const vec t = tanh(load_some(c + c_offset + (long)unit * c_stride + j, count));
    const vec output = load_some(dh + dh_offset + (long)unit * dh_stride + j, count);
    const vec cell = MULTIPLY_ADD(output * o, 1.0f - t * t, load_some(cell_gradient, count));
    const vec before = load_some(c_previous + c_previous_offset + (long)unit * c_previous_stride + j, count);
    store_some(out, cell * g * VEC_(gate_slope)(i, activation), count);
    store_some(out + d_gate, cell * before * VEC_(gate_slope)(f, activation), count);
    store_some(out + 2 * d_gate, cell * i * VEC_(candidate_slope)(g), count);
    store_some(out + 3 * d_gate, output * t * VEC_(gate_slope)(o, activation), count);
    store_some(cell_gradient, cell * f, count);
}

kernel void rhn_cell_forward(global float *gates, long gates_offset, int gates_stride, global const float *s_previous,
                             long s_previous_offset, int s_previous_stride, global float *s, long s_offset, int s_stride, int hidden,
                             int columns)
{
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j;
    const long gate = (long)hidden * gates_stride;
    global float *row = gates + gates_offset + (long)unit * gates_stride + j;
    const vec h = VEC_(candidate_of)(load_some(row, count));
    const vec t = VEC_(logistic)(load_some(row + gate, count));
    const vec before = load_some(s_previous + s_previous_offset + (long)unit * s_previous_stride + j, count);
    store_some(row, h, count);
    store_some(row + gate, t, count);
    store_some(s + s_offset + (long)unit * s_stride + j, MULTIPLY_ADD(t, h - before, before), count);
}

kernel void rhn_cell_backward(global const float *gates, long gates_offset, int gates_stride, global const float *s_previous,
                              long s_previous_offset, int s_previous_stride, global float *ds, long ds_offset, int ds_stride,
                              global float *d_gates, long d_gates_offset, int d_gates_stride, int hidden, int columns)
{
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j;
    global const float *row = gates + gates_offset + (long)unit * gates_stride + j;
    global float *out = d_gates + d_gates_offset + (long)unit * d_gates_stride + j;
    global float *state_gradient = ds + ds_offset + (long)unit * ds_stride + j;
    const vec h = load_some(row, count), t = load_some(row + (long)hidden * gates_stride, count);
    const vec before = load_some(s_previous + s_previous_offset + (long)unit * s_previous_stride + j, count);
    const vec gradient = load_some(state_gradient, count);
    store_some(out, gradient * t * VEC_(candidate_slope)(h), count);
    store_some(out + (long)hidden * d_gates_stride, gradient * (h - before) * (t * (1.0f - t)), count);
    store_some(state_gradient, gradient * (1.0f - t), count);
}
