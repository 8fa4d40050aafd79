// Four neighbouring column numbers of a segment, read as one word: the loops over nonzeros are bound by loads.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>

namespace strnn::STRNN_TARGET {

static_assert(std::endian::native == std::endian::little, "four 16-bit column numbers are read as one 64-bit word");

struct FourColumns {
    uint64_t word;

    explicit FourColumns(const uint16_t *indices) { std::memcpy(&word, indices, sizeof word); }
    template <int I> int64_t at() const { return static_cast<int64_t>((word >> (16 * I)) & 0xffff); }
};

} // namespace strnn::STRNN_TARGET
