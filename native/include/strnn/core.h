/* Versions, errors, contexts and memory; the types that all functions share. See strnn.h for the conventions. */
#ifndef STRNN_CORE_H
#define STRNN_CORE_H

#include <stdint.h>

#if defined(_WIN32)
#define STRNN_API __declspec(dllexport)
#else
#define STRNN_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Changes with every change of a function or a struct. */
#define STRNN_ABI_VERSION 9

typedef int32_t strnn_status;
enum { STRNN_OK = 0, STRNN_INVALID = 1, STRNN_OUT_OF_MEMORY = 2, STRNN_UNSUPPORTED = 3, STRNN_FAILED = 4 };

/* Instruction sets; a processor with AVX-512 has AVX2, too. */
enum { STRNN_ISA_BEST = 0, STRNN_ISA_SCALAR = 1, STRNN_ISA_AVX2 = 2, STRNN_ISA_AVX512 = 3, STRNN_ISA_NEON = 4 };

/* An instruction set's kernels, threads and scratch memory. */
typedef struct strnn_context strnn_context;

/* A row-major view: element (i, j) is data[i * stride + j], and stride >= columns. */
typedef struct {
    float *data;
    int64_t rows;
    int64_t columns;
    int64_t stride;
} strnn_matrix;

/* What the values of a sparse matrix are stored as. Bfloat16 is the upper half of a float: values for inference, which
 * kernels widen as they read them. */
enum { STRNN_FLOAT32 = 0, STRNN_BFLOAT16 = 1 };

/* The values of a sparse matrix, in packed order. */
typedef struct {
    const void *data; /* (nnz): floats, or for STRNN_BFLOAT16 uint16s */
    int32_t type;     /* one of STRNN_FLOAT32, STRNN_BFLOAT16 */
} strnn_values;

/* A dropout mask: element k is kept, and multiplied with scale, where word k of Philox 4x32-10 at (seed, stream, step)
 * is at or above threshold; else it becomes 0. For a drop probability p, threshold is p * 2^32 and scale is
 * 1 / (1 - p). */
typedef struct {
    uint64_t seed;
    uint32_t stream;
    uint32_t step;
    uint32_t threshold;
    float scale;
} strnn_mask;

/* Returns the STRNN_ABI_VERSION that the library was built with. */
STRNN_API int32_t strnn_abi_version(void);

/* Returns the message of the calling thread's last failure, "" before the first. It belongs to the library and stays
 * valid until the thread's next failure. */
STRNN_API const char *strnn_last_error(void);

/* Returns the best STRNN_ISA_* that the processor, the operating system and this build support. */
STRNN_API int32_t strnn_best_isa(void);

/* Creates a context.
 *   threads: 0 to 1024, the caller included; 0 for one per processor that the process may use
 *   isa:     one of STRNN_ISA_*; STRNN_ISA_BEST chooses strnn_best_isa()
 *   context: receives the context, to be freed by strnn_context_destroy
 * Invalid: threads or isa out of range. STRNN_UNSUPPORTED: isa is beyond what this processor can run. */
STRNN_API strnn_status strnn_context_create(int32_t threads, int32_t isa, strnn_context **context);

/* Ends the context's threads and frees its memory; null is allowed. */
STRNN_API void strnn_context_destroy(strnn_context *context);

/* Returns the number of threads, the caller included. */
STRNN_API int32_t strnn_context_threads(const strnn_context *context);

/* Returns the STRNN_ISA_* in use, never STRNN_ISA_BEST. */
STRNN_API int32_t strnn_context_isa(const strnn_context *context);

/* Allocates zeroed memory for length floats or int32s on a 64-byte boundary, in huge pages where the system has them.
 *   data: receives the memory, to be freed by strnn_free
 * Invalid: length negative or above INT64_MAX / 8. */
STRNN_API strnn_status strnn_allocate(int64_t length, void **data);

/* Frees memory of strnn_allocate; null is allowed. length: as it was allocated. */
STRNN_API void strnn_free(void *data, int64_t length);

#ifdef __cplusplus
}
#endif

#endif
