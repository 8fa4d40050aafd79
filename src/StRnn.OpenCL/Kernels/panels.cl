// Sparse products of CPUs, on panel-blocked CSR (Panels/HostPanels.cs): a block of rows times one strip of packed
// columns, panel by panel, so that a panel's rows of X stay in the first-level cache while all rows of the block pass
// over them.
//
// Variants: one kernel per strip width, 1, 2, 3, 4, 6 or 8 vectors of eight floats; narrow strips keep several sets of
// sums, because an FMA takes four cycles and two start per cycle. Assumptions: one work-item is one work-group, and its
// sums lie in local memory, which on a CPU is its cache. Tuning: block height and panel width are the packed matrix's.

#define EACH_1(M) M(0)
#define EACH_2(M) EACH_1(M) M(1)
#define EACH_3(M) EACH_2(M) M(2)
#define EACH_4(M) EACH_3(M) M(3)
#define EACH_6(M) EACH_4(M) M(4) M(5)
#define EACH_8(M) EACH_6(M) M(6) M(7)

// y += sum of values_k * x_(indices_k) over one segment: the nonzeros of one row in one panel.
#define ONE_LOAD(i) float8 s##i = vload8(i, y);
#define ONE_ADD(i) s##i = MULTIPLY_ADD(w, vload8(i, row), s##i);
#define ONE_STORE(i) vstore8(s##i, i, y);

#define TWO_LOAD(i) float8 s##i = vload8(i, y), t##i = 0;
#define TWO_ADD(i)                                                                                                     \
    s##i = MULTIPLY_ADD(w0, vload8(i, row0), s##i);                                                                    \
    t##i = MULTIPLY_ADD(w1, vload8(i, row1), t##i);
#define TWO_STORE(i) vstore8(s##i + t##i, i, y);

#define FOUR_LOAD(i) float8 s##i = vload8(i, y), t##i = 0, u##i = 0, v##i = 0;
#define FOUR_ADD(i)                                                                                                    \
    s##i = MULTIPLY_ADD(w0, vload8(i, row0), s##i);                                                                    \
    t##i = MULTIPLY_ADD(w1, vload8(i, row1), t##i);                                                                    \
    u##i = MULTIPLY_ADD(w2, vload8(i, row2), u##i);                                                                    \
    v##i = MULTIPLY_ADD(w3, vload8(i, row3), v##i);
#define FOUR_STORE(i) vstore8((s##i + t##i) + (u##i + v##i), i, y);

#define NONZERO(n, at)                                                                                                 \
    const float8 w##n = (float8)(values[at]);                                                                          \
    global const float *row##n = x + (int)indices[at] * width;

#define SEGMENT_BEGIN(V)                                                                                               \
    static inline void segment_##V(global const float *values, global const ushort *indices, int count,                \
                                   global const float *x, local float *y)                                              \
    {                                                                                                                  \
        const int width = 8 * V;                                                                                       \
        int k = 0;

#define SEGMENT_END(V, LAST, STORE)                                                                                    \
        for (; k < count; k++) {                                                                                       \
            NONZERO(, k)                                                                                               \
            EACH_##V(LAST)                                                                                             \
        }                                                                                                              \
        EACH_##V(STORE)                                                                                                \
    }

#define SEGMENT_OF_ONE_SET(V) SEGMENT_BEGIN(V) EACH_##V(ONE_LOAD) SEGMENT_END(V, ONE_ADD, ONE_STORE)

#define SEGMENT_OF_TWO_SETS(V)                                                                                         \
    SEGMENT_BEGIN(V)                                                                                                   \
    EACH_##V(TWO_LOAD)                                                                                                 \
    for (; k + 2 <= count; k += 2) {                                                                                   \
        NONZERO(0, k) NONZERO(1, k + 1)                                                                                \
        EACH_##V(TWO_ADD)                                                                                              \
    }                                                                                                                  \
    SEGMENT_END(V, ONE_ADD, TWO_STORE)

