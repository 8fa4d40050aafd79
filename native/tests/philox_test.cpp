#include "philox.h"

#include "support.h"

// Known answers of the generator's authors (Random123, philox4x32 with 10 rounds).
TEST(Philox, KnownAnswers) {
    const strnn::PhiloxBlock zeros = strnn::philox_block(0, 0, 0, 0, 0);
    EXPECT_EQ(0x6627e8d5u, zeros.word[0]);
    EXPECT_EQ(0xe169c58du, zeros.word[1]);
    EXPECT_EQ(0xbc57ac4cu, zeros.word[2]);
    EXPECT_EQ(0x9b00dbd8u, zeros.word[3]);
    const strnn::PhiloxBlock pi =
        strnn::philox_block(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0x299f31d0a4093822u);
    EXPECT_EQ(0xd16cfe09u, pi.word[0]);
    EXPECT_EQ(0x24126ea1u, pi.word[3]);
}

TEST(Philox, ARunOfWordsStartsAnywhere) {
    uint32_t all[40], some[13];
    strnn::philox_words(99, 5, 7, 0, 40, all);
    for (uint64_t first = 0; first < 20; first++) {
        strnn::philox_words(99, 5, 7, first, 13, some);
        for (uint64_t k = 0; k < 13; k++) EXPECT_EQ(all[first + k], some[k]);
    }
}
