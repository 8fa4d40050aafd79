// The non-linearities of a recurrent cell.
#pragma once
#include <cstdint>

#include "strnn/strnn.h"

namespace strnn {

// One of STRNN_GATES_* and one of STRNN_CANDIDATE_*.
struct Activations {
    int32_t gate, candidate;
};
constexpr int gate_kinds = 2, candidate_kinds = 4;
static_assert(gate_kinds == STRNN_GATES_HARD_SIGMOID + 1 && candidate_kinds == STRNN_CANDIDATE_BOUNDED_SPOCU + 1);

} // namespace strnn
