// The inner kernels of an instruction set, each on one block of work. Splitting work into blocks, packing and threads
// are shared code, so every instruction set runs the same algorithm. The kernels themselves are written once, in
// kernels/*.h, over a vector type.
#pragma once
#include <cstdint>

#include "panels.h"
#include "strnn/strnn.h"
#include "values.h"

namespace strnn {

// The non-linearities of a recurrent cell: one of STRNN_GATES_* and one of STRNN_CANDIDATE_*.
struct Activations {
    int32_t gate, candidate;
};
constexpr int gate_kinds = 2, candidate_kinds = 5, reset_kinds = 2;
static_assert(gate_kinds == STRNN_GATES_HARD_SIGMOID + 1 && candidate_kinds == STRNN_CANDIDATE_IDENTITY + 1);

// The most columns that a product works on at once, a strip: with eight floats in a vector, eight registers of sums.
constexpr int widest_strip = 64;

// A strip of no more columns than these, a batch, is padded to eights, also where vectors have sixteen floats: those
// would leave up to half of the strip empty.
constexpr int narrow_columns = 24;
constexpr int narrow_lanes = 8;

// One row of an LSTM cell: pointers to B neighbouring elements of each operand.
struct LstmRow {
    float *i, *f, *g, *o;
    const float *c_previous;
    float *c, *h;
};

struct LstmGradientRow {
    const float *i, *f, *g, *o;
    const float *c_previous, *c, *dh;
    float *dc;
    float *di, *df, *dg, *d_o;
};

// One row of a recurrent highway cell.
struct RhnRow {
    float *h, *t;
    const float *s_previous;
    float *s;
};

struct RhnGradientRow {
    const float *h, *t, *s_previous;
    float *ds;
    float *dh, *dt;
};

// One row of a GRU cell. Backward, h is the gradient of h and r, z, n and inner become gradients.
struct GruRow {
    float *r, *z, *n, *inner;
    const float *h_previous;
    float *h;
};

// The rows of a cell, one for each of STRNN_CANDIDATE_*.
struct LstmKernels {
    void (*forward_row[candidate_kinds])(const LstmRow &row, int64_t count);
    void (*backward_row[candidate_kinds])(const LstmGradientRow &row, int64_t count);
};

struct RhnKernels {
    void (*forward_row[candidate_kinds])(const RhnRow &row, int64_t count);
    void (*backward_row[candidate_kinds])(const RhnGradientRow &row, int64_t count);
};

// By STRNN_CANDIDATE_* and STRNN_RESET_*, or by the latter alone.
struct GruKernels {
    void (*gates_forward_row[reset_kinds])(const GruRow &row, int64_t count);
    void (*state_forward_row[candidate_kinds][reset_kinds])(const GruRow &row, int64_t count);
    void (*state_backward_row[candidate_kinds][reset_kinds])(const GruRow &row, int64_t count);
    void (*gates_backward_row)(const GruRow &row, int64_t count);
};

struct SgdNumbers {
    float learning_rate, momentum, weight_decay, gradient_scale;
};

// Rows of floats to copy; strides in floats.
struct RowCopy {
    const float *source;
    int64_t source_stride;
    float *target;
    int64_t target_stride;
    int64_t rows;
    int64_t columns;
};

struct KernelTable {
    int lanes;     // floats in a vector
    int gemm_rows; // the tile of a dense product
    int gemm_columns;

    // Between a matrix and a strip. Packing fills the rows of the target with zeros up to the width.
    void (*pack_rows)(const RowCopy &copy, int width);
    void (*unpack_rows)(const RowCopy &copy);

    // tile[rows of the block][width] += W(block) * x; x is packed, [columns][width].
    void (*spmm_block)(const Panels &w, const float *values, int64_t block, int width, const float *x, float *tile);
    void (*spmm_block_of_bfloat16)(const Panels &w, const BFloat16 *values, int64_t block, int width, const float *x,
                                   float *tile);

    // tile[columns of the panel][width] += W(:, panel)' * g, for panels of tall segments; g is packed, [rows][width].
    void (*spmm_transposed_panel)(const Panels &w, const float *values, int64_t panel, int width, const float *g,
                                  float *tile);

