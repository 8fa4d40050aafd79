// ILossKernels: the Huber loss. With c = min(|e|, delta), the loss is c * (|e| - c / 2) and its gradient c with the
// sign of e; rows are summed in order.
//
// Variants: none. Assumptions: as in common.cl. Tuning: the work-group's width.

// min would lose a NaN.
static inline vec cut_or_nan(vec size, float delta)
{
    return select(size, (vec)(delta), size > (vec)(delta));
}

kernel void huber_forward(global const float *outputs, long outputs_offset, int outputs_stride, int rows, int columns,
                          global const float *targets, long targets_offset, int targets_stride,
                          global const float *weights, long weights_offset, int has_weights, float delta, float scale,
                          global float *losses, long losses_offset)
{
    const int j = get_global_id(0) * LANES, count = columns - j;
    if (count <= 0) {
        return;
    }
    vec sum = 0;
    for (int row = 0; row < rows; row++) {
        const vec size = fabs(load_some(outputs + outputs_offset + (long)row * outputs_stride + j, count)
            - load_some(targets + targets_offset + (long)row * targets_stride + j, count));
        const vec cut = cut_or_nan(size, delta);
        sum = MULTIPLY_ADD(cut, size - 0.5f * cut, sum);
    }
    const vec factor = has_weights ? scale * load_some(weights + weights_offset + j, count) : (vec)(scale);
    store_some(losses + losses_offset + j, factor * sum, count);
}

kernel void huber_backward(global const float *outputs, long outputs_offset, int outputs_stride, int columns,
                           global const float *targets, long targets_offset, int targets_stride,
                           global const float *weights, long weights_offset, int has_weights, float delta, float scale,
                           global float *gradient, long gradient_offset, int gradient_stride)
{
    const int j = get_global_id(0) * LANES, row = get_global_id(1), count = columns - j;
    if (count <= 0) {
        return;
    }
    const vec error = load_some(outputs + outputs_offset + (long)row * outputs_stride + j, count)
        - load_some(targets + targets_offset + (long)row * targets_stride + j, count);
    const vec cut = copysign(cut_or_nan(fabs(error), delta), error);
    const vec factor = has_weights ? scale * load_some(weights + weights_offset + j, count) : (vec)(scale);
    store_some(gradient + gradient_offset + (long)row * gradient_stride + j, factor * cut, count);
}
