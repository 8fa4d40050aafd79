// Philox 4x32-10, word for word as src/StRnn/Randomness/Philox.cs defines it.
#pragma once
#include <cstdint>

namespace strnn {

struct PhiloxBlock {
    uint32_t word[4];
};

PhiloxBlock philox_block(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, uint64_t seed);

// words[k] = word first + k of the stream at the step.
void philox_words(uint64_t seed, uint32_t stream, uint32_t step, uint64_t first, int64_t count, uint32_t *words);

} // namespace strnn
