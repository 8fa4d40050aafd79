// The transposed copy's values: transposed_k = values_(source_k).
//
// Variants: none. Assumptions: none. Tuning: the work-group's width, chosen by the host.

kernel void refresh_transposed(global const float *values, long values_offset, global const int *source,
                               global float *transposed, int count)
{
    const int k = get_global_id(0);
    if (k < count) {
        transposed[k] = values[values_offset + source[k]];
    }
}
