// Sparse products of GPUs whose rows share their columns: HEIGHT rows are one row of the CSR of rows.cl, and of each
// column the HEIGHT values are neighbours (Rows/RowMatrix.cs). A number of X that is loaded once serves all of them.
// Row r of block b is b * step + r * apart.
//
// Variants: none beside the work-group. Assumptions: local size (columns, blocks, 1), see each kernel; no sub-groups.
// Tuning: ROW_LANES, the columns of a work-group; the blocks of a work-group, chosen by the host.

// The columns and values of a work-group's blocks come through local memory, ROW_LANES at a time. Of the transposed
// copy, value_source says where a column's values begin.
static inline void stage(global const int *numbers, global const int *value_source, global const float *values,
                         int begin, int end, int lane, local int *staged_numbers, local float *staged_values) {
    const int k = begin + lane;
    if (k < end) {
        staged_numbers[lane] = numbers[k];
        global const float *source = values + (long)(value_source ? value_source[k] : k) * HEIGHT;
        UNROLL for (int r = 0; r < HEIGHT; r++) { staged_values[lane * HEIGHT + r] = source[r]; }
    }
}

// The most nonzeros of a row of the work-group, for its barriers.
static inline int longest_row(global const int *offsets, int first, int rows) {
    int longest = 0;
    for (int row = first; row < min(rows, first + (int)get_local_size(1)); row++) {
        longest = max(longest, offsets[row + 1] - offsets[row]);
    }
    return longest;
}

static inline void store_sum(global float *out, int column, int columns, float sum, int accumulate) {
    if (column < columns) {
        out[column] = accumulate ? out[column] + sum : sum;
    }
}

