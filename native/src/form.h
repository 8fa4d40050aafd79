// A sparsity pattern, prepared for its uses.
#pragma once
#include <memory>

#include "context.h"

namespace strnn {

struct Form {
    Form(const CsrView &pattern, int32_t uses);

    int64_t bytes() const;
    void pattern(int32_t *row_offsets, int32_t *column_indices) const;
    void order(int32_t *order) const;

    const int64_t rows, columns, nnz;
    const int32_t uses;

    // Products. Values lie in the order of these panels; a form that is only looked up keeps canonical order instead.
    Panels product;

    // The transposed twin: its own panels, values, and where each of them comes from.
    Panels twin;
    Array<int32_t> twin_source;
    Array<float> twin_values;

    // Lookups: canonical rows; gather_source[k] is where connection k's value lies, empty where that is k itself.
    Array<int32_t> row_offsets;
    Array<int32_t> column_indices;
    Array<int32_t> gather_source;

    bool has_product() const { return product.block_count > 0; }
    bool has_twin() const { return twin.block_count > 0; }
    bool has_rows() const { return !row_offsets.empty(); }
};

} // namespace strnn
