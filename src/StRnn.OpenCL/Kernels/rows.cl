// Sparse products of GPUs, on plain CSR and its transposed copy (Rows/RowMatrix.cs). Neighbouring work-items have
// neighbouring columns of X, so that the row of X a nonzero asks for is read whole; the nonzeros of a row come
// through local memory once for all of them.
//
// Variants: none beside the work-group.
// Assumptions: local size (columns, rows, 1), see each kernel; no sub-groups.
// Tuning: ROW_LANES, the columns of a work-group; the rows of a work-group, chosen by the host.

// Y = W*X, or added to it. A work-item has one row and two columns, ROW_LANES apart: the second uses the staged
// nonzeros again.
kernel void spmm_rows(global const int *row_offsets, global const int *columns_of, int rows, global const float *values,
                      long values_offset, global const float *x, long x_offset, int x_stride, global float *y,
                      long y_offset, int y_stride, int columns, int accumulate, local int *staged_columns,
                      local float *staged_values)
{
    const int lane = get_local_id(0), local_row = get_local_id(1), row = get_global_id(1);
    const int first = get_group_id(0) * 2 * ROW_LANES + lane, second = first + ROW_LANES;
    const int first_row = row - local_row;
    int longest = 0;
    for (int r = first_row; r < min(rows, first_row + (int)get_local_size(1)); r++) {
        longest = max(longest, row_offsets[r + 1] - row_offsets[r]);
    }
    const int begin = row < rows ? row_offsets[row] : 0, end = row < rows ? row_offsets[row + 1] : 0;
    local int *my_columns = staged_columns + local_row * ROW_LANES;
    local float *my_values = staged_values + local_row * ROW_LANES;
    float sum = 0, other = 0;
    for (int chunk = 0; chunk < longest; chunk += ROW_LANES) {
        const int k = begin + chunk + lane;
        if (k < end) {
            my_columns[lane] = columns_of[k];
            my_values[lane] = values[values_offset + k];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        const int count = min(ROW_LANES, end - begin - chunk);
        if (first < columns) {
            for (int i = 0; i < count; i++) {
                global const float *source = x + x_offset + (long)my_columns[i] * x_stride;
                sum = MULTIPLY_ADD(my_values[i], source[first], sum);
                if (second < columns) {
                    other = MULTIPLY_ADD(my_values[i], source[second], other);
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < rows) {
        global float *out = y + y_offset + (long)row * y_stride;
        if (first < columns) {
            out[first] = accumulate ? out[first] + sum : sum;
        }
        if (second < columns) {
            out[second] = accumulate ? out[second] + other : other;
        }
    }
}

// The gradient of the nonzeros of one row per work-group: local size (ROW_LANES, nonzeros at a time). The lanes share
// the columns and are added up by a tree.
kernel void sddmm_rows(global const int *row_offsets, global const int *columns_of, global const float *g,
                       long g_offset, int g_stride, global const float *x, long x_offset, int x_stride, int columns,
                       global float *gradient, long gradient_offset, int accumulate, local float *partial)
{
    const int lane = get_local_id(0), part = get_local_id(1), parts = get_local_size(1), row = get_group_id(0);
    const int begin = row_offsets[row], end = row_offsets[row + 1];
    global const float *left = g + g_offset + (long)row * g_stride;
    local float *mine = partial + part * ROW_LANES;
    for (int chunk = begin; chunk < end; chunk += parts) {
        const int k = chunk + part;
        float sum = 0;
        if (k < end) {
            global const float *right = x + x_offset + (long)columns_of[k] * x_stride;
            for (int j = lane; j < columns; j += ROW_LANES) {
                sum = MULTIPLY_ADD(left[j], right[j], sum);
            }
        }
        mine[lane] = sum;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int half_size = ROW_LANES / 2; half_size > 0; half_size /= 2) {
            if (lane < half_size) {
                mine[lane] += mine[lane + half_size];
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        if (lane == 0 && k < end) {
            global float *out = gradient + gradient_offset + k;
            *out = accumulate ? *out + mine[0] : mine[0];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

// Every `parts`-th nonzero of a row from the `part`-th on, times column j of X.
static inline float row_times_column(global const int *columns_of, global const float *values, int begin, int end,
                                     int part, int parts, global const float *x, int x_stride, int j)
{
    float sum = 0;
    for (int k = begin + part; k < end; k += parts) {
        sum = MULTIPLY_ADD(values[k], x[(long)columns_of[k] * x_stride + j], sum);
    }
    return sum;
}

// The products of a unit's gates, in a work-group of (ROW_LANES columns, 4, units), where single rows have no columns
// in common: the four parts are the gates' rows, or two for each. block_rows.cl has the same names for rows that do.
#define SUMS_OF_PART 1

static inline void multiply_unit(global const int *row_offsets, global const int *columns_of,
                                 global const float *values, int part, int gates, int hidden, int unit,
                                 global const float *x, int x_stride, int j, local float *mine) {
    const int parts = 4 / gates, row = part / parts * hidden + unit;
    mine[part * ROW_LANES] = row_times_column(columns_of, values, row_offsets[row], row_offsets[row + 1], part % parts,
                                              parts, x, x_stride, j);
}

static inline float sum_of_gate(local const float *mine, int gate, int gates) {
    return gates == 4 ? mine[gate * ROW_LANES] : mine[2 * gate * ROW_LANES] + mine[(2 * gate + 1) * ROW_LANES];
}

// The transposed copy as parameters and arguments, and every fourth nonzero of a unit's row of it times a column.
#define TRANSPOSED                                                                                                     \
    global const int *transposed_offsets, global const int *transposed_columns, global const float *transposed_values
#define TRANSPOSED_OF_KERNEL transposed_offsets, transposed_columns, transposed_values

static inline float transposed_times_column(TRANSPOSED, int unit, int hidden, int part, global const float *x,
                                            int x_stride, int j) {
    return row_times_column(transposed_columns, transposed_values, transposed_offsets[unit],
                            transposed_offsets[unit + 1], part, 4, x, x_stride, j);
}
