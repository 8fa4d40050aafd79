// A time step of an LSTM on GPUs, forward or backward: one launch, product and cell together. A work-group has
// (ROW_LANES columns, 4, units): forward the four share the nonzeros of a unit's gates (multiply_unit), backward those
// of its row of the transposed copy.
//
// Variants: single rows, and blocks of a unit's four gates. Assumptions: as in rows.cl. Tuning: units
// per work-group, chosen by the host.

// gates += W_hh*h_(t-1), then the cell.
kernel void lstm_forward_rows(global const int *row_offsets, global const int *columns_of, global const float *values,
                              long values_offset, global const float *h_previous, long h_previous_offset,
                              int h_previous_stride, global float *gates, long gates_offset, int gates_stride,
                              global const float *c_previous, long c_previous_offset, int c_previous_stride,
                              global float *c, long c_offset, int c_stride, global float *h, long h_offset,
                              int h_stride, int hidden, int batch, int activation, local float *sums)
{
    const int j = get_global_id(0), part = get_local_id(1), unit = get_global_id(2);
    const int inside = j < batch && unit < hidden;
    local float *mine = sums + get_local_id(2) * 4 * SUMS_OF_PART * ROW_LANES + get_local_id(0);
    if (inside) {
        multiply_unit(row_offsets, columns_of, values + values_offset, part, 4, hidden, unit,
                      h_previous + h_previous_offset, h_previous_stride, j, mine);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (inside && part == 0) {
        const long next = (long)hidden * gates_stride;
        global float *out = gates + gates_offset + (long)unit * gates_stride + j;
        const float i = gate_of_float(out[0] + sum_of_gate(mine, 0, 4), activation);
        const float f = gate_of_float(out[next] + sum_of_gate(mine, 1, 4), activation);
        const float candidate = out[2 * next] + sum_of_gate(mine, 2, 4);
        const float g = candidate_of_float(candidate, activation);
        const float o = gate_of_float(out[3 * next] + sum_of_gate(mine, 3, 4), activation);
        const float cell = MULTIPLY_ADD(f, c_previous[c_previous_offset + (long)unit * c_previous_stride + j], i * g);
        out[0] = i;
        out[next] = f;
        out[2 * next] = candidate_kept_float(candidate, g, activation);
        out[3 * next] = o;
        c[c_offset + (long)unit * c_stride + j] = cell;
        h[h_offset + (long)unit * h_stride + j] = o * tanh(cell);
    }
}

// dh += W_hh^T*dGates_(t+1), unless this is the last step, then the gradient of the cell.
kernel void lstm_backward_rows(TRANSPOSED, global const float *later, long later_offset, global float *gates,
                               long gates_offset, int gates_stride, global const float *c_previous,
                               long c_previous_offset, int c_previous_stride, global const float *c, long c_offset,
                               int c_stride, global const float *dh, long dh_offset, int dh_stride, global float *dc,
                               long dc_offset, int dc_stride, int hidden, int batch, int activation, int last,
                               local float *sums)
{
    const int j = get_global_id(0), part = get_local_id(1), unit = get_global_id(2);
    const int inside = j < batch && unit < hidden;
    local float *mine = sums + get_local_id(2) * 4 * ROW_LANES + get_local_id(0);
    mine[part * ROW_LANES] =
        inside && !last ? transposed_times_column(TRANSPOSED_OF_KERNEL, unit, hidden, part, later + later_offset,
                                                  gates_stride, j)
                        : 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (inside && part == 0) {
        const long next = (long)hidden * gates_stride;
        global float *out = gates + gates_offset + (long)unit * gates_stride + j;
        global float *along = dc + dc_offset + (long)unit * dc_stride + j;
        const float i = out[0], f = out[next], kept = out[2 * next], o = out[3 * next];
        const float g = candidate_again_float(kept, activation);
        const float t = tanh(c[c_offset + (long)unit * c_stride + j]);
        const float product = (mine[0] + mine[ROW_LANES]) + (mine[2 * ROW_LANES] + mine[3 * ROW_LANES]);
        const float output = dh[dh_offset + (long)unit * dh_stride + j] + product;
        const float cell = MULTIPLY_ADD(output * o, 1.0f - t * t, last ? 0.0f : *along);
        out[0] = cell * g * gate_slope_float(i, activation);
        out[next] =
            cell * c_previous[c_previous_offset + (long)unit * c_previous_stride + j] * gate_slope_float(f, activation);
        out[2 * next] = cell * i * candidate_slope_float(kept, activation);
        out[3 * next] = output * t * gate_slope_float(o, activation);
        *along = cell * f;
    }
}
