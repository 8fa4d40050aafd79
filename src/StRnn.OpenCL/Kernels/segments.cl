// Segments of single rows: the nonzeros of one row in one panel. tall_segments.cl has the same functions for rows that
// share their columns.
//
// Variants: one function per strip width; narrow strips keep several sets of sums, because an FMA takes four cycles and
// two start per cycle. Assumptions: as in panels.cl. Tuning: none.

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

FOR_EACH_WIDTH(DEFINE_DOTS)
