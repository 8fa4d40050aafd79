// Rows of a sparse embedding that share their columns with others; the same as in embedding.cl for single rows. Row r
// of block b is b * step + r * apart, so one of step and apart is 1.
//
// Variants: none. Assumptions: `source` says where a column's values begin if not in order of the columns, in units of
// HEIGHT. Tuning: the work-group's width, chosen by the host.

static inline int block_of(int row, int step, int apart) { return step == 1 ? row % apart : row / step; }

static inline int member_of(int row, int step, int apart) { return step == 1 ? row / apart : row % step; }

// Column j of Y becomes row ids_j; Y is zero before.
kernel void gather_sparse_rows(global const int *offsets, global const int *columns_of, global const int *source,
                               int reordered, int step, int apart, global const float *values, long values_offset,
                               global const int *ids, long ids_offset, global float *y, long y_offset, int y_stride,
                               int columns) {
    const int lane = get_local_id(0), size = get_local_size(0), j = get_global_id(1), row = ids[ids_offset + j];
    const int block = block_of(row, step, apart), end = offsets[block + 1];
    global const float *values_of = values + values_offset + member_of(row, step, apart);
    for (int k = offsets[block] + lane; k < end; k += size) {
        y[y_offset + (long)columns_of[k] * y_stride + j] = values_of[(long)(reordered ? source[k] : k) * HEIGHT];
    }
}

// dW_(row, e) += sum of G_ej over the row's uses, in ascending j: a work-group per distinct row.
kernel void scatter_add_sparse_rows(global const int *offsets, global const int *columns_of, global const int *source,
                                    int reordered, int step, int apart, global const int *ids, long ids_offset,
                                    global const int *uses, global const int *begins, global const float *g,
                                    long g_offset, int g_stride, global float *gradient, long gradient_offset) {
    const int lane = get_local_id(0), size = get_local_size(0), distinct = get_global_id(1);
    const int begin = begins[distinct], end = begins[distinct + 1], row = ids[ids_offset + uses[begin]];
    const int block = block_of(row, step, apart), last = offsets[block + 1];
    global float *gradient_of = gradient + gradient_offset + member_of(row, step, apart);
    for (int k = offsets[block] + lane; k < last; k += size) {
        global const float *feature = g + g_offset + (long)columns_of[k] * g_stride;
        global float *out = gradient_of + (long)(reordered ? source[k] : k) * HEIGHT;
        float sum = *out;
        for (int use = begin; use < end; use++) {
            sum += feature[uses[use]];
        }
        *out = sum;
    }
}
