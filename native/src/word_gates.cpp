// Each distinct word is multiplied once, for four rows of gates at a time, and its four values are then spread over the
// word's columns. Backward, the columns of a word are collected first, and the products of the words give both
// gradients.
#include "drivers.h"

#include <algorithm>
#include <limits>

#include "float4.h"

namespace strnn {

namespace {

// Rows that are handled together, and are neighbours for each word: one read of a column's word number serves four
// rows, and where a word repeats, the latency of its sums is paid once for four. There are 4H rows, so none is left
// over.
constexpr int64_t rows_per_task = 4;

// The table's gradient is summed in this many groups of rows of W, and the groups in order: no result depends on the
// threads.
constexpr int64_t groups = 16;

// The nonzeros of the looked-up words, by input: those of input e are begin[e] .. begin[e + 1], each with the number of
// its word, its value, and where its gradient lies.
struct Uses {
    int32_t *begin;
    int32_t *word;
    float *value;
    int32_t *source;
    int64_t count;
};

int64_t row_length(const PackedMatrix &matrix, int64_t row) {
    return matrix.row_offsets[static_cast<size_t>(row) + 1] - matrix.row_offsets[static_cast<size_t>(row)];
}

int32_t value_at(const PackedMatrix &matrix, int32_t nonzero) {
    return matrix.gather_source.empty() ? nonzero : matrix.gather_source[static_cast<size_t>(nonzero)];
}

Uses sort_uses(Context &context, const WordGates &input) {
    const PackedMatrix &table = input.table;
    int64_t count = 0;
    for (int64_t u = 0; u < input.word_count; u++) count += row_length(table, input.words[u]);
    int32_t *memory = context.lookups.get<int32_t>(table.columns + 1 + 3 * count);
    const Uses uses{memory, memory + table.columns + 1, reinterpret_cast<float *>(memory + table.columns + 1 + count),
                    memory + table.columns + 1 + 2 * count, count};
    std::fill(uses.begin, uses.begin + table.columns + 1, 0);
    const auto for_each_nonzero = [&](const auto &body) {
        for (int64_t u = 0; u < input.word_count; u++) {
            const size_t row = static_cast<size_t>(input.words[u]);
            for (int32_t k = table.row_offsets[row]; k < table.row_offsets[row + 1]; k++) {
                body(static_cast<int32_t>(u), table.column_indices[static_cast<size_t>(k)], value_at(table, k));
            }
        }
    };
    for_each_nonzero([&](int32_t, int32_t e, int32_t) { uses.begin[e + 1]++; });
    for (int64_t e = 0; e < table.columns; e++) uses.begin[e + 1] += uses.begin[e];
    // Filling moves each begin to its end, which is the next one's begin.
    visit(input.table_values, [&](const auto *values) {
        for_each_nonzero([&](int32_t u, int32_t e, int32_t source) {
            const int32_t at = uses.begin[e]++;
            uses.word[at] = u;
            uses.value[at] = widen(values[source]);
            uses.source[at] = source;
        });
    });
    for (int64_t e = table.columns; e > 0; e--) uses.begin[e] = uses.begin[e - 1];
    uses.begin[0] = 0;
    return uses;
}

// Calls body(nonzero's place among W's values, its input) for a row of W.
template <class Body> void for_each_input(const PackedMatrix &weight, int64_t row, const Body &body) {
    for (int32_t k = weight.row_offsets[static_cast<size_t>(row)]; k < weight.row_offsets[static_cast<size_t>(row) + 1];
         k++) {
        body(value_at(weight, k), weight.column_indices[static_cast<size_t>(k)]);
    }
}

// Writes four rows, for each column the four values of its word.
void spread(const float *of_word, const int32_t *index, const Matrix &gates, int64_t first) {
    float *rows[rows_per_task];
    for (int64_t r = 0; r < rows_per_task; r++) rows[r] = row_of(gates, first + r);
    int64_t j = 0;
    for (; j + 4 <= gates.columns; j += 4) {
        Float4 four[4];
        for (int64_t k = 0; k < 4; k++) four[k] = Float4::load(of_word + index[j + k] * rows_per_task);
        transpose(four);
        for (int64_t r = 0; r < 4; r++) four[r].store(rows[r] + j);
    }
    for (; j < gates.columns; j++) {
        for (int64_t r = 0; r < rows_per_task; r++) rows[r][j] = of_word[index[j] * rows_per_task + r];
    }
}

// The reverse of spread, summed over the columns of each word.
void collect(const Matrix &gates, int64_t first, const int32_t *index, float *of_word) {
    const float *rows[rows_per_task];
    for (int64_t r = 0; r < rows_per_task; r++) rows[r] = row_of(gates, first + r);
    int64_t j = 0;
    for (; j + 4 <= gates.columns; j += 4) {
        Float4 four[4];
        for (int64_t r = 0; r < 4; r++) four[r] = Float4::load(rows[r] + j);
        transpose(four);
        for (int64_t k = 0; k < 4; k++) {
            float *sums = of_word + index[j + k] * rows_per_task;
            (Float4::load(sums) + four[k]).store(sums);
        }
    }
    for (; j < gates.columns; j++) {
        for (int64_t r = 0; r < rows_per_task; r++) of_word[index[j] * rows_per_task + r] += rows[r][j];
    }
}

// The four values summed over all words, in four interleaved sums that are independent of each other.
void sum_words(const float *of_word, int64_t count, float *sums) {
    Float4 partial[4] = {};
    for (int64_t u = 0; u < count; u++) partial[u % 4] = partial[u % 4] + Float4::load(of_word + u * rows_per_task);
    ((partial[0] + partial[1]) + (partial[2] + partial[3])).store(sums);
}

} // namespace

void word_gates_forward(Context &context, const WordGates &input, const float *bias, const Matrix &gates) {
    const Uses uses = sort_uses(context, input);
    const int64_t hidden = gates.rows / 4, length = input.word_count + 1;
    float *buffers = context.partial.get<float>(context.pool.threads() * rows_per_task * length);
    context.pool.for_each_block(gates.rows / rows_per_task, [&](long task, int thread) {
        float *of_word = buffers + thread * rows_per_task * length;
        const int64_t first = task * rows_per_task;
        for (int64_t u = 0; u < input.word_count; u++)
            std::copy_n(bias + first, rows_per_task, of_word + u * rows_per_task);
        for (int64_t r = 0; r < rows_per_task; r++) {
            of_word[input.word_count * rows_per_task + r] =
                (first + r) / hidden == 2 ? 0.0f : -std::numeric_limits<float>::infinity();
            visit(input.weight_values, [&](const auto *values) {
                for_each_input(input.weight, first + r, [&](int32_t place, int32_t e) {
                    const float w = widen(values[place]);
                    for (int32_t t = uses.begin[e]; t < uses.begin[e + 1]; t++) {
                        of_word[uses.word[t] * rows_per_task + r] += w * uses.value[t];
                    }
                });
            });
        }
        spread(of_word, input.index, gates, first);
    });
}

void word_gates_backward(Context &context, const WordGates &input, const Matrix &d_gates, float *d_weight,
                         bool add_weight, float *d_table, bool add_table, float *d_bias, bool add_bias) {
    const Uses uses = sort_uses(context, input);
    const int64_t length = input.word_count + 1;
    const float *weight_values = static_cast<const float *>(input.weight_values.data);
    const int64_t group_rows = blocks_of(blocks_of(d_gates.rows, groups), rows_per_task) * rows_per_task;
    float *buffers = context.partial.get<float>(context.pool.threads() * rows_per_task * length + groups * uses.count);
    float *partial = buffers + context.pool.threads() * rows_per_task * length;
    context.pool.for_each_block(groups, [&](long group, int thread) {
        float *table_sums = partial + group * uses.count;
        std::fill(table_sums, table_sums + uses.count, 0.0f);
        float *of_word = buffers + thread * rows_per_task * length;
        const int64_t end = std::min(d_gates.rows, (group + 1) * group_rows);
        for (int64_t first = group * group_rows; first < end; first += rows_per_task) {
            std::fill(of_word, of_word + rows_per_task * length, 0.0f);
            collect(d_gates, first, input.index, of_word);
            float sums[rows_per_task];
            sum_words(of_word, input.word_count, sums);
            for (int64_t r = 0; r < rows_per_task; r++) {
                const float *d = of_word + r;
                d_bias[first + r] = add_bias ? d_bias[first + r] + sums[r] : sums[r];
                for_each_input(input.weight, first + r, [&](int32_t place, int32_t e) {
                    const float w = weight_values[place];
                    float gradient = 0.0f;
                    for (int32_t t = uses.begin[e]; t < uses.begin[e + 1]; t++) {
                        const float x = d[uses.word[t] * rows_per_task];
                        gradient += x * uses.value[t];
                        table_sums[t] += x * w;
                    }
                    d_weight[place] = add_weight ? d_weight[place] + gradient : gradient;
                });
            }
        }
    });
    if (!add_table) {
        constexpr int64_t run = 1 << 16;
        context.pool.for_each_block(blocks_of(input.table.nnz, run), [&](long task, int) {
            std::fill(d_table + task * run, d_table + std::min<int64_t>(input.table.nnz, (task + 1) * run), 0.0f);
        });
    }
    constexpr int64_t run = 1 << 12;
    context.pool.for_each_block(blocks_of(uses.count, run), [&](long task, int) {
        const int64_t end = std::min(uses.count, (task + 1) * run);
        for (int64_t t = task * run; t < end; t++) {
            float sum = 0.0f;
            for (int64_t group = 0; group < groups; group++) sum += partial[group * uses.count + t];
            d_table[uses.source[t]] += sum;
        }
    });
}

} // namespace strnn
