// What all kernels over panels share: vectors of a strip, the parameters that describe panels, rows of tiles.
//
// Variants: strips of 1, 2, 3, 4, 6 or 8 vectors of eight floats. Assumptions: LANES is 8. Tuning: STRIP.

#define STRIP 64

#define EACH_1(M) M(0)
#define EACH_2(M) EACH_1(M) M(1)
#define EACH_3(M) EACH_2(M) M(2)
#define EACH_4(M) EACH_3(M) M(3)
#define EACH_6(M) EACH_4(M) M(4) M(5)
#define EACH_8(M) EACH_6(M) M(6) M(7)

#define FOR_EACH_WIDTH(M) M(1) M(2) M(3) M(4) M(6) M(8)

// The parameters that describe panels to a kernel, and the same as arguments of a function.
#define PANELS                                                                                                         \
    global const uint *starts, global const uchar *rows_of, global const ushort *indices, int rows, int block_rows,    \
        int panel_count, int panel_width, int gates, int hidden
#define PANELS_OF_KERNEL starts, rows_of, indices, rows, block_rows, panel_count, panel_width
#define PANELS_OF_RESULT PANELS_OF_KERNEL, gates, hidden

static inline int rows_in(int block, int rows, int block_rows) { return min(block_rows, rows - block * block_rows); }

// The row of the matrix at a position of the blocked order, where the rows of a unit's gates are neighbours.
static inline int row_at(int position, int gates, int hidden) {
    return gates == 1 ? position : position % gates * hidden + position / gates;
}

// One row of a tile in SPACE memory from a matrix, zeros behind the last column, and back.
#define DEFINE_TILE_ROWS(SPACE, load, store)                                                                           \
    static inline void load(SPACE float *tile, global const float *source, int used, int width) {                      \
        for (int lane = 0; lane < width; lane += 8) {                                                                  \
            vstore8(used > lane ? load_some(source + lane, used - lane) : (float8)(0.0f), 0, tile + lane);             \
        }                                                                                                              \
    }                                                                                                                  \
    static inline void store(SPACE const float *tile, global float *target, int used) {                                \
        for (int lane = 0; lane < used; lane += 8) {                                                                   \
            store_some(target + lane, vload8(0, tile + lane), used - lane);                                            \
        }                                                                                                              \
    }

DEFINE_TILE_ROWS(local, load_tile_row, store_tile_row)

// Eight columns of a row, zeros behind the last of `used` columns, and back.
static inline float8 load_lanes(global const float *p, int lane, int used) {
    return used > lane ? load_some(p + lane, used - lane) : (float8)(0.0f);
}

static inline void store_lanes(global float *p, int lane, int used, float8 value) {
    if (used > lane) {
        store_some(p + lane, value, used - lane);
    }
}

// Eight sums of eight lanes each, added up by a tree of shuffles: element i of the result is the sum of the lanes of
// s_i.
static inline float8 sum_pair(float8 a, float8 b) {
    return (float8)(a.s0, b.s0, a.s1, b.s1, a.s4, b.s4, a.s5, b.s5) +
           (float8)(a.s2, b.s2, a.s3, b.s3, a.s6, b.s6, a.s7, b.s7);
}

static inline float8 sum_four(float8 a, float8 b) {
    return (float8)(a.s0, a.s1, b.s0, b.s1, a.s4, a.s5, b.s4, b.s5) +
           (float8)(a.s2, a.s3, b.s2, b.s3, a.s6, a.s7, b.s6, b.s7);
}
