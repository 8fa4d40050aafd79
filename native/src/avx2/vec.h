// Eight floats in a register.
#pragma once
#include "../x86/vec8.h"

namespace strnn::avx2 {
using Vec = Vec8;
} // namespace strnn::avx2
