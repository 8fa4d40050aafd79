// Dense products: Y = op(A)*op(B), or added to it, for the three forms that training needs, by the strides of A and B.
//
// Variants: gemm_strips for CPUs, on columns packed into strips (strips.cl); gemm_tiles for GPUs, on tiles in local
// memory.
// Assumptions: as in common.cl.
// Tuning: the tile of gemm_strips is 6 rows by 16 columns, twelve float8 sums; that of gemm_tiles is 64 x 64 for 16 x
// 16 work-items, GEMM_DEPTH deep.

#define GEMM_DEPTH 16
#define GEMM_TILE 64

#ifdef PANELS_LAYOUT

#define GEMM_ROWS 6

static inline void store_gemm_row(global float *out, float8 low, float8 high, int count, int accumulate)
{
    if (accumulate) {
        low += load_some(out, count);
        high += count > 8 ? load_some(out + 8, count - 8) : (float8)(0.0f);
    }
    store_some(out, low, count);
    if (count > 8) {
        store_some(out + 8, high, count - 8);
    }
}

// Rows beyond the last repeat it; their sums are not stored.
#define GEMM_POINTER(r) global const float *a##r = a + a_offset + (long)min(first_row + r, rows - 1) * a_row_stride;
#define GEMM_SUMS(r) float8 low##r = 0, high##r = 0;
#define GEMM_STEP(r)                                                                                                   \
    {                                                                                                                  \
        const float8 w = (float8)(a##r[at]);                                                                           \
        low##r = MULTIPLY_ADD(w, b0, low##r);                                                                          \
        high##r = MULTIPLY_ADD(w, b1, high##r);                                                                        \
    }
#define GEMM_STORE(r)                                                                                                  \
    if (first_row + r < rows) {                                                                                        \
        store_gemm_row(out + (long)r * y_stride, low##r, high##r, columns - first_column, accumulate);                 \
    }
#define SIX(M) M(0) M(1) M(2) M(3) M(4) M(5)

// One work-item: six rows of one strip, sixteen columns at a time. Strips are 64 columns wide, the last one
// `last_width`.
kernel void gemm_strips(global const float *a, long a_offset, int a_row_stride, int a_depth_stride,
                        global const float *packed, int last_width, global float *y, long y_offset, int y_stride,
                        int rows, int depth, int columns, int accumulate)
{
    const int first_row = get_global_id(0) * GEMM_ROWS, strip = get_global_id(1);
    const int width = strip == (int)get_global_size(1) - 1 ? last_width : 64;
    global const float *b = packed + (long)strip * 64 * depth;
    SIX(GEMM_POINTER)
    for (int lane = 0; lane < width; lane += 16) {
        const int first_column = strip * 64 + lane;
        if (first_column >= columns) {
            break;
        }
        SIX(GEMM_SUMS)
        for (int k = 0; k < depth; k++) {
            const float8 b0 = vload8(0, b + (long)k * width + lane);
            const float8 b1 = vload8(0, b + (long)k * width + lane + 8);
            const long at = (long)k * a_depth_stride;
            SIX(GEMM_STEP)
        }
        global float *out = y + y_offset + (long)first_row * y_stride + first_column;
        SIX(GEMM_STORE)
    }
}

#else

// Sums stay in registers only where their loops are unrolled.
#define UNROLLED _Pragma("unroll")

// One work-group of 16 x 16: a tile of 64 x 64 sums, four by four each.
kernel __attribute__((reqd_work_group_size(16, 16, 1)))
void gemm_tiles(global const float *a, long a_offset, int a_row_stride, int a_depth_stride, global const float *b,
                long b_offset, int b_depth_stride, int b_column_stride, global float *y, long y_offset, int y_stride,
                int rows, int depth, int columns, int accumulate)
{
    local float tile_a[GEMM_DEPTH][GEMM_TILE + 1];
    local float tile_b[GEMM_DEPTH][GEMM_TILE + 1];
    const int x = get_local_id(0), z = get_local_id(1), lane = z * 16 + x;
    const int first_row = (int)get_global_id(1) / 16 * GEMM_TILE, first_column = get_group_id(0) * GEMM_TILE;
    float sum[4][4];
    UNROLLED
    for (int r = 0; r < 4; r++) {
        UNROLLED
        for (int c = 0; c < 4; c++) {
            sum[r][c] = 0;
        }
    }
    for (int first = 0; first < depth; first += GEMM_DEPTH) {
        for (int at = lane; at < GEMM_DEPTH * GEMM_TILE; at += 256) {
            // Neighbouring work-items read along whichever stride is one.
            const int deep_a = a_depth_stride == 1 ? at % GEMM_DEPTH : at / GEMM_TILE;
            const int row = a_depth_stride == 1 ? at / GEMM_DEPTH : at % GEMM_TILE;
            const int deep_b = b_depth_stride == 1 ? at % GEMM_DEPTH : at / GEMM_TILE;
            const int column = b_depth_stride == 1 ? at / GEMM_DEPTH : at % GEMM_TILE;
            tile_a[deep_a][row] = first + deep_a < depth && first_row + row < rows
                ? a[a_offset + (long)(first_row + row) * a_row_stride + (long)(first + deep_a) * a_depth_stride]
                : 0.0f;
            tile_b[deep_b][column] = first + deep_b < depth && first_column + column < columns
                ? b[b_offset + (long)(first + deep_b) * b_depth_stride
                    + (long)(first_column + column) * b_column_stride]
                : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = 0; k < GEMM_DEPTH; k++) {
            UNROLLED
            for (int r = 0; r < 4; r++) {
                UNROLLED
                for (int c = 0; c < 4; c++) {
                    sum[r][c] = MULTIPLY_ADD(tile_a[k][z + 16 * r], tile_b[k][x + 16 * c], sum[r][c]);
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    UNROLLED
    for (int r = 0; r < 4; r++) {
        UNROLLED
        for (int c = 0; c < 4; c++) {
            const int row = first_row + z + 16 * r, column = first_column + x + 16 * c;
            if (row < rows && column < columns) {
                global float *out = y + y_offset + (long)row * y_stride + column;
                *out = accumulate ? *out + sum[r][c] : sum[r][c];
            }
        }
    }
}

#endif
