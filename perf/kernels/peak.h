// What the processor's multiply-add units do at best: the yardstick of a kernel's share of the peak.
#pragma once
#include <cstdint>

// Runs chains of multiply-adds on registers alone with one of STRNN_ISA_AVX2 and STRNN_ISA_AVX512, and returns their
// number of floating-point operations.
double run_multiply_adds(int32_t isa);
