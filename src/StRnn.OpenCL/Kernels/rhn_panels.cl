// A micro-step of a recurrent highway network on CPUs, forward or backward: one launch, product and cell together, as
// in lstm_panels.cl. The multipliers of the variational mask are a matrix [H, B] without gaps, and not read where there
// is no mask.
//
// Variants and assumptions: as in panels.cl. Tuning: the packed matrix's.

static inline float8 masked(float8 value, global const float *multipliers, int has_mask, int lane, int used) {
    return has_mask ? value * load_lanes(multipliers, lane, used) : value;
}

// gates += R*input, then the cell; m*s becomes the next micro-step's input, unless this is the last: (block, strip).
#define DEFINE_RHN_FORWARD(V)                                                                                          \
    kernel void rhn_forward_##V(                                                                                       \
        PANELS, global const float *values, long values_offset, global float *packed, long from, long to,              \
        int first_strip, global float *gates_of, long gates_offset, int gates_stride, global const float *s_previous,  \
        long s_previous_offset, int s_previous_stride, global float *s, long s_offset, int s_stride,                   \
        global float *next, long next_offset, int next_stride, int has_next, global const float *multipliers,          \
        int has_mask, int batch, int activation, local float *tile) {                                                  \
        const int block = get_global_id(0), strip = first_strip + get_global_id(1), width = 8 * V;                     \
        const int count = rows_in(block, rows, block_rows), first = strip * STRIP, used = min(width, batch - first);   \
        const long packed_strip = (long)first * hidden, gate = (long)hidden * gates_stride;                            \
        global float *step = gates_of + gates_offset + first;                                                          \
        for (int r = 0; r < count; r++) {                                                                              \
            load_tile_row(tile + r * width, step + (long)row_at(block * block_rows + r, 2, hidden) * gates_stride,     \
                          used, width);                                                                                \
        }                                                                                                              \
        multiply_block_##V(block, PANELS_OF_KERNEL, values + values_offset, packed + from + packed_strip, tile);       \
        for (int r = 0; r < count; r += 2) {                                                                           \
            const long unit = (block * block_rows + r) / 2;                                                            \
            global float *row = step + unit * gates_stride;                                                            \
            for (int lane = 0; lane < width; lane += 8) {                                                              \
                const float8 candidate = vload8(0, tile + r * width + lane);                                           \
                const float8 h = candidate_of_float8(candidate, activation);                                           \
                const float8 t = gate_of_float8(vload8(0, tile + (r + 1) * width + lane), activation);                 \
                const float8 before =                                                                                  \
                    load_lanes(s_previous + s_previous_offset + unit * s_previous_stride + first, lane, used);         \
                const float8 state = MULTIPLY_ADD(t, h - before, before);                                              \
                store_lanes(row, lane, used, candidate_kept_float8(candidate, h, activation));                         \
                store_lanes(row + gate, lane, used, t);                                                                \
                store_lanes(s + s_offset + unit * s_stride + first, lane, used, state);                                \
                if (has_next) {                                                                                        \
                    const float8 input = masked(state, multipliers + unit * batch + first, has_mask, lane, used);      \
                    store_lanes(next + next_offset + unit * next_stride + first, lane, used, input);                   \
                    vstore8(input, 0, packed + to + packed_strip + unit * width + lane);                               \
                }                                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_RHN_FORWARD)

// ds = carry + m*(R^T*dGates of the later micro-step) + dy where a time step ends, then the gradient of the cell:
// (block of units, strip). The panels are those of the later micro-layer; the last micro-step has no later one.
#define DEFINE_RHN_BACKWARD(V)                                                                                         \
    kernel void rhn_backward_##V(                                                                                      \
        PANELS, global const float *transposed_values, long transposed_offset, global float *packed, long from,        \
        long to, int first_strip, global float *gates_of, long gates_offset, int gates_stride,                         \
        global const float *s_previous, long s_previous_offset, int s_previous_stride, global const float *dy,         \
        long dy_offset, int dy_stride, int ends_step, global float *carry, global const float *multipliers,            \
        int has_mask, int batch, int activation, int last, RESULT_TILE float *tiles) {                                 \
        const int block = get_global_id(0), strip = first_strip + get_global_id(1), width = 8 * V;                     \
        const int first = strip * STRIP, used = min(width, batch - first), first_unit = block * RESULT_BLOCK_ROWS;     \
        const int units = RESULT_ROWS, count = rows_in(block, units, RESULT_BLOCK_ROWS);                               \
        const long packed_strip = (long)first * 2 * units, gate = (long)units * gates_stride;                          \
        RESULT_TILE float *tile = tiles + RESULT_TILE_OFFSET(first, block, width);                                     \
        for (int r = 0; r < count; r++) {                                                                              \
            load_result_row(tile + r * width, dy, 0, width);                                                           \
        }                                                                                                              \
        if (!last) {                                                                                                   \
            multiply_transposed_##V(block, PANELS_OF_RESULT, transposed_values + transposed_offset,                    \
                                    packed + from + packed_strip, tile);                                               \
        }                                                                                                              \
        for (int r = 0; r < count; r++) {                                                                              \
            const long unit = first_unit + r;                                                                          \
            global float *row = gates_of + gates_offset + unit * gates_stride + first;                                 \
            global float *along = carry + unit * batch + first;                                                        \
            for (int lane = 0; lane < width; lane += 8) {                                                              \
                float8 ds = masked(vload8(0, tile + r * width + lane), multipliers + unit * batch + first, has_mask,   \
                                   lane, used);                                                                        \
                ds += last ? (float8)(0.0f) : load_lanes(along, lane, used);                                           \
                if (ends_step) {                                                                                       \
                    ds += load_lanes(dy + dy_offset + unit * dy_stride + first, lane, used);                           \
                }                                                                                                      \
                const float8 kept = load_lanes(row, lane, used), t = load_lanes(row + gate, lane, used);               \
                const float8 h = candidate_again_float8(kept, activation);                                             \
                const float8 before =                                                                                  \
                    load_lanes(s_previous + s_previous_offset + unit * s_previous_stride + first, lane, used);         \
                const float8 dh = ds * t * candidate_slope_float8(kept, activation);                                   \
                const float8 dt = ds * (h - before) * gate_slope_float8(t, activation);                                \
                store_lanes(row, lane, used, dh);                                                                      \
                store_lanes(row + gate, lane, used, dt);                                                               \
                store_lanes(along, lane, used, ds *(1.0f - t));                                                        \
                global float *target = packed + to + packed_strip + unit * width + lane;                               \
                vstore8(dh, 0, target);                                                                                \
                vstore8(dt, 0, target + (long)units * width);                                                          \
            }                                                                                                          \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_RHN_BACKWARD)
