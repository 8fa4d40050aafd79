// Philox 4x32-10 (Salmon et al. 2011), bit for bit StRnn.Randomness.Philox: word k of (seed, stream, step) is component
// k mod 4 of the block at counter (low k/4, high k/4, step, stream) under the key (low seed, high seed).
//
// Variants: none. Assumptions: none. Tuning: none.

static inline uint4 philox_block(ulong block, uint step, uint stream, ulong seed)
{
    uint4 counter = (uint4)((uint)block, (uint)(block >> 32), step, stream);
    uint key0 = (uint)seed, key1 = (uint)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        const uint high_a = mul_hi(0xD2511F53u, counter.s0), low_a = 0xD2511F53u * counter.s0;
        const uint high_b = mul_hi(0xCD9E8D57u, counter.s2), low_b = 0xCD9E8D57u * counter.s2;
        counter = (uint4)(high_b ^ counter.s1 ^ key0, low_b, high_a ^ counter.s3 ^ key1, low_a);
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    return counter;
}

static inline uint word_of(uint4 block, uint component)
{
    return component < 2 ? (component == 0 ? block.s0 : block.s1) : (component == 2 ? block.s2 : block.s3);
}

// The multiplier at element `index` of a mask: 0 or 1/(1 - p).
static inline float multiplier_of(ulong seed, uint stream, uint step, uint threshold, float scale, ulong index)
{
    return word_of(philox_block(index >> 2, step, stream, seed), (uint)(index & 3)) >= threshold ? scale : 0.0f;
}
