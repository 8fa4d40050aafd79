// A time step of a GRU on GPUs: two launches forward, product and half of the cell together; backward one with the
// reset after the candidate's product, two with it before. A work-group has (ROW_LANES columns, 4, units): of the
// gates, two for each, else four that share the nonzeros of a unit's row.
//
// Variants: none. Assumptions: as in rows.cl. Tuning: units per work-group, chosen by the host.

static inline float sum_of_parts(local const float *mine) {
    return (mine[0] + mine[ROW_LANES]) + (mine[2 * ROW_LANES] + mine[3 * ROW_LANES]);
}

// The rows of r and z += W_hh*h_(t-1), then the gates; with the reset before the product r*h_(t-1).
kernel void gru_gates_rows(global const int *row_offsets, global const int *columns_of, global const float *values,
                           long values_offset, global float *gates, long gates_offset, int gates_stride,
                           global const float *h_previous, long h_previous_offset, int h_previous_stride,
                           global float *inner, long inner_offset, int inner_stride, int hidden, int batch,
                           int activation, int before, local float *sums) {
    const int j = get_global_id(0), part = get_local_id(1), unit = get_global_id(2);
    const int inside = j < batch && unit < hidden;
    local float *mine = sums + get_local_id(2) * 4 * ROW_LANES + get_local_id(0);
    if (inside) {
        const int row = part / 2 * hidden + unit;
        mine[part * ROW_LANES] =
            row_times_column(columns_of, values + values_offset, row_offsets[row], row_offsets[row + 1], part % 2, 2,
                             h_previous + h_previous_offset, h_previous_stride, j);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (inside && part == 0) {
        const long next = (long)hidden * gates_stride;
        global float *out = gates + gates_offset + (long)unit * gates_stride + j;
        const float r = gate_of_float(out[0] + (mine[0] + mine[ROW_LANES]), activation);
        out[0] = r;
        out[next] = gate_of_float(out[next] + (mine[2 * ROW_LANES] + mine[3 * ROW_LANES]), activation);
        if (before) {
            inner[inner_offset + (long)unit * inner_stride + j] =
                r * h_previous[h_previous_offset + (long)unit * h_previous_stride + j];
        }
    }
}

// inner, or the rows of n, += W_hn*operand, then the rest of the cell.
kernel void gru_state_rows(global const int *row_offsets, global const int *columns_of, global const float *values,
                           long values_offset, global float *gates, long gates_offset, int gates_stride,
                           global float *inner, long inner_offset, int inner_stride, global const float *h_previous,
                           long h_previous_offset, int h_previous_stride, global float *h, long h_offset, int h_stride,
                           int hidden, int batch, int activation, int before, local float *sums) {
    const int j = get_global_id(0), part = get_local_id(1), unit = get_global_id(2);
    const int inside = j < batch && unit < hidden;
    local float *mine = sums + get_local_id(2) * 4 * ROW_LANES + get_local_id(0);
    mine[part * ROW_LANES] =
        inside ? row_times_column(columns_of, values + values_offset, row_offsets[unit], row_offsets[unit + 1], part, 4,
                                  before ? inner + inner_offset : h_previous + h_previous_offset,
                                  before ? inner_stride : h_previous_stride, j)
               : 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (inside && part == 0) {
        const long next = (long)hidden * gates_stride;
        global float *out = gates + gates_offset + (long)unit * gates_stride + j;
        float candidate = out[2 * next];
        if (before) {
            candidate += sum_of_parts(mine);
        } else {
            global float *product = inner + inner_offset + (long)unit * inner_stride + j;
            *product += sum_of_parts(mine);
            candidate = MULTIPLY_ADD(out[0], *product, candidate);
        }
        const float n = candidate_of_float(candidate, activation);
        const float previous = h_previous[h_previous_offset + (long)unit * h_previous_stride + j];
        out[2 * next] = candidate_kept_float(candidate, n, activation);
        h[h_offset + (long)unit * h_stride + j] = MULTIPLY_ADD(out[next], previous - n, n);
    }
}

// dh += carry and the products of the later step, unless this is the last, then the gradient of the cell's second half.
// later has the gates of the later step, later_inner the gradient of its inner product, used with the reset after it.
kernel void gru_state_backward_rows(global const int *gate_offsets, global const int *gate_columns,
                                    global const float *gate_values, global const int *candidate_offsets,
                                    global const int *candidate_columns, global const float *candidate_values,
                                    global const float *later, long later_offset, int later_stride,
                                    global const float *later_inner, long later_inner_offset, int later_inner_stride,
                                    global float *gates, long gates_offset, int gates_stride, global float *inner,
                                    long inner_offset, int inner_stride, global const float *h_previous,
                                    long h_previous_offset, int h_previous_stride, global const float *dh,
                                    long dh_offset, int dh_stride, global float *carry, int hidden, int batch,
                                    int activation, int before, int last, local float *sums) {
    const int j = get_global_id(0), part = get_local_id(1), unit = get_global_id(2);
    const int inside = j < batch && unit < hidden;
    local float *mine = sums + get_local_id(2) * 4 * ROW_LANES + get_local_id(0);
    float sum = 0.0f;
    if (inside && !last) {
        sum = row_times_column(gate_columns, gate_values, gate_offsets[unit], gate_offsets[unit + 1], part, 4,
                               later + later_offset, later_stride, j);
        if (!before) {
            sum += row_times_column(candidate_columns, candidate_values, candidate_offsets[unit],
                                    candidate_offsets[unit + 1], part, 4, later_inner + later_inner_offset,
                                    later_inner_stride, j);
        }
    }
    mine[part * ROW_LANES] = sum;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (inside && part == 0) {
        const long next = (long)hidden * gates_stride;
        global float *out = gates + gates_offset + (long)unit * gates_stride + j;
        global float *along = carry + (long)unit * batch + j;
        const float gradient = dh[dh_offset + (long)unit * dh_stride + j] + sum_of_parts(mine) + (last ? 0.0f : *along);
        const float z = out[next], kept = out[2 * next], n = candidate_again_float(kept, activation);
        const float previous = h_previous[h_previous_offset + (long)unit * h_previous_stride + j];
        const float dn = gradient * (1.0f - z) * candidate_slope_float(kept, activation);
        out[next] = gradient * (previous - n) * gate_slope_float(z, activation);
        out[2 * next] = dn;
        *along = gradient * z;
        if (!before) {
            global float *product = inner + inner_offset + (long)unit * inner_stride + j;
            const float r = out[0];
            out[0] = dn * *product * gate_slope_float(r, activation);
            *product = dn * r;
        }
    }
}

// With the reset before the product: d(r*h) = W_hn^T*dn, then the gradient of r, and what it adds to the carry.
kernel void gru_gates_backward_rows(global const int *candidate_offsets, global const int *candidate_columns,
                                    global const float *candidate_values, global float *gates, long gates_offset,
                                    int gates_stride, global const float *h_previous, long h_previous_offset,
                                    int h_previous_stride, global float *carry, int hidden, int batch, int activation,
                                    local float *sums) {
    const int j = get_global_id(0), part = get_local_id(1), unit = get_global_id(2);
    const int inside = j < batch && unit < hidden;
    local float *mine = sums + get_local_id(2) * 4 * ROW_LANES + get_local_id(0);
    mine[part * ROW_LANES] =
        inside ? row_times_column(candidate_columns, candidate_values, candidate_offsets[unit],
                                  candidate_offsets[unit + 1], part, 4,
                                  gates + gates_offset + 2 * (long)hidden * gates_stride, gates_stride, j)
               : 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (inside && part == 0) {
        global float *out = gates + gates_offset + (long)unit * gates_stride + j;
        global float *along = carry + (long)unit * batch + j;
        const float gradient = sum_of_parts(mine), r = out[0];
        out[0] = gradient * h_previous[h_previous_offset + (long)unit * h_previous_stride + j] *
                 gate_slope_float(r, activation);
        *along = MULTIPLY_ADD(gradient, r, *along);
    }
}
