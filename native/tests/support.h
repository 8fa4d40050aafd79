// Shared by the native tests: contexts per instruction set, random operands with guard words, and patterns.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "kernel_table.h"
#include "strnn/strnn.h"

namespace support {

struct ContextDeleter {
    void operator()(strnn_context *context) const { strnn_context_destroy(context); }
};
struct PackedMatrixDeleter {
    void operator()(strnn_packed_matrix *packed) const { strnn_packed_matrix_destroy(packed); }
};
using ContextPtr = std::unique_ptr<strnn_context, ContextDeleter>;
using PackedMatrixPtr = std::unique_ptr<strnn_packed_matrix, PackedMatrixDeleter>;

inline ContextPtr open(int32_t isa, int32_t threads) {
    strnn_context *context = nullptr;
    EXPECT_EQ(STRNN_OK, strnn_context_create(threads, isa, &context)) << strnn_last_error();
    return ContextPtr(context);
}

// The instruction sets this machine can run; in an emulator, which is slow, the best one.
inline std::vector<int32_t> instruction_sets() {
#if defined(STRNN_EMULATED)
    return {strnn_best_isa()};
#else
    std::vector<int32_t> sets;
    for (int32_t isa = STRNN_ISA_SCALAR; isa <= STRNN_ISA_NEON; isa++) {
        if (strnn::can_run(isa)) sets.push_back(isa);
    }
    return sets;
#endif
}

inline std::string name_of(int32_t isa) {
    return isa == STRNN_ISA_NEON     ? "neon"
           : isa == STRNN_ISA_AVX512 ? "avx512"
           : isa == STRNN_ISA_AVX2   ? "avx2"
                                     : "scalar";
}

// A matrix in a larger array: unaligned start, padded rows, and guard words that a kernel must leave alone.
class Guarded {
  public:
    Guarded(int64_t rows, int64_t columns, unsigned seed, int64_t offset = 3, int64_t padding = 5)
        : rows_(rows), columns_(columns), offset_(offset), stride_(columns + padding),
          data_(static_cast<size_t>(offset + rows * stride_ + 8), guard) {
        std::mt19937 random(seed);
        std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
        for (int64_t i = 0; i < rows; i++) {
            for (int64_t j = 0; j < columns; j++) at(i, j) = uniform(random);
        }
    }

    strnn_matrix view() { return {data_.data() + offset_, rows_, columns_, stride_}; }
    float &at(int64_t i, int64_t j) { return data_[static_cast<size_t>(offset_ + i * stride_ + j)]; }
    float at(int64_t i, int64_t j) const { return data_[static_cast<size_t>(offset_ + i * stride_ + j)]; }
    const std::vector<float> &raw() const { return data_; }

    bool guards_intact() const {
        for (int64_t k = 0; k < static_cast<int64_t>(data_.size()); k++) {
            const int64_t from_start = k - offset_;
            const bool inside = from_start >= 0 && from_start < rows_ * stride_ && from_start % stride_ < columns_;
            if (!inside && data_[static_cast<size_t>(k)] != guard) return false;
        }
        return true;
    }

  private:
    static constexpr float guard = 12345.0f;
    int64_t rows_, columns_, offset_, stride_;
    std::vector<float> data_;
};

// A random pattern with some empty rows and one full row.
struct Pattern {
    int64_t rows, columns;
    std::vector<int32_t> offsets, indices;
    // So many rows share their columns: neighbours, or one of each gate.
    int32_t height = 1;
    bool across_gates = false;

    Pattern(int64_t rows_, int64_t columns_, double density, unsigned seed)
        : rows(rows_), columns(columns_), offsets{0} {
        std::mt19937 random(seed);
        std::uniform_real_distribution<double> uniform(0, 1);
        for (int64_t i = 0; i < rows; i++) {
            const double row_density = density == 0 || i % 7 == 3 ? 0 : i == rows / 2 ? 1.1 : density;
            for (int64_t j = 0; j < columns; j++) {
                if (uniform(random) < row_density) indices.push_back(static_cast<int32_t>(j));
            }
            offsets.push_back(static_cast<int32_t>(indices.size()));
        }
    }

    // A pattern of blocks, each with the columns that a row has above.
    static Pattern of_blocks(int64_t rows, int64_t columns, double density, unsigned seed, int32_t height,
                             bool across_gates) {
        const Pattern blocks(rows / height, columns, density, seed);
        Pattern pattern = blocks;
        pattern.rows = rows;
        pattern.height = height;
        pattern.across_gates = across_gates;
        pattern.offsets = {0};
        pattern.indices.clear();
        for (int64_t row = 0; row < rows; row++) {
            const size_t block = static_cast<size_t>(across_gates ? row % (rows / height) : row / height);
            pattern.indices.insert(pattern.indices.end(), blocks.indices.begin() + blocks.offsets[block],
                                   blocks.indices.begin() + blocks.offsets[block + 1]);
            pattern.offsets.push_back(static_cast<int32_t>(pattern.indices.size()));
        }
        return pattern;
    }

    int64_t nnz() const { return static_cast<int64_t>(indices.size()); }

    PackedMatrixPtr pack(int32_t uses) const {
        strnn_packed_matrix *packed = nullptr;
        EXPECT_EQ(STRNN_OK, strnn_packed_matrix_create(rows, columns, offsets.data(), indices.data(), height,
                                                       across_gates, uses, &packed))
            << strnn_last_error();
        return PackedMatrixPtr(packed);
    }
};

inline std::vector<float> random_values(int64_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
    std::vector<float> values(static_cast<size_t>(count));
    for (float &value : values) value = uniform(random);
    return values;
}

// Values as the products take them.
inline strnn_values floats(const std::vector<float> &values) { return {values.data(), STRNN_FLOAT32}; }
inline strnn_values halves(const std::vector<uint16_t> &values) { return {values.data(), STRNN_BFLOAT16}; }

// stored[order[k]] = canonical[k]
template <class Value>
std::vector<Value> in_packed_order(const strnn_packed_matrix *packed, const std::vector<Value> &canonical) {
    std::vector<int32_t> order(canonical.size());
    EXPECT_EQ(STRNN_OK, strnn_packed_matrix_order(packed, order.data()));
    std::vector<Value> stored(canonical.size());
    for (size_t k = 0; k < canonical.size(); k++) stored[static_cast<size_t>(order[k])] = canonical[k];
    return stored;
}

// A bound on the rounding of a sum of count products whose magnitudes add up to absolute, in any order.
inline double rounding(int64_t count, double absolute) {
    return 2 * static_cast<double>(count + 2) * std::ldexp(1.0, -24) * absolute;
}

} // namespace support
