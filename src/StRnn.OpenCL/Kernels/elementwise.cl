// IDenseKernels beside the products: copies, sums, biases, columns by number, dropout.
//
// Variants: one work-item per vec of a row, (vec of columns, row); row sums have a variant for CPUs, a work-item per
// row, and one for GPUs, a work-group per row. Assumptions: as in common.cl. Tuning: the work-group's width, chosen by
// the host.

// Y = X
kernel void copy(global const float *x, long x_offset, int x_stride, global float *y, long y_offset, int y_stride,
                 int columns)
{
    const int j = get_global_id(0) * LANES, row = get_global_id(1);
    if (j < columns) {
        store_some(y + y_offset + (long)row * y_stride + j,
                   load_some(x + x_offset + (long)row * x_stride + j, columns - j), columns - j);
    }
}

// Y += X
kernel void add(global const float *x, long x_offset, int x_stride, global float *y, long y_offset, int y_stride,
                int columns)
{
    const int j = get_global_id(0) * LANES, row = get_global_id(1);
    if (j < columns) {
        global float *out = y + y_offset + (long)row * y_stride + j;
        store_some(out, load_some(out, columns - j) + load_some(x + x_offset + (long)row * x_stride + j, columns - j),
                   columns - j);
    }
}

// x = value
kernel void fill(global float *x, long x_offset, long length, float value)
{
    const long j = (long)get_global_id(0) * LANES;
    if (j < length) {
        store_some(x + x_offset + j, (vec)(value), (int)min(length - j, (long)LANES));
    }
}

// Y_ij += bias_i
kernel void add_bias(global const float *bias, long bias_offset, global float *y, long y_offset, int y_stride,
                     int columns)
{
    const int j = get_global_id(0) * LANES, row = get_global_id(1);
    if (j < columns) {
        global float *out = y + y_offset + (long)row * y_stride + j;
        store_some(out, load_some(out, columns - j) + (vec)(bias[bias_offset + row]), columns - j);
    }
}

#ifdef PANELS_LAYOUT

// sums_i = sum over j of G_ij, or added to it: one work-item per row, eight sums side by side.
kernel void sum_columns_by_row(global const float *g, long g_offset, int g_stride, global float *sums, long sums_offset,
                               int rows, int columns, int accumulate)
{
    const int row = get_global_id(0);
    if (row >= rows) {
        return;
    }
    global const float *source = g + g_offset + (long)row * g_stride;
    float8 eight = 0;
    int j = 0;
    for (; j + 8 <= columns; j += 8) {
        eight += vload8(0, source + j);
    }
    float4 four = eight.lo + eight.hi;
    float sum = (four.s0 + four.s1) + (four.s2 + four.s3);
    for (; j < columns; j++) {
        sum += source[j];
    }
    sums[sums_offset + row] = accumulate ? sums[sums_offset + row] + sum : sum;
}

#else

