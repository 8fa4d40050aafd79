// A time step of an LSTM on CPUs, forward or backward: one launch, product and cell together. Rows of W_hh are ordered
// by unit (position = 4*unit + gate), so a block of rows holds whole units, whose cells are computed while their sums
// are still in the cache. What the next step multiplies is written packed: it is read from one copy while the other is
// filled.
//
// Variants and assumptions: as in panels.cl. Tuning: the packed matrix's.

// The cells of one unit from the four rows of its gates in the tile.
static inline void lstm_forward_unit(local const float *tile, int width, int used, int activation, global float *gates,
                                     long gate, global const float *c_previous, global float *c, global float *h,
                                     global float *packed) {
    for (int lane = 0; lane < width; lane += 8) {
        const float8 i = gate_of_float8(vload8(0, tile + lane), activation);
        const float8 f = gate_of_float8(vload8(0, tile + width + lane), activation);
        const float8 candidate = vload8(0, tile + 2 * width + lane), g = candidate_of_float8(candidate, activation);
        const float8 o = gate_of_float8(vload8(0, tile + 3 * width + lane), activation);
        const float8 cell = MULTIPLY_ADD(f, load_lanes(c_previous, lane, used), i * g);
        const float8 output = o * tanh(cell);
        store_lanes(gates, lane, used, i);
        store_lanes(gates + gate, lane, used, f);
        store_lanes(gates + 2 * gate, lane, used, candidate_kept_float8(candidate, g, activation));
        store_lanes(gates + 3 * gate, lane, used, o);
        store_lanes(c, lane, used, cell);
        store_lanes(h, lane, used, output);
        vstore8(output, 0, packed + lane);
    }
}

