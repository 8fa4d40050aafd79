#include "support.h"

#include <cstdio>
#include <new>

namespace strnn::abi {

namespace {

// A fixed buffer: reporting that memory ran out must not need memory.
thread_local char last_error[512] = "";

} // namespace

strnn_status fail(strnn_status status, const char *message) {
    std::snprintf(last_error, sizeof last_error, "%s", message);
    return status;
}

void require(bool condition, const char *message) {
    if (!condition) throw std::invalid_argument(message);
}

Activations activations_of(int32_t gate, int32_t candidate) {
    require(gate >= 0 && gate < gate_kinds, "unknown gate activation");
    require(candidate >= 0 && candidate < candidate_kinds, "unknown candidate activation");
    return {gate, candidate};
}

void require_values(strnn_values values) {
    require(values.type == STRNN_FLOAT32 || values.type == STRNN_BFLOAT16, "unknown type of values");
}

void require_floats(strnn_values values) {
    require(values.type == STRNN_FLOAT32, "values in 16 bits are for the forward pass alone");
}

void require_shape(const char *name, const Matrix &m, int64_t rows, int64_t columns) {
    if (m.rows != rows || m.columns != columns || m.stride < m.columns) {
        throw std::invalid_argument(std::string(name) + " is [" + std::to_string(m.rows) + ", " +
                                    std::to_string(m.columns) + "] with stride " + std::to_string(m.stride) +
                                    ", expected [" + std::to_string(rows) + ", " + std::to_string(columns) + "]");
    }
}

void require_ids(const char *name, const int32_t *ids, int64_t count, int64_t limit, int32_t first) {
    for (int64_t j = 0; j < count; j++) {
        if (ids[j] < first || ids[j] >= limit) {
            throw std::invalid_argument(std::string(name) + "[" + std::to_string(j) + "] is " + std::to_string(ids[j]) +
                                        ", outside [" + std::to_string(first) + ", " + std::to_string(limit) + ")");
        }
    }
}

} // namespace strnn::abi

const char *strnn_last_error(void) { return strnn::abi::last_error; }
