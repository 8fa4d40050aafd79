// Embedding rows, dense and sparse. Uses of a row are sorted by the host, which knows the ids because it wrote them:
// `uses` holds the columns, row after row and ascending within one, `begins` where each distinct row's begin.
//
// Variants: none. Assumptions: canonical CSR rows; where values lie in another order, `source` says where. Tuning: the
// work-group's width, chosen by the host.

// Y_ej = table_(ids_j, e)
kernel void gather_dense_rows(global const float *table, long table_offset, int table_stride, global const int *ids,
                              long ids_offset, global float *y, long y_offset, int y_stride, int columns)
{
    const int j = get_global_id(0), feature = get_global_id(1);
    if (j < columns) {
        y[y_offset + (long)feature * y_stride + j] =
            table[table_offset + (long)ids[ids_offset + j] * table_stride + feature];
    }
}

// gradient_(ids_j, e) += G_ej, in ascending j.
kernel void scatter_add_dense_rows(global const int *ids, long ids_offset, global const int *uses,
                                   global const int *begins, global const float *g, long g_offset, int g_stride,
                                   global float *gradient, long gradient_offset, int gradient_stride, int features)
{
    const int feature = get_global_id(0), distinct = get_global_id(1);
    if (feature >= features) {
        return;
    }
    const int begin = begins[distinct], end = begins[distinct + 1];
    global float *out = gradient + gradient_offset + (long)ids[ids_offset + uses[begin]] * gradient_stride + feature;
    global const float *source = g + g_offset + (long)feature * g_stride;
    float sum = *out;
    for (int use = begin; use < end; use++) {
        sum += source[uses[use]];
    }
    *out = sum;
}

// Column j of Y becomes row ids_j; Y is zero before.
kernel void gather_sparse_rows(global const int *row_offsets, global const int *columns_of, global const int *source,
                               int reordered, global const float *values, long values_offset, global const int *ids,
                               long ids_offset, global float *y, long y_offset, int y_stride, int columns)
{
    const int lane = get_local_id(0), size = get_local_size(0), j = get_global_id(1);
    const int row = ids[ids_offset + j], end = row_offsets[row + 1];
    for (int k = row_offsets[row] + lane; k < end; k += size) {
        y[y_offset + (long)columns_of[k] * y_stride + j] = values[values_offset + (reordered ? source[k] : k)];
    }
}

// Zeroes a matrix.
kernel void clear_matrix(global float *y, long y_offset, int y_stride, int columns)
{
    const int j = get_global_id(0) * LANES, row = get_global_id(1);
    if (j < columns) {
        store_some(y + y_offset + (long)row * y_stride + j, (vec)(0.0f), columns - j);
    }
}

// dW_(row, e) += sum of G_ej over the row's uses, in ascending j: a work-group per distinct row.
kernel void scatter_add_sparse_rows(global const int *row_offsets, global const int *columns_of,
                                    global const int *source, int reordered, global const int *ids, long ids_offset,
                                    global const int *uses, global const int *begins, global const float *g,
                                    long g_offset, int g_stride, global float *gradient, long gradient_offset)
{
    const int lane = get_local_id(0), size = get_local_size(0), distinct = get_global_id(1);
    const int begin = begins[distinct], end = begins[distinct + 1];
    const int row = ids[ids_offset + uses[begin]], last = row_offsets[row + 1];
    for (int k = row_offsets[row] + lane; k < last; k += size) {
        global const float *feature = g + g_offset + (long)columns_of[k] * g_stride;
        global float *out = gradient + gradient_offset + (reordered ? source[k] : k);
        float sum = *out;
        for (int use = begin; use < end; use++) {
            sum += feature[uses[use]];
        }
        *out = sum;
    }
}
