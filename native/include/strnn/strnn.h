/* The C ABI of StRnn.Native's CPU backend. Each header here is implemented by the file of its name in native/src/abi,
 * strnn_last_error by support.cpp.
 *
 * Errors. Functions that return strnn_status return STRNN_OK, or a code and a message of one line that strnn_last_error
 * gives to the same thread. STRNN_INVALID is returned for a matrix whose shape is not the one stated, and for whatever
 * a function lists as "Invalid". STRNN_OUT_OF_MEMORY is possible wherever a function needs scratch memory. After a
 * failure outputs are unspecified. No exception, exit or console output crosses this boundary.
 *
 * Arguments. [m, n] is a strnn_matrix of m rows and n columns, (k) an array of k elements; the lengths of arrays are
 * not checked. Pointers are never null unless a function says so. Outputs never overlap inputs unless a function says
 * so. accumulate and the add_ flags: 0 replaces the output, anything else adds to it. Memory is the caller's, except
 * what lives in handles.
 *
 * Threads. A context serves one caller at a time; functions return when their work is done. The same inputs and
 * instruction set give the same bits for any number of threads.
 *
 * Letters. T time steps, B batch, H hidden units, E embedding, V vocabulary, N columns, nnz nonzeros of a sparse
 * matrix. Activations are [features, columns]; columns of a sequence are time-major, step t being columns [t*B,
 * (t+1)*B). */
#ifndef STRNN_STRNN_H
#define STRNN_STRNN_H

#include "core.h"
#include "dense.h"
#include "gru.h"
#include "recurrent.h"
#include "sparse.h"
#include "training.h"

#endif
