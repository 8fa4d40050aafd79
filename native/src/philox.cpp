#include "philox.h"

namespace strnn {

PhiloxBlock philox_block(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, uint64_t seed) {
    uint32_t key0 = static_cast<uint32_t>(seed);
    uint32_t key1 = static_cast<uint32_t>(seed >> 32);
    for (int round = 0; round < 10; round++) {
        const uint64_t a = uint64_t{0xD2511F53} * c0;
        const uint64_t b = uint64_t{0xCD9E8D57} * c2;
        const uint32_t n0 = static_cast<uint32_t>(b >> 32) ^ c1 ^ key0;
        const uint32_t n2 = static_cast<uint32_t>(a >> 32) ^ c3 ^ key1;
        c1 = static_cast<uint32_t>(b);
        c3 = static_cast<uint32_t>(a);
        c0 = n0;
        c2 = n2;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    return {{c0, c1, c2, c3}};
}

void philox_words(uint64_t seed, uint32_t stream, uint32_t step, uint64_t first, int64_t count, uint32_t *words) {
    int64_t k = 0;
    while (k < count) {
        const uint64_t index = first + static_cast<uint64_t>(k);
        const uint64_t block = index >> 2;
        const PhiloxBlock four =
            philox_block(static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), step, stream, seed);
        for (uint64_t lane = index & 3; lane < 4 && k < count; lane++, k++) words[k] = four.word[lane];
    }
}

} // namespace strnn
