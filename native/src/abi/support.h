// Shared by every entry point of the C ABI: opaque types, exceptions turned into a status and a message, and the checks
// that memory safety needs.
#pragma once
#include <exception>
#include <stdexcept>
#include <string>

#include "../context.h"
#include "../packed_matrix.h"

struct strnn_context : strnn::Context {
    using Context::Context;
};

struct strnn_packed_matrix : strnn::PackedMatrix {
    using PackedMatrix::PackedMatrix;
};

namespace strnn::abi {

struct Unsupported : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Remembers the message for strnn_last_error.
strnn_status fail(strnn_status status, const char *message);

template <class Body> strnn_status guarded(const Body &body) {
    try {
        body();
        return STRNN_OK;
    } catch (const std::bad_alloc &) {
        return fail(STRNN_OUT_OF_MEMORY, "the system has no memory left");
    } catch (const std::invalid_argument &error) {
        return fail(STRNN_INVALID, error.what());
    } catch (const Unsupported &error) {
        return fail(STRNN_UNSUPPORTED, error.what());
    } catch (const std::exception &error) {
        return fail(STRNN_FAILED, error.what());
    } catch (...) {
        return fail(STRNN_FAILED, "an unknown exception");
    }
}

void require(bool condition, const char *message);
// One of STRNN_GATES_* and one of STRNN_CANDIDATE_*, checked.
Activations activations_of(int32_t gate, int32_t candidate);
// A type that there is; where values change, floats.
void require_values(strnn_values values);
void require_floats(strnn_values values);
void require_shape(const char *name, const Matrix &m, int64_t rows, int64_t columns);
// Every id lies in [first, limit).
void require_ids(const char *name, const int32_t *ids, int64_t count, int64_t limit, int32_t first = 0);

} // namespace strnn::abi