// gates += W_hh*h_(t-1), then the cell: (block, strip).
#define DEFINE_LSTM_FORWARD(V)                                                                                         \
    kernel void lstm_forward_##V(PANELS, global const float *values, long values_offset, global float *packed,         \
                                 long from, long to, int first_strip, global float *gates_of, long gates_offset,       \
                                 int gates_stride, global const float *c_previous, long c_previous_offset,             \
                                 int c_previous_stride, global float *c, long c_offset, int c_stride, global float *h, \
                                 long h_offset, int h_stride, int batch, int activation, local float *tile) {          \
        const int block = get_global_id(0), strip = first_strip + get_global_id(1), width = 8 * V;                     \
        const int count = rows_in(block, rows, block_rows), first = strip * STRIP, used = min(width, batch - first);   \
        const long packed_strip = (long)first * hidden, gate = (long)hidden * gates_stride;                            \
        global float *step = gates_of + gates_offset + first;                                                          \
        for (int r = 0; r < count; r++) {                                                                              \
            load_tile_row(tile + r * width, step + (long)row_at(block * block_rows + r, 4, hidden) * gates_stride,     \
                          used, width);                                                                                \
        }                                                                                                              \
        multiply_block_##V(block, PANELS_OF_KERNEL, values + values_offset, packed + from + packed_strip, tile);       \
        for (int r = 0; r < count; r += 4) {                                                                           \
            const int unit = (block * block_rows + r) / 4;                                                             \
            lstm_forward_unit(tile + r * width, width, used, activation, step + (long)unit * gates_stride, gate,       \
                              c_previous + c_previous_offset + (long)unit * c_previous_stride + first,                 \
                              c + c_offset + (long)unit * c_stride + first,                                            \
                              h + h_offset + (long)unit * h_stride + first,                                            \
                              packed + to + packed_strip + (long)unit * width);                                        \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_LSTM_FORWARD)

// The gradients of one unit's pre-activations, from its row of dh in the tile; they replace the gates, and are packed.
static inline void lstm_backward_unit(RESULT_TILE const float *tile, int width, int used, int activation, int last,
                                      global float *gates, long gate, global const float *c_previous,
                                      global const float *c, global float *dc, global float *packed, long packed_gate) {
    for (int lane = 0; lane < width; lane += 8) {
        const float8 i = load_lanes(gates, lane, used), f = load_lanes(gates + gate, lane, used);
        const float8 kept = load_lanes(gates + 2 * gate, lane, used), o = load_lanes(gates + 3 * gate, lane, used);
        const float8 g = candidate_again_float8(kept, activation);
        const float8 t = tanh(load_lanes(c, lane, used));
        const float8 output = vload8(0, tile + lane);
        const float8 later = last ? (float8)(0.0f) : load_lanes(dc, lane, used);
        const float8 cell = MULTIPLY_ADD(output * o, 1.0f - t * t, later);
        const float8 di = cell * g * gate_slope_float8(i, activation);
        const float8 df = cell * load_lanes(c_previous, lane, used) * gate_slope_float8(f, activation);
        const float8 dg = cell * i * candidate_slope_float8(kept, activation);
        const float8 d_o = output * t * gate_slope_float8(o, activation);
        store_lanes(gates, lane, used, di);
        store_lanes(gates + gate, lane, used, df);
        store_lanes(gates + 2 * gate, lane, used, dg);
        store_lanes(gates + 3 * gate, lane, used, d_o);
        store_lanes(dc, lane, used, cell * f);
        vstore8(di, 0, packed + lane);
        vstore8(df, 0, packed + packed_gate + lane);
        vstore8(dg, 0, packed + 2 * packed_gate + lane);
        vstore8(d_o, 0, packed + 3 * packed_gate + lane);
    }
}

// dh += W_hh^T*dGates_(t+1), unless this is the last step, then the gradient of the cell: (block of units, strip).
#define DEFINE_LSTM_BACKWARD(V)                                                                                        \
    kernel void lstm_backward_##V(                                                                                     \
        PANELS, global const float *transposed_values, long transposed_offset, global float *packed, long from,        \
        long to, int first_strip, global float *gates_of, long gates_offset, int gates_stride,                         \
        global const float *c_previous, long c_previous_offset, int c_previous_stride, global const float *c,          \
        long c_offset, int c_stride, global const float *dh, long dh_offset, int dh_stride, global float *dc,          \
        long dc_offset, int dc_stride, int batch, int activation, int last, RESULT_TILE float *tiles) {                \
        const int block = get_global_id(0), strip = first_strip + get_global_id(1), width = 8 * V;                     \
        const int first = strip * STRIP, used = min(width, batch - first), first_unit = block * RESULT_BLOCK_ROWS;     \
        const int units = RESULT_ROWS, count = rows_in(block, units, RESULT_BLOCK_ROWS);                               \
        const long packed_strip = (long)first * 4 * units, gate = (long)units * gates_stride;                          \
        RESULT_TILE float *tile = tiles + RESULT_TILE_OFFSET(first, block, width);                                     \
        for (int r = 0; r < count; r++) {                                                                              \
            load_result_row(tile + r * width, dh + dh_offset + (long)(first_unit + r) * dh_stride + first, used,       \
                            width);                                                                                    \
        }                                                                                                              \
        if (!last) {                                                                                                   \
            multiply_transposed_##V(block, PANELS_OF_RESULT, transposed_values + transposed_offset,                    \
                                    packed + from + packed_strip, tile);                                               \
        }                                                                                                              \
        for (int r = 0; r < count; r++) {                                                                              \
            const long unit = first_unit + r;                                                                          \
            lstm_backward_unit(tile + r * width, width, used, activation, last,                                        \
                               gates_of + gates_offset + unit * gates_stride + first, gate,                            \
                               c_previous + c_previous_offset + unit * c_previous_stride + first,                      \
                               c + c_offset + unit * c_stride + first, dc + dc_offset + unit * dc_stride + first,      \
                               packed + to + packed_strip + unit * width, (long)units * width);                        \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_LSTM_BACKWARD)
