// ILossKernels: softmax cross entropy. The rows are cut into fixed blocks; each gives its own maximum and sum of
// exponentials per column, and the blocks are combined in order.
//
// Variants: none. Assumptions: as in common.cl. Tuning: SOFTMAX_ROWS, the rows of a block; the work-group's width.

#define SOFTMAX_ROWS 128

// fmax would lose a NaN.
static inline vec greater_or_nan(vec maximum, vec x)
{
    return select(maximum, x, (x > maximum) | isnan(x));
}

// maxima and sums are [blocks, columns], without gaps.
kernel void softmax_blocks(global const float *logits, long logits_offset, int logits_stride, int rows, int columns,
                           global float *maxima, global float *sums)
{
    const int j = get_global_id(0) * LANES, block = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j, begin = block * SOFTMAX_ROWS, end = min(rows, begin + SOFTMAX_ROWS);
    global const float *source = logits + logits_offset + j;
    vec maximum = load_some(source + (long)begin * logits_stride, count);
    for (int row = begin + 1; row < end; row++) {
        maximum = greater_or_nan(maximum, load_some(source + (long)row * logits_stride, count));
    }
    vec sum = 0;
    for (int row = begin; row < end; row++) {
        sum += exp(load_some(source + (long)row * logits_stride, count) - maximum);
    }
    store_some(maxima + (long)block * columns + j, maximum, count);
    store_some(sums + (long)block * columns + j, sum, count);
}

kernel void softmax_finish(global const float *logits, long logits_offset, int logits_stride, int blocks, int columns,
                           global const float *maxima, global const float *sums, global const int *targets,
                           long targets_offset, global float *log_sum_exp, long log_sum_exp_offset,
                           global float *losses, long losses_offset)
{
    const int j = get_global_id(0);
    if (j >= columns) {
        return;
    }
    const int target = targets[targets_offset + j];
    if (target < 0) {
        // The backward kernel computes exp(logit - infinity): no probability, no gradient.
        log_sum_exp[log_sum_exp_offset + j] = INFINITY;
        losses[losses_offset + j] = 0;
        return;
    }
    float maximum = maxima[j];
    for (int block = 1; block < blocks; block++) {
        const float other = maxima[(long)block * columns + j];
        maximum = other > maximum || isnan(other) ? other : maximum;
    }
    float sum = 0;
    for (int block = 0; block < blocks; block++) {
        const float other = maxima[(long)block * columns + j];
        // A block of nothing but -infinity adds nothing; its own sum is exp(-inf - -inf), no number.
        if (other == -INFINITY && maximum > other) {
            continue;
        }
        sum += sums[(long)block * columns + j] * exp(other - maximum);
    }
    const float log_of_sum = log(sum);
    const float logit = logits[logits_offset + (long)target * logits_stride + j];
    log_sum_exp[log_sum_exp_offset + j] = maximum + log_of_sum;
    losses[losses_offset + j] = (maximum - logit) + log_of_sum;
}

// dLogits_vj = scale * (exp(logits_vj - logSumExp_j) - [v = targets_j])
kernel void softmax_backward(global const float *logits, long logits_offset, int logits_stride, int columns,
                             global const int *targets, long targets_offset, global const float *log_sum_exp,
                             long log_sum_exp_offset, float scale, global float *gradient, long gradient_offset,
                             int gradient_stride)
{
    const int j = get_global_id(0) * LANES, row = get_global_id(1);
    if (j >= columns) {
        return;
    }
    const int count = columns - j;
    const vec probability = exp(load_some(logits + logits_offset + (long)row * logits_stride + j, count)
        - load_some(log_sum_exp + log_sum_exp_offset + j, count));
    const vec expected = one_where_equal(load_some_integers(targets + targets_offset + j, count), row);
    store_some(gradient + gradient_offset + (long)row * gradient_stride + j, scale * (probability - expected), count);
}
