// Sparse products of CPUs, on panel-blocked CSR (Panels/HostPanels.cs): a block of rows times one strip of packed
// columns, panel by panel, so that a panel's rows of X stay in the first-level cache while all rows of the block pass
// over them.
//
// Variants: one kernel per strip width. A segment has HEIGHT rows: segments.cl or tall_segments.cl. Assumptions: one
// work-item is one work-group, and its sums lie in local memory, which on a CPU is its cache. Tuning: block height and
// panel width are the packed matrix's.

// tile += block of W * strip of X. Segments lie longest first: behind an empty one all are.
#define DEFINE_MULTIPLY_BLOCK(V)                                                                                       \
    static inline void multiply_block_##V(int block, global const uint *starts, global const uchar *rows_of,           \
                                          global const ushort *indices, int rows, int block_rows, int panel_count,     \
                                          int panel_width, global const float *values, global const float *x,          \
                                          local float *tile) {                                                         \
        const int count = rows_in(block, rows, block_rows) / HEIGHT;                                                   \
        for (int panel = 0; panel < panel_count; panel++) {                                                            \
            const long segments = ((long)block * panel_count + panel) * (block_rows / HEIGHT);                         \
            global const float *panel_x = x + (long)panel * panel_width * (8 * V);                                     \
            for (int r = 0; r < count; r++) {                                                                          \
                const uint begin = starts[segments + r], end = starts[segments + r + 1];                               \
                if (begin == end) {                                                                                    \
                    break;                                                                                             \
                }                                                                                                      \
                segment_##V(values + (long)begin * HEIGHT, indices + begin, (int)(end - begin), panel_x,               \
                            tile + rows_of[segments + r] * (8 * V));                                                   \
            }                                                                                                          \
        }                                                                                                              \
    }

// Y = W*X, or added to it: (block, strip).
#define DEFINE_SPMM(V)                                                                                                 \
    kernel void spmm_##V(PANELS, global const float *values, long values_offset, global const float *packed,           \
                         int inner_rows, int first_strip, global float *y, long y_offset, int y_stride, int columns,   \
                         int accumulate, local float *tile) {                                                          \
        const int block = get_global_id(0), strip = first_strip + get_global_id(1), width = 8 * V;                     \
        const int count = rows_in(block, rows, block_rows), used = min(width, columns - strip * STRIP);                \
        global float *out = y + y_offset + strip * STRIP;                                                              \
        for (int r = 0; r < count; r++) {                                                                              \
            global const float *before = out + (long)row_at(block * block_rows + r, gates, hidden) * y_stride;         \
            load_tile_row(tile + r * width, before, accumulate ? used : 0, width);                                     \
        }                                                                                                              \
        multiply_block_##V(block, PANELS_OF_KERNEL, values + values_offset, packed + (long)strip * STRIP * inner_rows, \
                           tile);                                                                                      \
        for (int r = 0; r < count; r++) {                                                                              \
            store_tile_row(tile + r * width, out + (long)row_at(block * block_rows + r, gates, hidden) * y_stride,     \
                           used);                                                                                      \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_MULTIPLY_BLOCK)
FOR_EACH_WIDTH(DEFINE_SPMM)

// The gradient of the nonzeros of `group` blocks of rows; a work-item passes over the strips [first_strip, end_strip).
#define DEFINE_SDDMM(V)                                                                                                \
    kernel void sddmm_##V(PANELS, int block_count, int group, global const float *g, long g_offset, int g_stride,      \
                          global const float *packed, int inner_rows, int first_strip, int end_strip, int columns,     \
                          global float *gradient, long gradient_offset, int accumulate, local float *tile) {           \
        const int width = 8 * V, first = get_global_id(0) * group, end = min(block_count, first + group);              \
        for (int strip = first_strip; strip < end_strip; strip++) {                                                    \
            const int used = min(width, columns - strip * STRIP);                                                      \
            global const float *x = packed + (long)strip * STRIP * inner_rows;                                         \
            for (int block = first; block < end; block++) {                                                            \
                const int count = rows_in(block, rows, block_rows);                                                    \
                for (int r = 0; r < count; r++) {                                                                      \
                    const int row = row_at(block * block_rows + r, gates, hidden);                                     \
                    load_tile_row(tile + r * width, g + g_offset + (long)row * g_stride + strip * STRIP, used, width); \
                }                                                                                                      \
                for (int panel = 0; panel < panel_count; panel++) {                                                    \
                    const long segments = ((long)block * panel_count + panel) * (block_rows / HEIGHT);                 \
                    for (int r = 0; r < count / HEIGHT; r++) {                                                         \
                        const uint begin = starts[segments + r];                                                       \
                        const int length = (int)(starts[segments + r + 1] - begin);                                    \
                        if (length == 0) {                                                                             \
                            break;                                                                                     \
                        }                                                                                              \
                        dots_##V(tile + rows_of[segments + r] * width, indices + begin, length,                        \
                                 x + (long)panel * panel_width * width,                                                \
                                 gradient + gradient_offset + (long)begin * HEIGHT,                                    \
                                 accumulate || strip > first_strip);                                                   \
                    }                                                                                                  \
                }                                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_SDDMM)
