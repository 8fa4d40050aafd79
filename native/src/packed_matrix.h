// A sparse matrix's pattern, packed for its uses (STRNN_USE_*). The values are the caller's, but for the transposed
// copy's.
#pragma once
#include <memory>

#include "context.h"

namespace strnn {

// Groups of rows that share their columns: height neighbours each, or, across gates, the rows b, b + rows / height,
// b + 2 * rows / height and so on.
struct RowBlocks {
    int64_t height = 1; // 1, 2, 4 or 8
    bool across_gates = false;

    // The order of rows in which those of a group are neighbours.
    RowOrder order(int64_t rows) const { return across_gates ? RowOrder{height, rows / height} : RowOrder{}; }
};

struct PackedMatrix {
    PackedMatrix(const CsrView &pattern, RowBlocks blocks, int32_t uses);

    int64_t bytes() const;
    void pattern(int32_t *row_offsets, int32_t *column_indices) const;
    // result[k] = where the value of the k-th nonzero in canonical order lies.
    void positions(int32_t *result) const;

    const int64_t rows, columns, nnz;
    const int32_t uses;

    // Products. Packed order is that of these panels; a matrix that is only looked up keeps canonical order instead.
    Panels product;

    // The transposed copy: its own panels, values, and where each of them comes from. Where rows share their columns,
    // the panels of the product serve the transposed product as well, and only the values are copied; see
    // transposed_product.h.
    Panels transposed;
    PlatformVector<int32_t> transposed_source;
    PlatformVector<float> transposed_values;

    // Lookups: canonical rows; gather_source[k] is where nonzero k's value lies, empty where that is k itself.
    PlatformVector<int32_t> row_offsets;
    PlatformVector<int32_t> column_indices;
    PlatformVector<int32_t> gather_source;

    bool has_product() const { return (uses & (STRNN_USE_PRODUCT | STRNN_USE_LSTM | STRNN_USE_RHN)) != 0; }
    bool has_transposed() const {
        return (uses & (STRNN_USE_TRANSPOSED | STRNN_USE_LSTM | STRNN_USE_RHN)) != 0 && (uses & STRNN_USE_FORWARD) == 0;
    }
    // The transposed copy takes its values from the panels, so a matrix for transposed products alone has them too.
    bool has_panels() const { return product.block_count > 0; }
    bool has_rows() const { return !row_offsets.empty(); }
};

} // namespace strnn
