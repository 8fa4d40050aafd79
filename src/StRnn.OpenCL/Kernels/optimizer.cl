// IOptimizerKernels: one linear sweep over values, gradient and optimiser state.
//
// Variants: none. Assumptions: as in common.cl. Tuning: the work-group's width.

// The factor of the gradient that keeps its norm at or below the largest one allowed.
static inline float clip_scale(float squared_norm, float clip_norm)
{
    const float norm = sqrt(squared_norm);
    return isinf(clip_norm) || norm <= clip_norm ? 1.0f : clip_norm / norm;
}

kernel void sgd_momentum(global float *values, long values_offset, global const float *gradient, long gradient_offset,
                         global float *velocity, long velocity_offset, int has_velocity, long length,
                         global const float *squared_norm, long squared_norm_offset, float rate, float momentum,
                         float decay, float clip_norm)
{
    const long j = (long)get_global_id(0) * LANES;
    if (j >= length) {
        return;
    }
    const int count = (int)min(length - j, (long)LANES);
    const float scale = clip_scale(squared_norm[squared_norm_offset], clip_norm);
    const vec w = load_some(values + values_offset + j, count);
    vec step = MULTIPLY_ADD((vec)(decay), w, scale * load_some(gradient + gradient_offset + j, count));
    if (has_velocity) {
        step = MULTIPLY_ADD((vec)(momentum), load_some(velocity + velocity_offset + j, count), step);
        store_some(velocity + velocity_offset + j, step, count);
    }
    store_some(values + values_offset + j, MULTIPLY_ADD((vec)(-rate), step, w), count);
}

kernel void adam(global float *values, long values_offset, global const float *gradient, long gradient_offset,
                 global float *first, long first_offset, global float *second, long second_offset, long length,
                 global const float *squared_norm, long squared_norm_offset, float rate, float beta1, float beta2,
                 float epsilon, float decay, float clip_norm, float second_correction)
{
    const long j = (long)get_global_id(0) * LANES;
    if (j >= length) {
        return;
    }
    const int count = (int)min(length - j, (long)LANES);
    const float scale = clip_scale(squared_norm[squared_norm_offset], clip_norm);
    const vec w = load_some(values + values_offset + j, count);
    const vec g = MULTIPLY_ADD((vec)(decay), w, scale * load_some(gradient + gradient_offset + j, count));
    const vec m = MULTIPLY_ADD((vec)(beta1), load_some(first + first_offset + j, count), (1.0f - beta1) * g);
    const vec v = MULTIPLY_ADD((vec)(beta2), load_some(second + second_offset + j, count), (1.0f - beta2) * (g * g));
    store_some(first + first_offset + j, m, count);
    store_some(second + second_offset + j, v, count);
    store_some(values + values_offset + j, w - rate * m / (sqrt(v * second_correction) + epsilon), count);
}

// The old average has the share 0, exactly, while the new one is the value. Without ages every value has the given
// share.
kernel void average(global const float *values, long values_offset, global float *average, long average_offset,
                    global float *ages, long ages_offset, int has_ages, long length, float share)
{
    const long j = (long)get_global_id(0) * LANES;
    if (j >= length) {
        return;
    }
    const int count = (int)min(length - j, (long)LANES);
    vec part = (vec)(share);
    if (has_ages) {
        const vec age = load_some(ages + ages_offset + j, count);
        part = 1.0f / fmax(age, (vec)(1.0f));
        store_some(ages + ages_offset + j, age + 1.0f, count);
    }
    const vec old = (1.0f - part) * load_some(average + average_offset + j, count);
    const vec w = load_some(values + values_offset + j, count);
    store_some(average + average_offset + j, MULTIPLY_ADD(part, w, old), count);
}
