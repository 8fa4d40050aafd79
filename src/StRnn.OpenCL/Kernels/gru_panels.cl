// A time step of a GRU on CPUs: two launches forward, product and half of the cell together, and two or three backward
// (the third is a plain product of panels.cl). Rows of W_hh are ordered by unit (position = 2*unit + gate), so a block
// of rows holds whole units. What a later launch multiplies is written packed.
//
// Variants and assumptions: as in panels.cl. Tuning: the packed matrix's.

// The rows of r and z += W_hh*h_(t-1), then the gates; with the reset before the product r*h_(t-1): (block, strip).
#define DEFINE_GRU_GATES(V)                                                                                            \
    kernel void gru_gates_##V(PANELS, global const float *values, long values_offset, global const float *packed,      \
                              long from, global float *inner_packed, int first_strip, global float *gates_of,          \
                              long gates_offset, int gates_stride, global const float *h_previous,                     \
                              long h_previous_offset, int h_previous_stride, global float *inner, long inner_offset,   \
                              int inner_stride, int batch, int activation, int before, local float *tile) {            \
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
                const float8 reset = gate_of_float8(vload8(0, tile + r * width + lane), activation);                   \
                store_lanes(row, lane, used, reset);                                                                   \
                store_lanes(row + gate, lane, used,                                                                    \
                            gate_of_float8(vload8(0, tile + (r + 1) * width + lane), activation));                     \
                if (before) {                                                                                          \
                    const float8 product =                                                                             \
                        reset *                                                                                        \
                        load_lanes(h_previous + h_previous_offset + unit * h_previous_stride + first, lane, used);     \
                    store_lanes(inner + inner_offset + unit * inner_stride + first, lane, used, product);              \
                    vstore8(product, 0, inner_packed + packed_strip + unit * width + lane);                            \
                }                                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_GRU_GATES)

// inner, or the rows of n, += W_hn*operand, then the rest of the cell: (block of units, strip).
#define DEFINE_GRU_STATE(V)                                                                                            \
    kernel void gru_state_##V(PANELS, global const float *values, long values_offset, global const float *packed,      \
                              long from, global float *next, long to, int first_strip, global float *gates_of,         \
                              long gates_offset, int gates_stride, global float *inner, long inner_offset,             \
                              int inner_stride, global const float *h_previous, long h_previous_offset,                \
                              int h_previous_stride, global float *h, long h_offset, int h_stride, int batch,          \
                              int activation, int before, local float *tile) {                                         \
        const int block = get_global_id(0), strip = first_strip + get_global_id(1), width = 8 * V;                     \
        const int count = rows_in(block, rows, block_rows), first = strip * STRIP, used = min(width, batch - first);   \
        const long packed_strip = (long)first * rows, gate = (long)rows * gates_stride;                                \
        for (int r = 0; r < count; r++) {                                                                              \
            const long unit = block * block_rows + r;                                                                  \
            load_tile_row(tile + r * width,                                                                            \
                          before ? gates_of + gates_offset + 2 * gate + unit * gates_stride + first                    \
                                 : inner + inner_offset + unit * inner_stride + first,                                 \
                          used, width);                                                                                \
        }                                                                                                              \
        multiply_block_##V(block, PANELS_OF_KERNEL, values + values_offset, packed + from + packed_strip, tile);       \
        for (int r = 0; r < count; r++) {                                                                              \
            const long unit = block * block_rows + r;                                                                  \
            global float *row = gates_of + gates_offset + unit * gates_stride + first;                                 \
            for (int lane = 0; lane < width; lane += 8) {                                                              \
                float8 candidate = vload8(0, tile + r * width + lane);                                                 \
                if (!before) {                                                                                         \
                    store_lanes(inner + inner_offset + unit * inner_stride + first, lane, used, candidate);            \
                    candidate =                                                                                        \
                        MULTIPLY_ADD(load_lanes(row, lane, used), candidate, load_lanes(row + 2 * gate, lane, used));  \
                }                                                                                                      \
                const float8 n = candidate_of_float8(candidate, activation);                                           \
                const float8 previous =                                                                                \
                    load_lanes(h_previous + h_previous_offset + unit * h_previous_stride + first, lane, used);         \
                const float8 state = MULTIPLY_ADD(load_lanes(row + gate, lane, used), previous - n, n);                \
                store_lanes(row + 2 * gate, lane, used, candidate_kept_float8(candidate, n, activation));              \
                store_lanes(h + h_offset + unit * h_stride + first, lane, used, state);                                \
                vstore8(state, 0, next + to + packed_strip + unit * width + lane);                                     \
            }                                                                                                          \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_GRU_STATE)

// dh += carry and W^T*operand of the later step, unless this is the last, then the gradient of the cell's second half:
// (block of units, strip). Packed are dn with the reset before the product, else the gradients of inner, r and z. The
// panels are those of W_hh's transposed copy, operand_rows = 2H, or of W_hn's, operand_rows = H.
#define DEFINE_GRU_STATE_BACKWARD(V)                                                                                   \
    kernel void gru_state_backward_##V(                                                                                \
        PANELS, global const float *transposed_values, global const float *operand, long from, int operand_rows,       \
        global float *candidate_packed, long to, global float *gates_packed, int first_strip, global float *gates_of,  \
        long gates_offset, int gates_stride, global float *inner, long inner_offset, int inner_stride,                 \
        global const float *h_previous, long h_previous_offset, int h_previous_stride, global const float *dh,         \
        long dh_offset, int dh_stride, global float *carry, int batch, int activation, int before, int last,           \
        local float *tile) {                                                                                           \
        const int block = get_global_id(0), strip = first_strip + get_global_id(1), width = 8 * V;                     \
        const int count = rows_in(block, rows, block_rows), first = strip * STRIP, used = min(width, batch - first);   \
        const long packed_strip = (long)first * rows, gate = (long)rows * gates_stride;                                \
        for (int r = 0; r < count; r++) {                                                                              \
            load_tile_row(tile + r * width, dh + dh_offset + (long)(block * block_rows + r) * dh_stride + first, used, \
                          width);                                                                                      \
        }                                                                                                              \
        if (!last) {                                                                                                   \
            multiply_block_##V(block, PANELS_OF_KERNEL, transposed_values,                                             \
                               operand + from + (long)first * operand_rows, tile);                                     \
        }                                                                                                              \
        for (int r = 0; r < count; r++) {                                                                              \
            const long unit = block * block_rows + r;                                                                  \
            global float *row = gates_of + gates_offset + unit * gates_stride + first;                                 \
            global float *product = inner + inner_offset + unit * inner_stride + first;                                \
            global float *along = carry + unit * batch + first;                                                        \
            for (int lane = 0; lane < width; lane += 8) {                                                              \
                float8 gradient = vload8(0, tile + r * width + lane);                                                  \
                gradient += last ? (float8)(0.0f) : load_lanes(along, lane, used);                                     \
                const float8 z = load_lanes(row + gate, lane, used);                                                   \
                const float8 kept = load_lanes(row + 2 * gate, lane, used);                                            \
                const float8 n = candidate_again_float8(kept, activation);                                             \
                const float8 previous =                                                                                \
                    load_lanes(h_previous + h_previous_offset + unit * h_previous_stride + first, lane, used);         \
                const float8 dn = gradient * (1.0f - z) * candidate_slope_float8(kept, activation);                    \
                const float8 dz = gradient * (previous - n) * gate_slope_float8(z, activation);                        \
                store_lanes(row + gate, lane, used, dz);                                                               \
                store_lanes(row + 2 * gate, lane, used, dn);                                                           \
                store_lanes(along, lane, used, gradient *z);                                                           \
                float8 packed = dn;                                                                                    \
                if (!before) {                                                                                         \
                    const float8 reset = load_lanes(row, lane, used);                                                  \
                    const float8 dr = dn * load_lanes(product, lane, used) * gate_slope_float8(reset, activation);     \
                    packed = dn * reset;                                                                               \
                    store_lanes(row, lane, used, dr);                                                                  \
                    store_lanes(product, lane, used, packed);                                                          \
                    global float *of_gates = gates_packed + 2 * packed_strip + unit * width + lane;                    \
                    vstore8(dr, 0, of_gates);                                                                          \
                    vstore8(dz, 0, of_gates + (long)rows * width);                                                     \
                }                                                                                                      \
                vstore8(packed, 0, candidate_packed + to + packed_strip + unit * width + lane);                        \
            }                                                                                                          \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_GRU_STATE_BACKWARD)

