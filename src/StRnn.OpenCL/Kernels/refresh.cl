// The transposed twin's values: twin_k = values_(source_k).
//
// Variants: none. Assumptions: none. Tuning: the work-group's width, chosen by the host.

kernel void refresh_twin(global const float *values, long values_offset, global const int *source, global float *twin, int count)
{
    const int k = get_global_id(0);
    if (k < count) {
        twin[k] = values[values_offset + source[k]];
    }
}
