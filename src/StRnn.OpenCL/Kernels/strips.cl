// Columns packed for the products of CPUs: strips of 64 columns, each [row][64] without gaps, the last one narrower,
// `last_width` columns; zeros behind the last column. Strided columns would cost a quarter of the throughput.
//
// Variants: by row, and transposed for A*B^T. Assumptions: LANES is 8; widths are multiples of eight. Tuning: none.

// One row of one strip.
kernel void pack_strips(global const float *x, long x_offset, int x_stride, int rows, int columns, int last_width,
                        global float *packed, long packed_offset)
{
    const int row = get_global_id(0), strip = get_global_id(1);
    if (row >= rows) {
        return;
    }
    const int width = strip == (int)get_global_size(1) - 1 ? last_width : STRIP;
    global const float *source = x + x_offset + (long)row * x_stride + strip * STRIP;
    global float *target = packed + packed_offset + (long)strip * STRIP * rows + (long)row * width;
    const int used = columns - strip * STRIP;
    for (int lane = 0; lane < width; lane += 8) {
        vstore8(used > lane ? load_some(source + lane, used - lane) : (float8)(0.0f), 0, target + lane);
    }
}

// Row k of one strip of the transposed of b, [columns, rows].
kernel void pack_transposed(global const float *b, long b_offset, int b_stride, int rows, int columns, int last_width,
                            global float *packed, long packed_offset)
{
    const int row = get_global_id(0), strip = get_global_id(1);
    if (row >= rows) {
        return;
    }
    const int width = strip == (int)get_global_size(1) - 1 ? last_width : STRIP;
    global const float *source = b + b_offset + (long)strip * STRIP * b_stride + row;
    global float *target = packed + packed_offset + (long)strip * STRIP * rows + (long)row * width;
    const int used = columns - strip * STRIP;
    for (int lane = 0; lane < width; lane++) {
        target[lane] = lane < used ? source[(long)lane * b_stride] : 0.0f;
    }
}
