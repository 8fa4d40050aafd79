// A micro-step of a recurrent highway network on GPUs, forward or backward: one launch, product and cell together. A
// work-group has (ROW_LANES columns, 4, units): forward the four share the nonzeros of a unit's gates (multiply_unit),
// backward those of its row of the transposed copy.
//
// Variants: single rows, and blocks of a unit's two gates. Assumptions: as in rows.cl; multipliers as in rhn_panels.cl.
// Tuning: units per work-group, chosen by the host.

// gates += R*input, then the cell; m*s becomes the next micro-step's input, unless this is the last.
kernel void rhn_forward_rows(global const int *row_offsets, global const int *columns_of, global const float *values,
                             long values_offset, global const float *input, long input_offset, int input_stride,
                             global float *gates, long gates_offset, int gates_stride, global const float *s_previous,
                             long s_previous_offset, int s_previous_stride, global float *s, long s_offset,
                             int s_stride, global float *next, long next_offset, int next_stride, int has_next,
                             global const float *multipliers, int has_mask, int hidden, int batch, int activation,
                             local float *sums)
{
    const int j = get_global_id(0), part = get_local_id(1), unit = get_global_id(2);
    const int inside = j < batch && unit < hidden;
    local float *mine = sums + get_local_id(2) * 4 * SUMS_OF_PART * ROW_LANES + get_local_id(0);
    if (inside) {
        multiply_unit(row_offsets, columns_of, values + values_offset, part, 2, hidden, unit, input + input_offset,
                      input_stride, j, mine);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (inside && part == 0) {
        const long lower = (long)hidden * gates_stride;
        global float *out = gates + gates_offset + (long)unit * gates_stride + j;
        const float candidate = out[0] + sum_of_gate(mine, 0, 2);
        const float h = candidate_of_float(candidate, activation);
        const float t = gate_of_float(out[lower] + sum_of_gate(mine, 1, 2), activation);
        const float before = s_previous[s_previous_offset + (long)unit * s_previous_stride + j];
        const float state = MULTIPLY_ADD(t, h - before, before);
        out[0] = candidate_kept_float(candidate, h, activation);
        out[lower] = t;
        s[s_offset + (long)unit * s_stride + j] = state;
        if (has_next) {
            next[next_offset + (long)unit * next_stride + j] =
                has_mask ? state * multipliers[(long)unit * batch + j] : state;
        }
    }
}

// ds = carry + m*(R^T*dGates of the later micro-step) + dy where a time step ends, then the gradient of the cell.
kernel void rhn_backward_rows(TRANSPOSED, global const float *later, long later_offset,
                              int later_stride, global float *gates, long gates_offset, int gates_stride,
                              global const float *s_previous, long s_previous_offset, int s_previous_stride,
                              global const float *dy, long dy_offset, int dy_stride, int ends_step, global float *carry,
                              global const float *multipliers, int has_mask, int hidden, int batch, int activation,
                              int last, local float *sums)
{
    const int j = get_global_id(0), part = get_local_id(1), unit = get_global_id(2);
    const int inside = j < batch && unit < hidden;
    local float *mine = sums + get_local_id(2) * 4 * ROW_LANES + get_local_id(0);
    mine[part * ROW_LANES] =
        inside && !last ? transposed_times_column(TRANSPOSED_OF_KERNEL, unit, hidden, part, later + later_offset,
                                                  later_stride, j)
                        : 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (inside && part == 0) {
        const long at = (long)unit * batch + j;
        global float *out = gates + gates_offset + (long)unit * gates_stride + j;
        const long lower = (long)hidden * gates_stride;
        const float product = (mine[0] + mine[ROW_LANES]) + (mine[2 * ROW_LANES] + mine[3 * ROW_LANES]);
        float ds = has_mask ? product * multipliers[at] : product;
        ds += last ? 0.0f : carry[at];
        if (ends_step) {
            ds += dy[dy_offset + (long)unit * dy_stride + j];
        }
        const float kept = out[0], t = out[lower], h = candidate_again_float(kept, activation);
        const float before = s_previous[s_previous_offset + (long)unit * s_previous_stride + j];
        out[0] = ds * t * candidate_slope_float(kept, activation);
        out[lower] = ds * (h - before) * gate_slope_float(t, activation);
        carry[at] = ds * (1.0f - t);
    }
}
