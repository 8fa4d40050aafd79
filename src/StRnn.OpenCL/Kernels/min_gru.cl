// A whole minGRU sequence, forward or backward: one launch, since the gates do not depend on the state. A work-item has
// one unit and LANES columns of the batch, and passes over the T steps.
//
// Variants: none. Assumptions: as in common.cl; gate rows are stacked candidate, gate. Tuning: the work-group's width.

kernel void min_gru_forward(global float *gates, long gates_offset, int gates_stride, global const float *initial,
                            long initial_offset, int initial_stride, global float *h, long h_offset, int h_stride,
                            int hidden, int batch, int columns, int activation) {
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= batch) {
        return;
    }
    const int count = batch - j;
    global float *row = gates + gates_offset + (long)unit * gates_stride + j;
    global float *gate = row + (long)hidden * gates_stride;
    global float *state = h + h_offset + (long)unit * h_stride + j;
    vec before = load_some(initial + initial_offset + (long)unit * initial_stride + j, count);
    for (int at = 0; at < columns; at += batch) {
        const vec candidate = load_some(row + at, count), n = VEC_(candidate_of)(candidate, activation);
        const vec z = VEC_(gate_of)(load_some(gate + at, count), activation);
        store_some(row + at, VEC_(candidate_kept)(candidate, n, activation), count);
        store_some(gate + at, z, count);
        before = MULTIPLY_ADD(z, n - before, before);
        store_some(state + at, before, count);
    }
}

kernel void min_gru_backward(global float *gates, long gates_offset, int gates_stride, global const float *initial,
                             long initial_offset, int initial_stride, global const float *h, long h_offset,
                             int h_stride, global const float *dh, long dh_offset, int dh_stride, int hidden, int batch,
                             int columns, int activation) {
    const int j = get_global_id(0) * LANES, unit = get_global_id(1);
    if (j >= batch) {
        return;
    }
    const int count = batch - j;
    global float *row = gates + gates_offset + (long)unit * gates_stride + j;
    global float *gate = row + (long)hidden * gates_stride;
    global const float *state = h + h_offset + (long)unit * h_stride + j;
    global const float *first = initial + initial_offset + (long)unit * initial_stride + j;
    global const float *above = dh + dh_offset + (long)unit * dh_stride + j;
    vec carry = 0.0f;
    for (int at = columns - batch; at >= 0; at -= batch) {
        const vec gradient = load_some(above + at, count) + carry;
        const vec kept = load_some(row + at, count), z = load_some(gate + at, count);
        const vec n = VEC_(candidate_again)(kept, activation);
        const vec before = load_some(at == 0 ? first : state + at - batch, count);
        store_some(row + at, gradient * z * VEC_(candidate_slope)(kept, activation), count);
        store_some(gate + at, gradient * (n - before) * VEC_(gate_slope)(z, activation), count);
        carry = gradient * (1.0f - z);
    }
}