    // gradient(nonzeros of the block) (+)= g[rows of the block][width] * x[columns][width]^T. x goes on to
    // w.padded_columns() rows, of any content. The width may be any number of vectors where segments are tall.
    void (*sddmm_block)(const Panels &w, int64_t block, int width, const float *g, const float *x, float *gradient,
                        bool accumulate);

    // c[rows <= gemm_rows][columns <= gemm_columns] (+)= a[depth][gemm_rows] * b[depth][gemm_columns], both packed and
    // zero-padded.
    void (*gemm_tile)(int64_t depth, const float *a, const float *b, float *c, int64_t stride, int rows, int columns,
                      bool accumulate);

    // The same for columns <= lanes * vectors and rows <= gemm_narrow_rows(vectors), with A where it lies: element (r,
    // k) of it is a[r * row_stride + k * depth_stride]. B is packed, [depth][lanes * vectors].
    void (*gemm_narrow)(int64_t depth, const float *a, int64_t row_stride, int64_t depth_stride, int vectors,
                        const float *b, float *c, int64_t stride, int rows, int columns, bool accumulate);
    int (*gemm_narrow_rows)(int vectors);

    // By STRNN_GATES_*.
    LstmKernels lstm[gate_kinds];
    RhnKernels rhn[gate_kinds];
    GruKernels gru[gate_kinds];

    void (*add_scalar)(float *y, int64_t count, float value);
    void (*add)(float *y, const float *x, int64_t count);
    void (*multiply)(float *y, const float *a, const float *b, int64_t count);
    void (*multiply_add)(float *y, const float *a, const float *b, int64_t count);
    float (*row_sum)(const float *x, int64_t count);
    double (*sum)(const float *x, int64_t count);
    double (*squared_norm)(const float *x, int64_t count);
    // y (+)= x * keep * scale, for elements first .. first + count - 1 of the mask.
    void (*dropout)(const float *x, float *y, int64_t count, uint64_t first, uint64_t seed, uint32_t stream,
                    uint32_t step, uint32_t threshold, float scale, bool accumulate);

    // maximum[j] = max(maximum[j], row[j]); a NaN stays.
    void (*max_row)(const float *row, float *maximum, int64_t count);
    // sum[j] += exp(row[j] - maximum[j])
    void (*exp_sum_row)(const float *row, const float *maximum, float *sum, int64_t count);
    // out[j] = scale * exp(row[j] - log_sum_exp[j])
    void (*softmax_row)(const float *row, const float *log_sum_exp, float scale, float *out, int64_t count);

    // sums[j] += huber(outputs[j] - targets[j])
    void (*huber_row)(const float *outputs, const float *targets, float delta, float *sums, int64_t count);
    // out[j] = scale * weights[j] * huber'(outputs[j] - targets[j]); weights may be null for ones.
    void (*huber_gradient_row)(const float *outputs, const float *targets, const float *weights, float delta,
                               float scale, float *out, int64_t count);

    void (*sgd_momentum)(float *values, const float *gradient, float *velocity, int64_t count,
                         const SgdNumbers &numbers);

    void (*adam)(float *values, const float *gradient, float *first_moment, float *second_moment, int64_t count,
                 float gradient_scale, const strnn_adam &numbers);

    // Without ages every value has the given share.
    void (*average)(const float *values, float *average, float *ages, int64_t count, float share);

    // For the accuracy tests.
    void (*exp_array)(const float *x, float *y, int64_t count);
    void (*tanh_array)(const float *x, float *y, int64_t count);
    void (*logistic_array)(const float *x, float *y, int64_t count);
    void (*selu_array)(const float *x, float *y, int64_t count);
    void (*spocu_array)(const float *x, float *y, int64_t count);
    void (*bounded_spocu_array)(const float *x, float *y, int64_t count);
};

// Whether this build has the kernels of one of STRNN_ISA_*, and processor and operating system can run them.
bool can_run(int32_t isa);

// Each is filled by kernels/fill_table.h, from <instruction set>/kernels.cpp.
const KernelTable &scalar_kernels();
#if defined(STRNN_HAVE_AVX2)
const KernelTable &avx2_kernels();
#endif
#if defined(STRNN_HAVE_AVX512)
const KernelTable &avx512_kernels();
#endif
#if defined(STRNN_HAVE_NEON)
const KernelTable &neon_kernels();
#endif

// The kernels of one of STRNN_ISA_*; the scalar ones if the library was built without them.
const KernelTable &kernels_of(int32_t isa);

} // namespace strnn
