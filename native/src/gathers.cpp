// Rows of a table and columns of a matrix, by number, and the sums that are their gradients. A sum's terms come in
// ascending order of columns, on one thread: a thread has all columns that use one row of the table, or a few rows of a
// matrix.
#include "drivers.h"

#include <algorithm>
#include <cstring>

namespace strnn {

namespace {

// Sixteen columns are one cache line of the output: threads do not share lines.
constexpr int64_t columns_per_task = 16;

// The columns that look up one row are handled together, in ascending order, by one thread.
struct RowUses {
    const int32_t *columns; // all columns, sorted by row, then by column
    const int32_t *begins;  // where each distinct row's columns begin; count + 1
    int64_t count;
};

RowUses sort_uses(Context &context, const int32_t *ids, int64_t count) {
    int32_t *columns = context.lookups.get<int32_t>(2 * count + 1);
    int32_t *begins = columns + count;
    for (int64_t j = 0; j < count; j++) columns[j] = static_cast<int32_t>(j);
    std::sort(columns, columns + count,
              [&](int32_t a, int32_t b) { return ids[a] != ids[b] ? ids[a] < ids[b] : a < b; });
    int64_t distinct = 0;
    for (int64_t j = 0; j < count; j++) {
        if (j == 0 || ids[columns[j]] != ids[columns[j - 1]]) begins[distinct++] = static_cast<int32_t>(j);
    }
    begins[distinct] = static_cast<int32_t>(count);
    return {columns, begins, distinct};
}

float sum_uses(const Matrix &g, int64_t feature, const int32_t *begin, const int32_t *end, float start) {
    const float *row = row_of(g, feature);
    float sum = start;
    for (const int32_t *column = begin; column < end; column++) sum += row[*column];
    return sum;
}

// Where a column repeats, four rows hide the latency of each other's sums.
constexpr int64_t rows_of_sums = 4;

template <bool accumulate>
void gather(const float *x, const int32_t *index, const float *weights, float *y, int64_t count) {
    for (int64_t j = 0; j < count; j++) {
        float value = index[j] < 0 ? 0.0f : x[index[j]];
        if (weights != nullptr && index[j] >= 0) value *= weights[j];
        y[j] = accumulate ? y[j] + value : value;
    }
}

template <class Value>
void gather_rows(Context &context, const PackedMatrix &table, const Value *values, const int32_t *ids,
                 const Matrix &y) {
    context.pool.for_each_block(blocks_of(y.columns, columns_per_task), [&](long task, int) {
        const int64_t begin = task * columns_per_task, end = std::min(y.columns, begin + columns_per_task);
        for (int64_t feature = 0; feature < y.rows; feature++) {
            std::memset(row_of(y, feature) + begin, 0, static_cast<size_t>(end - begin) * sizeof(float));
        }
        for (int64_t j = begin; j < end; j++) {
            for (int32_t k = table.row_offsets[static_cast<size_t>(ids[j])];
                 k < table.row_offsets[static_cast<size_t>(ids[j]) + 1]; k++) {
                const size_t nonzero = static_cast<size_t>(k);
                const int32_t source = table.gather_source.empty() ? k : table.gather_source[nonzero];
                row_of(y, table.column_indices[nonzero])[j] = widen(values[source]);
            }
        }
    });
}

} // namespace

void gather_rows(Context &context, const PackedMatrix &table, Values values, const int32_t *ids, const Matrix &y) {
    visit(values, [&](const auto *typed) { gather_rows(context, table, typed, ids, y); });
}

void scatter_add_rows(Context &context, const PackedMatrix &table, const int32_t *ids, const Matrix &g, float *gradient,
                      bool accumulate) {
    if (!accumulate) {
        constexpr int64_t run = 1 << 16;
        context.pool.for_each_block(blocks_of(table.nnz, run), [&](long task, int) {
            std::fill(gradient + task * run, gradient + std::min<int64_t>(table.nnz, (task + 1) * run), 0.0f);
        });
    }
    const RowUses uses = sort_uses(context, ids, g.columns);
    context.pool.for_each_block(uses.count, [&](long u, int) {
        const int32_t *begin = uses.columns + uses.begins[u], *end = uses.columns + uses.begins[u + 1];
        const size_t row = static_cast<size_t>(ids[*begin]);
        for (int32_t k = table.row_offsets[row]; k < table.row_offsets[row + 1]; k++) {
            const size_t nonzero = static_cast<size_t>(k);
            float &target = gradient[table.gather_source.empty() ? k : table.gather_source[nonzero]];
            target = sum_uses(g, table.column_indices[nonzero], begin, end, target);
        }
    });
}

void gather_dense_rows(Context &context, const Matrix &table, const int32_t *ids, const Matrix &y) {
    context.pool.for_each_block(blocks_of(y.columns, columns_per_task), [&](long task, int) {
        const int64_t begin = task * columns_per_task, end = std::min(y.columns, begin + columns_per_task);
        for (int64_t feature = 0; feature < y.rows; feature++) {
            float *out = row_of(y, feature);
            for (int64_t j = begin; j < end; j++) out[j] = row_of(table, ids[j])[feature];
        }
    });
}

void scatter_add_dense_rows(Context &context, const int32_t *ids, const Matrix &g, const Matrix &gradient) {
    const RowUses uses = sort_uses(context, ids, g.columns);
    context.pool.for_each_block(uses.count, [&](long u, int) {
        const int32_t *begin = uses.columns + uses.begins[u], *end = uses.columns + uses.begins[u + 1];
        float *row = row_of(gradient, ids[*begin]);
        for (int64_t feature = 0; feature < g.rows; feature++)
            row[feature] = sum_uses(g, feature, begin, end, row[feature]);
    });
}

void gather_columns(Context &context, const Matrix &x, const int32_t *index, const float *weights, const Matrix &y,
                    bool accumulate) {
    const auto run = accumulate ? gather<true> : gather<false>;
    context.pool.for_each_block(y.rows,
                                [&](long row, int) { run(row_of(x, row), index, weights, row_of(y, row), y.columns); });
}

void scatter_add_columns(Context &context, const Matrix &x, const int32_t *index, const float *weights, const Matrix &y,
                         bool accumulate) {
    context.pool.for_each_block(blocks_of(y.rows, rows_of_sums), [&](long task, int) {
        const int64_t begin = task * rows_of_sums, rows = std::min(rows_of_sums, y.rows - begin);
        const float *source[rows_of_sums];
        float *target[rows_of_sums];
        for (int64_t r = 0; r < rows; r++) {
            source[r] = row_of(x, begin + r);
            target[r] = row_of(y, begin + r);
            if (!accumulate) std::fill(target[r], target[r] + y.columns, 0.0f);
        }
        for (int64_t j = 0; j < x.columns; j++) {
            if (index[j] < 0) continue;
            const float weight = weights == nullptr ? 1.0f : weights[j];
            for (int64_t r = 0; r < rows; r++) target[r][index[j]] += weight * source[r][j];
        }
    });
}

} // namespace strnn