#define SEGMENT_OF_FOUR_SETS(V)                                                                                        \
    SEGMENT_BEGIN(V)                                                                                                   \
    EACH_##V(FOUR_LOAD)                                                                                                \
    for (; k + 4 <= count; k += 4) {                                                                                   \
        NONZERO(0, k) NONZERO(1, k + 1) NONZERO(2, k + 2) NONZERO(3, k + 3)                                            \
        EACH_##V(FOUR_ADD)                                                                                             \
    }                                                                                                                  \
    SEGMENT_END(V, ONE_ADD, FOUR_STORE)

SEGMENT_OF_FOUR_SETS(1)
SEGMENT_OF_FOUR_SETS(2)
SEGMENT_OF_FOUR_SETS(3)
SEGMENT_OF_TWO_SETS(4)
SEGMENT_OF_ONE_SET(6)
SEGMENT_OF_ONE_SET(8)

// The parameters that describe panels to a kernel, and the same as arguments of a function.
#define PANELS                                                                                                         \
    global const uint *starts, global const uchar *rows_of, global const ushort *indices, int rows, int block_rows,    \
        int panel_count, int panel_width, int gates, int hidden
#define PANELS_OF_KERNEL starts, rows_of, indices, rows, block_rows, panel_count, panel_width

static inline int rows_in(int block, int rows, int block_rows)
{
    return min(block_rows, rows - block * block_rows);
}

// The row of the matrix at a position of the blocked order, where the rows of a unit's gates are neighbours.
static inline int row_at(int position, int gates, int hidden)
{
    return gates == 1 ? position : position % gates * hidden + position / gates;
}

// One row of a tile from a matrix, zeros behind the last column, and back.
static inline void load_tile_row(local float *tile, global const float *source, int used, int width)
{
    for (int lane = 0; lane < width; lane += 8) {
        vstore8(used > lane ? load_some(source + lane, used - lane) : (float8)(0.0f), 0, tile + lane);
    }
}

static inline void store_tile_row(local const float *tile, global float *target, int used)
{
    for (int lane = 0; lane < used; lane += 8) {
        store_some(target + lane, vload8(0, tile + lane), used - lane);
    }
}

// tile += block of W * strip of X. Segments lie longest first: behind an empty one all are.
#define DEFINE_MULTIPLY_BLOCK(V)                                                                                       \
    static inline void multiply_block_##V(int block, global const uint *starts, global const uchar *rows_of,           \
                                          global const ushort *indices, int rows, int block_rows, int panel_count,     \
                                          int panel_width, global const float *values, global const float *x,          \
                                          local float *tile)                                                           \
    {                                                                                                                  \
        const int count = rows_in(block, rows, block_rows);                                                            \
        for (int panel = 0; panel < panel_count; panel++) {                                                            \
            const long segments = ((long)block * panel_count + panel) * block_rows;                                    \
            global const float *panel_x = x + (long)panel * panel_width * (8 * V);                                     \
            for (int r = 0; r < count; r++) {                                                                          \
                const uint begin = starts[segments + r], end = starts[segments + r + 1];                               \
                if (begin == end) {                                                                                    \
                    break;                                                                                             \
                }                                                                                                      \
                segment_##V(values + begin, indices + begin, (int)(end - begin), panel_x,                              \
                            tile + rows_of[segments + r] * (8 * V));                                                   \
            }                                                                                                          \
        }                                                                                                              \
    }