// With the reset before the product: d(r*h) = W_hn^T*dn, then the gradient of r, and what it adds to the carry: (block
// of units, strip). Packed are the gradients of r and z.
#define DEFINE_GRU_GATES_BACKWARD(V)                                                                                   \
    kernel void gru_gates_backward_##V(PANELS, global const float *transposed_values, global const float *operand,     \
                                       long from, global float *gates_packed, int first_strip, global float *gates_of, \
                                       long gates_offset, int gates_stride, global const float *h_previous,            \
                                       long h_previous_offset, int h_previous_stride, global float *carry, int batch,  \
                                       int activation, local float *tile) {                                            \
        const int block = get_global_id(0), strip = first_strip + get_global_id(1), width = 8 * V;                     \
        const int count = rows_in(block, rows, block_rows), first = strip * STRIP, used = min(width, batch - first);   \
        const long packed_strip = (long)first * rows, gate = (long)rows * gates_stride;                                \
        for (int r = 0; r < count; r++) {                                                                              \
            load_tile_row(tile + r * width, carry, 0, width);                                                          \
        }                                                                                                              \
        multiply_block_##V(block, PANELS_OF_KERNEL, transposed_values, operand + from + packed_strip, tile);           \
        for (int r = 0; r < count; r++) {                                                                              \
            const long unit = block * block_rows + r;                                                                  \
            global float *row = gates_of + gates_offset + unit * gates_stride + first;                                 \
            global float *along = carry + unit * batch + first;                                                        \
            for (int lane = 0; lane < width; lane += 8) {                                                              \
                const float8 gradient = vload8(0, tile + r * width + lane);                                            \
                const float8 reset = load_lanes(row, lane, used);                                                      \
                const float8 previous =                                                                                \
                    load_lanes(h_previous + h_previous_offset + unit * h_previous_stride + first, lane, used);         \
                const float8 dr = gradient * previous * gate_slope_float8(reset, activation);                          \
                store_lanes(row, lane, used, dr);                                                                      \
                store_lanes(along, lane, used, MULTIPLY_ADD(gradient, reset, load_lanes(along, lane, used)));          \
                global float *of_gates = gates_packed + 2 * packed_strip + unit * width + lane;                        \
                vstore8(dr, 0, of_gates);                                                                              \
                vstore8(load_lanes(row + gate, lane, used), 0, of_gates + (long)rows * width);                         \
            }                                                                                                          \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_GRU_GATES_BACKWARD)
