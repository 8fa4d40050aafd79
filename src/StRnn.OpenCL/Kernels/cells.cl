// The point-wise recurrent cells as kernels of their own (IRecurrentKernels).
//
// Variants: none. Assumptions: as in common.cl; gate rows are stacked i, f, g, o, or h, t, or r, z, n. Tuning: the
// work-group's width.

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
