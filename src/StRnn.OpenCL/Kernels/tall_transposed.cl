// D = W^T*G from the panels of W itself, whose rows share their columns: a panel of W's columns is a block of D's rows.
// The rows of G stay in registers, and each column of a segment costs its row of D one load and one store for HEIGHT
// multiply-adds. So there is no transposed copy, and the values are read where they lie.
//
// Variants: one kernel per strip width. Assumptions: as in panels.cl; the sums of all blocks and strips lie in global
// memory, because a panel may be wider than local memory allows, strip after strip as in packed columns.
// Tuning: as in tall_segments.cl.

// Of D in a recurrence: all rows, those of a block, and where the sums of a block and strip lie.
#define RESULT_ROWS hidden
#define RESULT_BLOCK_ROWS panel_width
#define RESULT_TILE global
#define RESULT_TILE_OFFSET(strip_begin, block, width)                                                                  \
    ((long)(strip_begin)*RESULT_ROWS + (long)(block)*RESULT_BLOCK_ROWS * (width))

DEFINE_TILE_ROWS(global, load_result_row, store_result_row)

// d_(indices_k) += sum over r of values_(k, r) * g_r, for ROWS rows of G, apart floats from one to the next, and N
// vectors of each.
#define DEFINE_SCATTER_PRODUCTS(N)                                                                                     \
    static inline void scatter_products_##N(global const float *values, global const ushort *indices, int count,       \
                                            global const float *g, long apart, global float *d, int width) {           \
        float8 rows[ROWS][N];                                                                                          \
        UNROLL for (int r = 0; r < ROWS; r++) {                                                                        \
            UNROLL for (int v = 0; v < N; v++) { rows[r][v] = vload8(v, g + r * apart); }                              \
        }                                                                                                              \
        for (int k = 0; k < count; k++) {                                                                              \
            global float *target = d + (int)indices[k] * width;                                                        \
            float8 sums[N];                                                                                            \
            UNROLL for (int v = 0; v < N; v++) { sums[v] = vload8(v, target); }                                        \
            UNROLL for (int r = 0; r < ROWS; r++) {                                                                    \
                const float8 w = (float8)(values[k * HEIGHT + r]);                                                     \
                UNROLL for (int v = 0; v < N; v++) { sums[v] = MULTIPLY_ADD(w, rows[r][v], sums[v]); }                 \
            }                                                                                                          \
            UNROLL for (int v = 0; v < N; v++) { vstore8(sums[v], v, target); }                                        \
        }                                                                                                              \
    }

FOR_EACH_RUN(DEFINE_SCATTER_PRODUCTS)

#define RUN_OF_SCATTER(N, first)                                                                                       \
    scatter_products_##N(values + (long)begin * HEIGHT + r, indices + begin, (int)(end - begin),                       \
                         rows_of_g + r * apart + 8 * (first), apart, tile + 8 * (first), width);

// tile += panel of W^T * strip of G, block after block of W's rows.
#define DEFINE_MULTIPLY_TRANSPOSED(V)                                                                                  \
    static inline void multiply_transposed_##V(int panel, PANELS, global const float *values, global const float *g,   \
                                               RESULT_TILE float *tile) {                                              \
        const int width = 8 * V, blocks = (rows + block_rows - 1) / block_rows;                                        \
        const long apart = (gates == 1 ? 1 : hidden) * (long)width;                                                    \
        for (int block = 0; block < blocks; block++) {                                                                 \
            const int count = rows_in(block, rows, block_rows) / HEIGHT;                                               \
            const long segments = ((long)block * panel_count + panel) * (block_rows / HEIGHT);                         \
            for (int s = 0; s < count; s++) {                                                                          \
                const uint begin = starts[segments + s], end = starts[segments + s + 1];                               \
                if (begin == end) {                                                                                    \
                    break;                                                                                             \
                }                                                                                                      \
                global const float *rows_of_g =                                                                        \
                    g + (long)row_at(block * block_rows + rows_of[segments + s], gates, hidden) * width;               \
                UNROLL for (int r = 0; r < HEIGHT; r += ROWS) { EACH_RUN_##V(RUN_OF_SCATTER) }                         \
            }                                                                                                          \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_MULTIPLY_TRANSPOSED)

// D = W^T*G, or added to it: (panel, strip).
#define DEFINE_SPMM_TRANSPOSED(V)                                                                                      \
    kernel void spmm_transposed_##V(PANELS, global const float *values, long values_offset,                            \
                                    global const float *packed, int first_strip, global float *d, long d_offset,       \
                                    int d_stride, int d_rows, int columns, int accumulate, global float *tiles) {      \
        const int panel = get_global_id(0), strip = first_strip + get_global_id(1), width = 8 * V;                     \
        const int first = strip * STRIP, used = min(width, columns - first);                                           \
        const int count = rows_in(panel, d_rows, panel_width);                                                         \
        global float *out = d + d_offset + (long)panel * panel_width * d_stride + first;                               \
        global float *tile = tiles + (long)first * d_rows + (long)panel * panel_width * width;                         \
        for (int r = 0; r < count; r++) {                                                                              \
            load_result_row(tile + r * width, out + (long)r * d_stride, accumulate ? used : 0, width);                 \
        }                                                                                                              \
        multiply_transposed_##V(panel, PANELS_OF_RESULT, values + values_offset, packed + (long)first * rows, tile);   \
        for (int r = 0; r < count; r++) {                                                                              \
            store_result_row(tile + r * width, out + (long)r * d_stride, used);                                        \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_SPMM_TRANSPOSED)
