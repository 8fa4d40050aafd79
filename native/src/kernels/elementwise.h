// Element-wise work on one row, and sums of fixed runs.
#pragma once
#include "../philox.h"
#include "common.h"

namespace strnn::STRNN_TARGET {

// Applies body(position, count) to whole vectors, then to what is left.
template <class Body> inline void for_each_vector(int64_t count, const Body &body) {
    int64_t j = 0;
    for (; j + lanes <= count; j += lanes) body(j, lanes);
    if (j < count) body(j, static_cast<int>(count - j));
}

inline Vec load_some(const float *p, int count) { return count == lanes ? Vec::load(p) : Vec::load_first(p, count); }

inline void store_some(float *p, Vec x, int count) {
    if (count == lanes) {
        x.store(p);
    } else {
        x.store_first(p, count);
    }
}

inline void add_scalar(float *y, int64_t count, float value) {
    const Vec b = Vec::of(value);
    for_each_vector(count, [&](int64_t j, int n) { store_some(y + j, load_some(y + j, n) + b, n); });
}

inline void add(float *y, const float *x, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) { store_some(y + j, load_some(y + j, n) + load_some(x + j, n), n); });
}

// y = a * b
inline void multiply(float *y, const float *a, const float *b, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) { store_some(y + j, load_some(a + j, n) * load_some(b + j, n), n); });
}

// y += a * b
inline void multiply_add(float *y, const float *a, const float *b, int64_t count) {
    for_each_vector(count, [&](int64_t j, int n) {
        store_some(y + j, Vec::fma(load_some(a + j, n), load_some(b + j, n), load_some(y + j, n)), n);
    });
}

inline float row_sum(const float *x, int64_t count) {
    Vec sum = Vec::zero();
    for_each_vector(count, [&](int64_t j, int n) { sum = sum + load_some(x + j, n); });
    return sum.sum();
}

inline double sum(const float *x, int64_t count) {
    double sums[4] = {0, 0, 0, 0};
    int64_t j = 0;
    for (; j + 4 <= count; j += 4) {
        for (int lane = 0; lane < 4; lane++) sums[lane] += static_cast<double>(x[j + lane]);
    }
    for (; j < count; j++) sums[0] += static_cast<double>(x[j]);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

inline double squared_norm(const float *x, int64_t count) {
    double sums[4] = {0, 0, 0, 0};
    int64_t j = 0;
    for (; j + 4 <= count; j += 4) {
        for (int lane = 0; lane < 4; lane++) {
            const double value = static_cast<double>(x[j + lane]);
            sums[lane] += value * value;
        }
    }
    for (; j < count; j++) sums[0] += static_cast<double>(x[j]) * static_cast<double>(x[j]);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

inline void dropout(const float *x, float *y, int64_t count, uint64_t first, uint64_t seed, uint32_t stream,
                    uint32_t step, uint32_t threshold, float scale, bool accumulate) {
    constexpr int64_t run = 256;
    uint32_t words[run + lanes];
    const Vec factor = Vec::of(scale);
    for (int64_t begin = 0; begin < count; begin += run) {
        const int64_t length = count - begin < run ? count - begin : run;
        philox_words(seed, stream, step, first + static_cast<uint64_t>(begin), length, words);
        for_each_vector(length, [&](int64_t j, int n) {
            Vec kept = load_some(x + begin + j, n) * (Vec::at_least(words + j, threshold) * factor);
            if (accumulate) kept = kept + load_some(y + begin + j, n);
            store_some(y + begin + j, kept, n);
        });
    }
}

} // namespace strnn::STRNN_TARGET
