// Sums and squared norms of vectors, rounded once. Every sum is a pair high + low (Knuth's two-sum; the products of a
// norm by an exact fused multiply-add), about 48 bits, on devices with and without double precision alike. Fixed blocks
// of the vector are summed first, then the blocks in order, so no bit depends on the device's scheduling.
//
// Variants: a block is one work-group of any power of two of work-items, each with every size-th run of eight elements.
// Assumptions: no compiler option that lets sums be reordered. Tuning: the work-group's size.
#pragma OPENCL FP_CONTRACT OFF

#define REDUCTION_BLOCK 16384

static inline void add_exactly(float8 *high, float8 *low, float8 x)
{
    const float8 sum = *high + x;
    const float8 part = sum - *high;
    *low += (*high - (sum - part)) + (x - part);
    *high = sum;
}

static inline void add_pair(float *high, float *low, float x_high, float x_low)
{
    const float sum = *high + x_high;
    const float part = sum - *high;
    *low += ((*high - (sum - part)) + (x_high - part)) + x_low;
    *high = sum;
}

// Where the sum is not finite, the low part means nothing.
static inline float round_pair(float high, float low)
{
    return isfinite(high) ? high + low : high;
}

static inline float8 load_eight(global const float *p, long count)
{
    if (count >= 8) {
        return vload8(0, p);
    }
    float some[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    for (int i = 0; i < (int)count; i++) {
        some[i] = p[i];
    }
    return vload8(0, some);
}

// Block `get_group_id(0)` of the sum of x or of x*x. With `finish` there is one block, and the result is stored.
kernel void reduce_blocks(global const float *x, long x_offset, long length, int squared, global float2 *blocks,
                          int finish, global float *result, long result_offset, int accumulate, local float2 *partial)
{
    const int lane = get_local_id(0), size = get_local_size(0);
    const long begin = (long)get_group_id(0) * REDUCTION_BLOCK, end = min(length, begin + REDUCTION_BLOCK);
    float8 high = 0, low = 0;
    for (long j = begin + lane * 8; j < end; j += size * 8) {
        const float8 some = load_eight(x + x_offset + j, end - j);
        if (squared) {
            const float8 square = some * some;
            low += fma(some, some, -square);
            add_exactly(&high, &low, square);
        } else {
            add_exactly(&high, &low, some);
        }
    }
    float total = high.s0, error = low.s0;
    add_pair(&total, &error, high.s1, low.s1);
    add_pair(&total, &error, high.s2, low.s2);
    add_pair(&total, &error, high.s3, low.s3);
    add_pair(&total, &error, high.s4, low.s4);
    add_pair(&total, &error, high.s5, low.s5);
    add_pair(&total, &error, high.s6, low.s6);
    add_pair(&total, &error, high.s7, low.s7);
    partial[lane] = (float2)(total, error);
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane != 0) {
        return;
    }
    for (int other = 1; other < size; other++) {
        add_pair(&total, &error, partial[other].s0, partial[other].s1);
    }
    if (finish) {
        if (accumulate) {
            add_pair(&total, &error, result[result_offset], 0);
        }
        result[result_offset] = round_pair(total, error);
    } else {
        blocks[get_group_id(0)] = (float2)(total, error);
    }
}

// The blocks in order: one work-item.
kernel void reduce_finish(global const float2 *blocks, int count, global float *result, long result_offset,
                          int accumulate)
{
    float total = accumulate ? result[result_offset] : 0.0f, error = 0;
    for (int block = 0; block < count; block++) {
        add_pair(&total, &error, blocks[block].s0, blocks[block].s1);
    }
    result[result_offset] = round_pair(total, error);
}

#pragma OPENCL FP_CONTRACT ON
