/* Other people's kernels behind one small C interface, and what this machine can do at best. Matrices are row-major and
 * contiguous. The libraries' threads go on spinning for up to 100 ms after a call: pause before timing something else.
 */
#ifndef STRNN_PEERS_H
#define STRNN_PEERS_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Fused multiply-adds from registers, GFLOP/s over all threads. lanes: 8 (AVX2) or 16 (AVX-512); 0 where there is none.
 */
double peers_fma_peak(int32_t threads, int32_t lanes);

/* libtorch_cpu.so holds the MKL; null if there is none. Call once, before anything below. */
void peers_open(const char *libtorch_cpu);

typedef struct peers_sparse peers_sparse;

/* library: "mkl", "mkl-csc" (a transposed copy), "eigen", "libxsmm". Null if it is not there. */
peers_sparse *peers_sparse_create(const char *library, int32_t threads, int64_t rows, int64_t columns,
                                  const int32_t *row_offsets, const int32_t *column_indices, const float *values);
void peers_sparse_destroy(peers_sparse *sparse);
/* y[rows, n] = W * x[columns, n]; 0 if done, 1 if the library has no such product. */
int32_t peers_spmm(peers_sparse *sparse, const float *x, float *y, int64_t n);
/* d[columns, n] = W^T * g[rows, n]. */
int32_t peers_spmm_transposed(peers_sparse *sparse, const float *g, float *d, int64_t n);

/* y[m, n] = a[m, k] * op(b), op(b) = b[k, n] or, transposed, b[n, k]^T. library: "mkl", "onednn". 1 if it is not there.
 */
int32_t peers_gemm(const char *library, int32_t threads, int32_t transpose_b, int64_t m, int64_t n, int64_t k,
                   const float *a, const float *b, float *y);

#ifdef __cplusplus
}
#endif
#endif
