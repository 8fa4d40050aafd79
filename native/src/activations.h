// The non-linearities of a recurrent cell.
#pragma once
#include <cstdint>

namespace strnn {

// One of STRNN_GATES_* and one of STRNN_CANDIDATE_*.
struct Activations {
    int32_t gate, candidate;
};
constexpr int gate_kinds = 2, candidate_kinds = 4;

} // namespace strnn