// The same, one work-group per row: each work-item sums every size-th column, then the tree of the work-group.
kernel void sum_columns_by_group(global const float *g, long g_offset, int g_stride, global float *sums,
                                 long sums_offset, int columns, int accumulate, local float *partial)
{
    const int lane = get_local_id(0), size = get_local_size(0), row = get_global_id(1);
    global const float *source = g + g_offset + (long)row * g_stride;
    float sum = 0;
    for (int j = lane; j < columns; j += size) {
        sum += source[j];
    }
    partial[lane] = sum;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int half_size = size / 2; half_size > 0; half_size /= 2) {
        if (lane < half_size) {
            partial[lane] += partial[lane + half_size];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (lane == 0) {
        sums[sums_offset + row] = accumulate ? sums[sums_offset + row] + partial[0] : partial[0];
    }
}

#endif

// Y_ij = w_j * X_(i, index_j), or added to it; a number of -1 gives zero.
kernel void gather_columns(global const float *x, long x_offset, int x_stride, global const int *index,
                           long index_offset, global const float *weights, long weights_offset, int weighted,
                           global float *y, long y_offset, int y_stride, int columns, int accumulate)
{
    const int j = get_global_id(0), row = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int column = index[index_offset + j];
    float value = column < 0 ? 0.0f : x[x_offset + (long)row * x_stride + column];
    if (weighted && column >= 0) {
        value *= weights[weights_offset + j];
    }
    global float *out = y + y_offset + (long)row * y_stride + j;
    *out = accumulate ? *out + value : value;
}

// Y_(i, k) = sum of w_j * X_ij over the columns j of number k, ascending; `uses` holds those columns, number after
// number, and `begins` where each number's begin.
kernel void scatter_add_columns(global const float *x, long x_offset, int x_stride, global const int *uses,
                                global const int *begins, global const float *weights, long weights_offset,
                                int weighted, global float *y, long y_offset, int y_stride, int columns, int accumulate)
{
    const int k = get_global_id(0), row = get_global_id(1);
    if (k >= columns) {
        return;
    }
    global const float *source = x + x_offset + (long)row * x_stride;
    global float *out = y + y_offset + (long)row * y_stride + k;
    float sum = accumulate ? *out : 0.0f;
    for (int use = begins[k]; use < begins[k + 1]; use++) {
        const int j = uses[use];
        sum += weighted ? weights[weights_offset + j] * source[j] : source[j];
    }
    *out = sum;
}

// Y_ij = X_ij * keep / (1 - p), or added to it. A work-item has four neighbouring columns: mostly one Philox block.
kernel void dropout(global const float *x, long x_offset, int x_stride, global float *y, long y_offset, int y_stride,
                    int columns, int mask_columns, ulong seed, uint stream, uint step, uint threshold, float scale,
                    int accumulate)
{
    const int first = get_global_id(0) * 4, row = get_global_id(1);
    if (first >= columns) {
        return;
    }
    global const float *source = x + x_offset + (long)row * x_stride;
    global float *out = y + y_offset + (long)row * y_stride;
    const ulong row_index = (ulong)row * (ulong)mask_columns;
    ulong at = ~0ul;
    uint4 block = 0;
    const int end = min(columns, first + 4);
    for (int j = first; j < end; j++) {
        const ulong index = row_index + (ulong)(j % mask_columns);
        if (index >> 2 != at) {
            at = index >> 2;
            block = philox_block(at, step, stream, seed);
        }
        const float value = source[j] * (word_of(block, (uint)(index & 3)) >= threshold ? scale : 0.0f);
        out[j] = accumulate ? out[j] + value : value;
    }
}

// The same with one draw per word: at the logical index ids_j.
kernel void dropout_words(global const float *x, long x_offset, int x_stride, global const int *ids, long ids_offset,
                          global float *y, long y_offset, int y_stride, int rows, int columns, ulong seed, uint stream,
                          uint step, uint threshold, float scale, int accumulate)
{
    const int j = get_global_id(0);
    if (j >= columns) {
        return;
    }
    const float factor = multiplier_of(seed, stream, step, threshold, scale, (ulong)(uint)ids[ids_offset + j]);
    for (int row = 0; row < rows; row++) {
        const float value = x[x_offset + (long)row * x_stride + j] * factor;
        global float *out = y + y_offset + (long)row * y_stride + j;
        *out = accumulate ? *out + value : value;
    }
}

// The multipliers of a mask of its own columns, [rows, columns] without gaps.
kernel void mask_multipliers(global float *multipliers, int columns, ulong seed, uint stream, uint step, uint threshold,
                             float scale)
{
    const int j = get_global_id(0), row = get_global_id(1);
    if (j < columns) {
        const ulong index = (ulong)row * (ulong)columns + (ulong)j;
        multipliers[index] = multiplier_of(seed, stream, step, threshold, scale, index);
    }
}

// Y = m * X, with m without gaps; m is not read where there is no mask.
kernel void multiply_by_mask(global const float *x, long x_offset, int x_stride, global const float *multipliers,
                             int masked, global float *y, long y_offset, int y_stride, int columns)
{
    const int j = get_global_id(0), row = get_global_id(1);
    if (j < columns) {
        const float value = x[x_offset + (long)row * x_stride + j];
        y[y_offset + (long)row * y_stride + j] = masked ? value * multipliers[(long)row * columns + j] : value;
    }
}
