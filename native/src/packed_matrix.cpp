#include "packed_matrix.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>

namespace strnn {

namespace {

void check(const CsrView &pattern) {
    if (pattern.rows <= 0 || pattern.columns <= 0 || pattern.row_offsets[0] != 0) {
        throw std::invalid_argument("a packed matrix needs at least one row and one column, and row offsets from 0");
    }
    for (int64_t row = 0; row < pattern.rows; row++) {
        int32_t previous = -1;
        for (int32_t k = pattern.row_offsets[row]; k < pattern.row_offsets[row + 1]; k++) {
            const int32_t column = pattern.column_indices[k];
            if (column <= previous || column >= pattern.columns) {
                throw std::invalid_argument(
                    "column indices must ascend strictly within a row and lie below the number of columns");
            }
            previous = column;
        }
    }
}

std::span<const int32_t> columns_of_row(const CsrView &pattern, int64_t row) {
    const int32_t begin = pattern.row_offsets[row], end = pattern.row_offsets[row + 1];
    return {pattern.column_indices + begin, static_cast<size_t>(end - begin)};
}

void check(const CsrView &pattern, RowBlocks blocks) {
    const int64_t height = blocks.height;
    if ((height != 1 && height != 2 && height != 4 && height != 8) || pattern.rows % height != 0) {
        throw std::invalid_argument("blocks of " + std::to_string(height) + " rows in a matrix of " +
                                    std::to_string(pattern.rows) +
                                    ": the height must be 1, 2, 4 or 8 and divide the rows");
    }
    const RowOrder order = blocks.order(pattern.rows);
    for (int64_t position = 0; position < pattern.rows; position++) {
        const int64_t row = order.row_of(position), first = order.row_of(position - position % height);
        if (!std::ranges::equal(columns_of_row(pattern, row), columns_of_row(pattern, first))) {
            throw std::invalid_argument("row " + std::to_string(row) + " has other columns than row " +
                                        std::to_string(first) + " of the same block");
        }
    }
}

// The blocks that the kernels can use: a recurrence needs the rows of a unit side by side, so blocks of other rows are
// packed row by row there. Blocks of a multiple of the gates hold whole units.
RowBlocks usable(RowBlocks blocks, int64_t gates) {
    if (gates == 1) return blocks;
    return blocks.across_gates && blocks.height % gates == 0 ? RowBlocks{gates, true} : RowBlocks{};
}

// The transposed pattern; source[k] = which nonzero of the pattern is the k-th of the transposed one.
struct Transposed {
    PlatformVector<int32_t> row_offsets, column_indices, source;
};

Transposed transpose(const CsrView &pattern) {
    Transposed t;
    t.row_offsets.assign(static_cast<size_t>(pattern.columns) + 1, 0);
    t.column_indices.resize(static_cast<size_t>(pattern.nnz()));
    t.source.resize(static_cast<size_t>(pattern.nnz()));
    for (int64_t k = 0; k < pattern.nnz(); k++) t.row_offsets[static_cast<size_t>(pattern.column_indices[k]) + 1]++;
    std::partial_sum(t.row_offsets.begin(), t.row_offsets.end(), t.row_offsets.begin());
    PlatformVector<int32_t> next(t.row_offsets.begin(), t.row_offsets.end() - 1);
    for (int64_t row = 0; row < pattern.rows; row++) {
        for (int32_t k = pattern.row_offsets[row]; k < pattern.row_offsets[row + 1]; k++) {
            const size_t at = static_cast<size_t>(next[static_cast<size_t>(pattern.column_indices[k])]++);
            t.column_indices[at] = static_cast<int32_t>(row);
            t.source[at] = k;
        }
    }
    return t;
}

template <class T> int64_t size_in_bytes(const PlatformVector<T> &v) {
    return static_cast<int64_t>(v.size() * sizeof(T));
}

} // namespace

PackedMatrix::PackedMatrix(const CsrView &pattern, RowBlocks blocks, int32_t uses_)
    : rows(pattern.rows), columns(pattern.columns), nnz(pattern.nnz()), uses(uses_) {
    check(pattern);
    check(pattern, blocks);
    const bool lstm = (uses & STRNN_USE_LSTM) != 0, rhn = (uses & STRNN_USE_RHN) != 0, recurrent = lstm || rhn;
    const int64_t gates = lstm ? 4 : rhn ? 2 : 1;
    if (lstm && rhn) throw std::invalid_argument("a packed matrix serves one kind of recurrence");
    if (recurrent && rows != gates * columns) {
        throw std::invalid_argument("a recurrent matrix has as many rows per column as the cell has gates");
    }

    PlatformVector<int32_t> position_of;
    const RowBlocks packed = usable(blocks, gates);
    if (has_product() || has_transposed()) {
        const RowOrder order = recurrent ? RowOrder{gates, columns} : packed.order(rows);
        product =
            build_panels(pattern, order, packed.height, {recurrent, (uses & STRNN_USE_FORWARD) != 0}, &position_of);
    }
    if (has_transposed()) {
        if (packed.height == 1) {
            const Transposed t = transpose(pattern);
            PlatformVector<int32_t> transposed_position;
            transposed = build_panels({columns, rows, t.row_offsets.data(), t.column_indices.data()}, RowOrder{}, 1,
                                      {.recurrent = recurrent}, &transposed_position);
            transposed_source.resize(static_cast<size_t>(nnz));
            for (size_t k = 0; k < t.source.size(); k++) {
                transposed_source[static_cast<size_t>(transposed_position[k])] =
                    position_of[static_cast<size_t>(t.source[k])];
            }
        }
        transposed_values.assign(static_cast<size_t>(nnz), 0.0f);
    }
    if ((uses & STRNN_USE_GATHER) != 0 || !has_panels()) {
        row_offsets.assign(pattern.row_offsets, pattern.row_offsets + rows + 1);
        column_indices.assign(pattern.column_indices, pattern.column_indices + nnz);
        gather_source = std::move(position_of);
    }
}

int64_t PackedMatrix::bytes() const {
    return product.bytes() + transposed.bytes() + size_in_bytes(transposed_source) + size_in_bytes(transposed_values) +
           size_in_bytes(row_offsets) + size_in_bytes(column_indices) + size_in_bytes(gather_source);
}

namespace {

// Visits the rows of all segments, panel after panel in each block: visit(row, its place in the segment, panel, begin,
// end). begin and end are those of the segment's column numbers.
template <class Visit> void for_each_segment_row(const Panels &panels, const Visit &visit) {
    for (int64_t block = 0; block < panels.block_count; block++) {
        for (int64_t panel = 0; panel < panels.panel_count; panel++) {
            const uint32_t *starts = panels.segments(block, panel);
            const uint16_t *rows = panels.segment_rows(block, panel);
            for (int r = 0; r < panels.segments_in(block); r++) {
                for (int64_t member = 0; member < panels.height; member++) {
                    const int64_t row = panels.order.row_of(block * panels.block_rows + rows[r] + member);
                    visit(static_cast<size_t>(row), member, panel, starts[r], starts[r + 1]);
                }
            }
        }
    }
}

PlatformVector<int32_t> offsets_of(const Panels &panels) {
    PlatformVector<int32_t> offsets(static_cast<size_t>(panels.rows) + 1, 0);
    for_each_segment_row(panels, [&](size_t row, int64_t, int64_t, uint32_t begin, uint32_t end) {
        offsets[row + 1] += static_cast<int32_t>(end - begin);
    });
    std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
    return offsets;
}

} // namespace

void PackedMatrix::pattern(int32_t *offsets, int32_t *indices) const {
    if (has_rows()) {
        std::copy(row_offsets.begin(), row_offsets.end(), offsets);
        std::copy(column_indices.begin(), column_indices.end(), indices);
        return;
    }
    PlatformVector<int32_t> next = offsets_of(product);
    std::copy(next.begin(), next.end(), offsets);
    for_each_segment_row(product, [&](size_t row, int64_t, int64_t panel, uint32_t begin, uint32_t end) {
        const auto first_column = static_cast<int32_t>(panel * product.panel_width);
        int32_t *out = indices + next[row];
        for (uint32_t k = begin; k < end; k++) *out++ = first_column + product.indices[k];
        next[row] += static_cast<int32_t>(end - begin);
    });
}

void PackedMatrix::positions(int32_t *result) const {
    if (!has_panels()) {
        std::iota(result, result + nnz, 0);
        return;
    }
    PlatformVector<int32_t> next = offsets_of(product);
    for_each_segment_row(product, [&](size_t row, int64_t member, int64_t, uint32_t begin, uint32_t end) {
        int32_t *out = result + next[row];
        for (uint32_t k = begin; k < end; k++) *out++ = static_cast<int32_t>(k * product.height + member);
        next[row] += static_cast<int32_t>(end - begin);
    });
}

} // namespace strnn
