// Segments of HEIGHT rows that share their columns: the nonzeros of those rows in one panel, one column number for each
// HEIGHT values, which lie column by column. A vector of X that is loaded once serves all of the rows, and their sums
// stay in registers; segments.cl needs a load for each multiply-add.
//
// Variants: one function per strip width, made of runs of as many vectors as the registers hold the sums of; few sums
// are kept in several sets, as in segments.cl. Assumptions: as in panels.cl; loops over constants are unrolled.
// Tuning: ROWS, the rows of a pass, and the vectors of a run: sixteen registers hold the sums and their operands.

#if HEIGHT == 2
#define ROWS 2
#define EACH_RUN_4(M) M(4, 0)
#define EACH_RUN_8(M) M(4, 0) M(4, 4)
#else
#define ROWS 4
#define EACH_RUN_4(M) M(2, 0) M(2, 2)
#define EACH_RUN_8(M) M(3, 0) M(3, 3) M(2, 6)
#endif
#define EACH_RUN_1(M) M(1, 0)
#define EACH_RUN_2(M) M(2, 0)
#define EACH_RUN_3(M) M(3, 0)
#define EACH_RUN_6(M) M(3, 0) M(3, 3)
#define FOR_EACH_RUN(M) M(1) M(2) M(3) M(4)

#define SETS(N) (ROWS * N >= 8 ? 1 : ROWS * N >= 4 ? 2 : 4)

// y_r += sum over k of values_(k, r) * x_(indices_k), for ROWS rows of a segment and N vectors of each.
#define DEFINE_ADD_PRODUCTS(N)                                                                                         \
    static inline void add_products_##N(global const float *values, global const ushort *indices, int count,           \
                                        global const float *x, int width, local float *y) {                            \
        float8 sums[SETS(N)][ROWS][N];                                                                                 \
        UNROLL for (int r = 0; r < ROWS; r++) {                                                                        \
            UNROLL for (int v = 0; v < N; v++) {                                                                       \
                sums[0][r][v] = vload8(v, y + r * width);                                                              \
                UNROLL for (int set = 1; set < SETS(N); set++) { sums[set][r][v] = 0; }                                \
            }                                                                                                          \
        }                                                                                                              \
        int k = 0;                                                                                                     \
        for (; k + SETS(N) <= count; k += SETS(N)) {                                                                   \
            UNROLL for (int set = 0; set < SETS(N); set++) { ADD_COLUMN(N, k + set, set) }                             \
        }                                                                                                              \
        for (; k < count; k++) {                                                                                       \
            ADD_COLUMN(N, k, 0)                                                                                        \
        }                                                                                                              \
        UNROLL for (int r = 0; r < ROWS; r++) {                                                                        \
            UNROLL for (int v = 0; v < N; v++) {                                                                       \
                float8 sum = sums[0][r][v];                                                                            \
                UNROLL for (int set = 1; set < SETS(N); set++) { sum += sums[set][r][v]; }                             \
                vstore8(sum, v, y + r * width);                                                                        \
            }                                                                                                          \
        }                                                                                                              \
    }

#define ADD_COLUMN(N, k, set)                                                                                          \
    global const float *row = x + (int)indices[k] * width;                                                             \
    float8 vectors[N];                                                                                                 \
    UNROLL for (int v = 0; v < N; v++) { vectors[v] = vload8(v, row); }                                                \
    UNROLL for (int r = 0; r < ROWS; r++) {                                                                            \
        const float8 w = (float8)(values[(k)*HEIGHT + r]);                                                             \
        UNROLL for (int v = 0; v < N; v++) { sums[set][r][v] = MULTIPLY_ADD(w, vectors[v], sums[set][r][v]); }         \
    }

FOR_EACH_RUN(DEFINE_ADD_PRODUCTS)

#define RUN_OF_SEGMENT(N, first)                                                                                       \
    add_products_##N(values + r, indices, count, x + 8 * (first), width, y + r * width + 8 * (first));

// The same for all HEIGHT rows and a whole strip of V vectors.
#define DEFINE_SEGMENT(V)                                                                                              \
    static inline void segment_##V(global const float *values, global const ushort *indices, int count,                \
                                   global const float *x, local float *y) {                                            \
        const int width = 8 * V;                                                                                       \
        UNROLL for (int r = 0; r < HEIGHT; r += ROWS) { EACH_RUN_##V(RUN_OF_SEGMENT) }                                 \
    }

FOR_EACH_WIDTH(DEFINE_SEGMENT)

// Eight dot products at once: ROWS rows of G by as many columns of X. A loaded vector serves several of them.
#define COLUMNS (8 / ROWS)

// out_(k, r) = dot product of g_r and x_(indices_k), or added to it. Behind the last index there are zeros to read.
#define DEFINE_DOTS(V)                                                                                                 \
    static inline void dots_##V(local const float *g, global const ushort *indices, int count, global const float *x,  \
                                global float *out, int accumulate) {                                                   \
        const int width = 8 * V;                                                                                       \
        UNROLL for (int first = 0; first < HEIGHT; first += ROWS) {                                                    \
            for (int k = 0; k < count; k += COLUMNS) {                                                                 \
                global const float *columns[COLUMNS];                                                                  \
                UNROLL for (int c = 0; c < COLUMNS; c++) { columns[c] = x + (int)indices[k + c] * width; }             \
                float8 sums[8];                                                                                        \
                UNROLL for (int i = 0; i < 8; i++) { sums[i] = 0; }                                                    \
                for (int v = 0; v < V; v++) {                                                                          \
                    float8 vectors[COLUMNS];                                                                           \
                    UNROLL for (int c = 0; c < COLUMNS; c++) { vectors[c] = vload8(v, columns[c]); }                   \
                    UNROLL for (int r = 0; r < ROWS; r++) {                                                            \
                        const float8 row = vload8(v, g + (first + r) * width);                                         \
                        UNROLL for (int c = 0; c < COLUMNS; c++) {                                                     \
                            sums[c * ROWS + r] = MULTIPLY_ADD(row, vectors[c], sums[c * ROWS + r]);                    \
                        }                                                                                              \
                    }                                                                                                  \
                }                                                                                                      \
                store_dots(sums, out + (long)k * HEIGHT + first, count - k, accumulate);                               \
            }                                                                                                          \
        }                                                                                                              \
    }

// The dot products of at most `columns` columns; those of a column are ROWS neighbours among HEIGHT.
static inline void store_dots(const float8 *sums, global float *out, int columns, int accumulate) {
    const float8 low = sum_four(sum_pair(sums[0], sums[1]), sum_pair(sums[2], sums[3]));
    const float8 high = sum_four(sum_pair(sums[4], sums[5]), sum_pair(sums[6], sums[7]));
    const float8 dots = (float8)(low.lo, high.lo) + (float8)(low.hi, high.hi);
#if HEIGHT == ROWS
    store_some(out, accumulate ? dots + load_some(out, columns * ROWS) : dots, columns * ROWS);
#else
    vstore4(accumulate ? dots.lo + vload4(0, out) : dots.lo, 0, out);
    if (columns > 1) {
        vstore4(accumulate ? dots.hi + vload4(0, out + HEIGHT) : dots.hi, 0, out + HEIGHT);
    }
#endif
}

FOR_EACH_WIDTH(DEFINE_DOTS)
