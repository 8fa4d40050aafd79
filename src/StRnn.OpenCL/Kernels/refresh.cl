// The transposed copy's values: twin_k = values_(source_k).
//
// Variants: none. Assumptions: none. Tuning: the work-group's width, chosen by the host.

kernel void refresh_transposed(global const float *values, long values_offset, global const int *source, global float *transposed copy, int count)
{
    const int k = get_global_id(0);
    if (k < count) {
        transposed copy[k] = values[values_offset + source[k]];
    }
}