// Y = W*X, or added to it. A work-item has one block and two columns, ROW_LANES apart.
kernel void spmm_rows(global const int *row_offsets, global const int *columns_of, int blocks,
                      global const float *values, long values_offset, int step, int apart, global const float *x,
                      long x_offset, int x_stride, global float *y, long y_offset, int y_stride, int columns,
                      int accumulate, local int *staged_columns, local float *staged_values) {
    const int lane = get_local_id(0), local_block = get_local_id(1), block = get_global_id(1);
    const int first = get_group_id(0) * 2 * ROW_LANES + lane, second = first + ROW_LANES;
    const int longest = longest_row(row_offsets, block - local_block, blocks);
    const int begin = block < blocks ? row_offsets[block] : 0, end = block < blocks ? row_offsets[block + 1] : 0;
    local int *my_columns = staged_columns + local_block * ROW_LANES;
    local float *my_values = staged_values + local_block * ROW_LANES * HEIGHT;
    float sums[HEIGHT], others[HEIGHT];
    UNROLL for (int r = 0; r < HEIGHT; r++) { sums[r] = others[r] = 0.0f; }
    for (int chunk = 0; chunk < longest; chunk += ROW_LANES) {
        stage(columns_of, 0, values + values_offset, begin + chunk, end, lane, my_columns, my_values);
        barrier(CLK_LOCAL_MEM_FENCE);
        const int count = min(ROW_LANES, end - begin - chunk);
        if (first < columns) {
            for (int i = 0; i < count; i++) {
                global const float *source = x + x_offset + (long)my_columns[i] * x_stride;
                const float one = source[first], other = second < columns ? source[second] : 0.0f;
                UNROLL for (int r = 0; r < HEIGHT; r++) {
                    const float w = my_values[i * HEIGHT + r];
                    sums[r] = MULTIPLY_ADD(w, one, sums[r]);
                    others[r] = second < columns ? MULTIPLY_ADD(w, other, others[r]) : 0.0f;
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (block < blocks) {
        UNROLL for (int r = 0; r < HEIGHT; r++) {
            global float *out = y + y_offset + ((long)block * step + (long)r * apart) * y_stride;
            store_sum(out, first, columns, sums[r], accumulate);
            store_sum(out, second, columns, others[r], accumulate);
        }
    }
}

// D = W^T*G, or added to it, by the transposed copy, whose columns are blocks. A work-item has one row of D and two
// columns, ROW_LANES apart.
kernel void spmm_transposed_rows(global const int *transposed_offsets, global const int *transposed_blocks,
                                 global const int *transposed_source, global const float *values, long values_offset,
                                 int rows, int step, int apart, global const float *g, long g_offset, int g_stride,
                                 global float *d, long d_offset, int d_stride, int columns, int accumulate,
                                 local int *staged_blocks, local float *staged_values) {
    const int lane = get_local_id(0), local_row = get_local_id(1), row = get_global_id(1);
    const int first = get_group_id(0) * 2 * ROW_LANES + lane, second = first + ROW_LANES;
    const int longest = longest_row(transposed_offsets, row - local_row, rows);
    const int begin = row < rows ? transposed_offsets[row] : 0, end = row < rows ? transposed_offsets[row + 1] : 0;
    local int *my_blocks = staged_blocks + local_row * ROW_LANES;
    local float *my_values = staged_values + local_row * ROW_LANES * HEIGHT;
    float sum = 0, other = 0;
    for (int chunk = 0; chunk < longest; chunk += ROW_LANES) {
        stage(transposed_blocks, transposed_source, values + values_offset, begin + chunk, end, lane, my_blocks,
              my_values);
        barrier(CLK_LOCAL_MEM_FENCE);
        const int count = min(ROW_LANES, end - begin - chunk);
        if (first < columns) {
            for (int i = 0; i < count; i++) {
                global const float *source = g + g_offset + (long)my_blocks[i] * step * g_stride;
                UNROLL for (int r = 0; r < HEIGHT; r++) {
                    const float w = my_values[i * HEIGHT + r];
                    sum = MULTIPLY_ADD(w, source[first], sum);
                    if (second < columns) {
                        other = MULTIPLY_ADD(w, source[second], other);
                    }
                    source += (long)apart * g_stride;
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < rows) {
        global float *out = d + d_offset + (long)row * d_stride;
        store_sum(out, first, columns, sum, accumulate);
        store_sum(out, second, columns, other, accumulate);
    }
}

// A work-item has eight dot products at a time: the rows of a block by as many columns of X.
#define SUMS 8
#define COLUMNS (SUMS / HEIGHT)

// The gradient of the nonzeros of one block per work-group: local size (ROW_LANES, parts). The lanes share the columns
// of G and X and are added up by a tree; the parts have neighbouring nonzeros.
kernel void sddmm_rows(global const int *row_offsets, global const int *columns_of, int step, int apart,
                       global const float *g, long g_offset, int g_stride, global const float *x, long x_offset,
                       int x_stride, int columns, global float *gradient, long gradient_offset, int accumulate,
                       local float *partial) {
    const int lane = get_local_id(0), part = get_local_id(1), parts = get_local_size(1), block = get_group_id(0);
    const int begin = row_offsets[block], end = row_offsets[block + 1];
    global const float *left = g + g_offset + (long)block * step * g_stride;
    const long left_stride = (long)apart * g_stride;
    local float *mine = partial + part * SUMS * ROW_LANES;
    for (int chunk = begin; chunk < end; chunk += parts * COLUMNS) {
        const int first = chunk + part * COLUMNS, count = min(COLUMNS, end - first);
        float sums[SUMS];
        UNROLL for (int i = 0; i < SUMS; i++) { sums[i] = 0.0f; }
        if (count > 0) {
            // Behind the last column it is read once more.
            global const float *right[COLUMNS];
            UNROLL for (int c = 0; c < COLUMNS; c++) {
                right[c] = x + x_offset + (long)columns_of[first + min(c, count - 1)] * x_stride;
            }
            for (int j = lane; j < columns; j += ROW_LANES) {
                float inputs[COLUMNS];
                UNROLL for (int c = 0; c < COLUMNS; c++) { inputs[c] = right[c][j]; }
                UNROLL for (int r = 0; r < HEIGHT; r++) {
                    const float gradient_of_row = left[r * left_stride + j];
                    UNROLL for (int c = 0; c < COLUMNS; c++) {
                        sums[c * HEIGHT + r] = MULTIPLY_ADD(gradient_of_row, inputs[c], sums[c * HEIGHT + r]);
                    }
                }
            }
        }
        UNROLL for (int i = 0; i < SUMS; i++) { mine[i * ROW_LANES + lane] = sums[i]; }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int half_size = ROW_LANES / 2; half_size > 0; half_size /= 2) {
            if (lane < half_size) {
                UNROLL for (int i = 0; i < SUMS; i++) {
                    mine[i * ROW_LANES + lane] += mine[i * ROW_LANES + lane + half_size];
                }
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        for (int i = lane; i < count * HEIGHT; i += ROW_LANES) {
            global float *out = gradient + gradient_offset + (long)first * HEIGHT + i;
            *out = accumulate ? *out + mine[i * ROW_LANES] : mine[i * ROW_LANES];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

// The products of the gates of a unit, which are a block: each of four parts has every fourth of its columns, and a sum
// for each gate. rows.cl has the same names for single rows.
#define SUMS_OF_PART HEIGHT

static inline void multiply_unit(global const int *row_offsets, global const int *columns_of,
                                 global const float *values, int part, int gates, int hidden, int unit,
                                 global const float *x, int x_stride, int j, local float *mine) {
    float sums[HEIGHT];
    UNROLL for (int r = 0; r < HEIGHT; r++) { sums[r] = 0.0f; }
    for (int k = row_offsets[unit] + part; k < row_offsets[unit + 1]; k += 4) {
        const float input = x[(long)columns_of[k] * x_stride + j];
        UNROLL for (int r = 0; r < HEIGHT; r++) {
            sums[r] = MULTIPLY_ADD(values[(long)k * HEIGHT + r], input, sums[r]);
        }
    }
    UNROLL for (int r = 0; r < HEIGHT; r++) { mine[(part * HEIGHT + r) * ROW_LANES] = sums[r]; }
}

static inline float sum_of_gate(local const float *mine, int gate, int gates) {
    local const float *first = mine + gate * ROW_LANES;
    const int part = HEIGHT * ROW_LANES;
    return (first[0] + first[part]) + (first[2 * part] + first[3 * part]);
}

// The transposed copy as parameters and arguments, and every fourth block of a unit's row of it times a column; the
// rows of a block are the gates of a unit.
#define TRANSPOSED                                                                                                     \
    global const int *transposed_offsets, global const int *transposed_blocks, global const int *transposed_source,    \
        global const float *values, long values_offset
#define TRANSPOSED_OF_KERNEL transposed_offsets, transposed_blocks, transposed_source, values, values_offset

static inline float transposed_times_column(TRANSPOSED, int unit, int hidden, int part, global const float *x,
                                            int x_stride, int j) {
    const long apart = (long)hidden * x_stride;
    float sum = 0;
    for (int k = transposed_offsets[unit] + part; k < transposed_offsets[unit + 1]; k += 4) {
        global const float *w = values + values_offset + (long)transposed_source[k] * HEIGHT;
        global const float *source = x + (long)transposed_blocks[k] * x_stride + j;
        UNROLL for (int r = 0; r < HEIGHT; r++) { sum = MULTIPLY_ADD(w[r], source[r * apart], sum); }
    }
    return sum;
}