// Y = W*X, or added to it: (block, strip).
#define DEFINE_SPMM(V)                                                                                                 \
    kernel void spmm_##V(PANELS, global const float *values, long values_offset, global const float *packed,           \
                         int inner_rows, int first_strip, global float *y, long y_offset, int y_stride, int columns,   \
                         int accumulate, local float *tile)                                                            \
    {                                                                                                                  \
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

#define FOR_EACH_WIDTH(M) M(1) M(2) M(3) M(4) M(6) M(8)

FOR_EACH_WIDTH(DEFINE_MULTIPLY_BLOCK)
FOR_EACH_WIDTH(DEFINE_SPMM)

// Eight sums of eight lanes each, added up by a tree of shuffles: element i of the result is the sum of the lanes of
// s_i.
static inline float8 sum_pair(float8 a, float8 b)
{
    return (float8)(a.s0, b.s0, a.s1, b.s1, a.s4, b.s4, a.s5, b.s5) +
           (float8)(a.s2, b.s2, a.s3, b.s3, a.s6, b.s6, a.s7, b.s7);
}

static inline float8 sum_four(float8 a, float8 b)
{
    return (float8)(a.s0, a.s1, b.s0, b.s1, a.s4, a.s5, b.s4, b.s5) +
           (float8)(a.s2, a.s3, b.s2, b.s3, a.s6, a.s7, b.s6, b.s7);
}

#define DOT_LOAD(i) const float8 g##i = vload8(i, g);
#define DOT_ADD(i) sum = MULTIPLY_ADD(g##i, vload8(i, row), sum);
#define DOT(V, result, at)                                                                                             \
    float8 result;                                                                                                     \
    {                                                                                                                  \
        global const float *row = x + (int)indices[at] * width;                                                        \
        float8 sum = 0;                                                                                                \
        EACH_##V(DOT_ADD)                                                                                              \
        result = sum;                                                                                                  \
    }

// out_k = dot product of g and x_(indices_k), or added to it. Behind the last index there are seven zeros to read.
#define DEFINE_DOTS(V)                                                                                                 \
    static inline void dots_##V(local const float *g, global const ushort *indices, int count, global const float *x,  \
                                global float *out, int accumulate)                                                     \
    {                                                                                                                  \
        const int width = 8 * V;                                                                                       \
        EACH_##V(DOT_LOAD)                                                                                             \
        for (int k = 0; k < count; k += 8) {                                                                           \
            DOT(V, d0, k) DOT(V, d1, k + 1) DOT(V, d2, k + 2) DOT(V, d3, k + 3)                                        \
            const float8 low = sum_four(sum_pair(d0, d1), sum_pair(d2, d3));                                           \
            float8 high = 0;                                                                                           \
            if (count - k > 4) {                                                                                       \
                DOT(V, d4, k + 4) DOT(V, d5, k + 5) DOT(V, d6, k + 6) DOT(V, d7, k + 7)                                \
                high = sum_four(sum_pair(d4, d5), sum_pair(d6, d7));                                                   \
            }                                                                                                          \
            const float8 dots = (float8)(low.lo, high.lo) + (float8)(low.hi, high.hi);                                 \
            store_some(out + k, accumulate ? dots + load_some(out + k, count - k) : dots, count - k);                  \
        }                                                                                                              \
    }

// The gradient of the nonzeros of `group` blocks of rows; a work-item passes over the strips [first_strip, end_strip).
#define DEFINE_SDDMM(V)                                                                                                \
    kernel void sddmm_##V(PANELS, int block_count, int group, global const float *g, long g_offset, int g_stride,      \
                          global const float *packed, int inner_rows, int first_strip, int end_strip, int columns,     \
                          global float *gradient, long gradient_offset, int accumulate, local float *tile)             \
    {                                                                                                                  \
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
                    const long segments = ((long)block * panel_count + panel) * block_rows;                            \
                    for (int r = 0; r < count; r++) {                                                                  \
                        const uint begin = starts[segments + r];                                                       \
                        const int length = (int)(starts[segments + r + 1] - begin);                                    \
                        if (length == 0) {                                                                             \
                            break;                                                                                     \
                        }                                                                                              \
                        dots_##V(tile + rows_of[segments + r] * width, indices + begin, length,                        \
                                 x + (long)panel * panel_width * width, gradient + gradient_offset + begin,            \
                                 accumulate || strip > first_strip);                                                   \
                    }                                                                                                  \
                }                                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
    }

FOR_EACH_WIDTH(DEFINE_DOTS)
FOR_EACH_WIDTH(DEFINE_SDDMM)
