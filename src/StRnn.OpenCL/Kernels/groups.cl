// IGroupKernels: norms of rows and columns of a dense matrix, and penalties by them.
//
// Variants: none. Assumptions: as in common.cl. Tuning: the work-groups of reductions and of element-wise work.

static inline float sum_of(vec x)
{
#if LANES == 8
    const float4 four = x.lo + x.hi;
    return (four.s0 + four.s1) + (four.s2 + four.s3);
#else
    return x;
#endif
}

// rows_i += sum over j of x_ij^2: a work-group per row, and its tree.
kernel void add_squared_rows(global const float *x, long x_offset, int x_stride, int columns, global float *rows,
                             long rows_offset, local float *partial)
{
    const int lane = get_local_id(0), size = get_local_size(0), row = get_global_id(1);
    global const float *source = x + x_offset + (long)row * x_stride;
    vec sum = 0;
    for (int j = lane * LANES; j < columns; j += size * LANES) {
        const vec some = load_some(source + j, columns - j);
        sum = MULTIPLY_ADD(some, some, sum);
    }
    partial[lane] = sum_of(sum);
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int half_size = size / 2; half_size > 0; half_size /= 2) {
        if (lane < half_size) {
            partial[lane] += partial[lane + half_size];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (lane == 0) {
        rows[rows_offset + row] += partial[0];
    }
}

// columns_j += sum over i of x_ij^2, in ascending i.
kernel void add_squared_columns(global const float *x, long x_offset, int x_stride, int rows, int columns,
                                global float *squares, long squares_offset)
{
    const int j = get_global_id(0) * LANES;
    if (j >= columns) {
        return;
    }
    global const float *source = x + x_offset + j;
    vec sum = 0;
    for (int row = 0; row < rows; row++) {
        const vec some = load_some(source + (long)row * x_stride, columns - j);
        sum = MULTIPLY_ADD(some, some, sum);
    }
    global float *out = squares + squares_offset + j;
    store_some(out, load_some(out, columns - j) + sum, columns - j);
}

// factors_k = scale / sqrt(epsilon + squares_k)
kernel void inverse_roots(global const float *squares, long squares_offset, long length, float epsilon, float scale,
                          global float *factors, long factors_offset)
{
    const long k = (long)get_global_id(0) * LANES;
    if (k < length) {
        const int count = (int)min(length - k, (long)LANES);
        store_some(factors + factors_offset + k, scale / sqrt(epsilon + load_some(squares + squares_offset + k, count)),
                   count);
    }
}

// g_ij += (rows_i + columns_j) * x_ij
kernel void add_scaled(global const float *x, long x_offset, int x_stride, global const float *rows, long rows_offset,
                       int has_rows, global const float *columns_of, long columns_offset, int has_columns,
                       global float *g, long g_offset, int g_stride, int columns)
{
    const int j = get_global_id(0) * LANES, row = get_global_id(1), count = columns - j;
    if (count <= 0) {
        return;
    }
    vec factor = has_rows ? rows[rows_offset + row] : 0.0f;
    if (has_columns) {
        factor += load_some(columns_of + columns_offset + j, count);
    }
    global float *out = g + g_offset + (long)row * g_stride + j;
    store_some(out,
               MULTIPLY_ADD(factor, load_some(x + x_offset + (long)row * x_stride + j, count), load_some(out, count)),
               count);
}

// x_k = 0 where |x_k| < threshold
kernel void zero_below(global float *x, long x_offset, long length, float threshold)
{
    const long k = (long)get_global_id(0) * LANES;
    if (k < length) {
        const int count = (int)min(length - k, (long)LANES);
        const vec value = load_some(x + x_offset + k, count);
        store_some(x + x_offset + k, select(value, (vec)(0.0f), fabs(value) < (vec)(threshold)), count);
    }
}
