// D = W^T*G by the panels of a transposed copy, whose rows are those of D: the product of panels.cl once more.
// tall_transposed.cl has the same names for rows that share their columns.
//
// Variants: one function per strip width. Assumptions: as in panels.cl. Tuning: the packed matrix's.

// Of D: all rows, those of a block, and where the sums of a block and strip lie.
#define RESULT_ROWS rows
#define RESULT_BLOCK_ROWS block_rows
#define RESULT_TILE local
#define RESULT_TILE_OFFSET(strip_begin, block, width) 0
#define load_result_row load_tile_row

#define DEFINE_MULTIPLY_TRANSPOSED(V)                                                                                  \
    static inline void multiply_transposed_##V(int block, PANELS, global const float *values, global const float *g,   \
                                               RESULT_TILE float *tile) {                                              \
        multiply_block_##V(block, PANELS_OF_KERNEL, values, g, tile);                                                  \
    }

FOR_EACH_WIDTH(DEFINE_MULTIPLY_TRANSPOSED)
