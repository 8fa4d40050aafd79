// The FMA peak: ten and more independent chains in registers, on every thread at once.
#include <immintrin.h>
#include <sched.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "strnn_peers.h"

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

constexpr long turns = 400000;
constexpr int chains = 12;

__attribute__((target("avx2,fma"))) double avx2_seconds() {
    __m256 sum[chains] = {}, x = _mm256_set1_ps(1e-9f);
    const double start = now();
    for (long i = 0; i < turns; i++) {
#pragma GCC unroll 12
        for (int c = 0; c < chains; c++) {
            sum[c] = _mm256_fmadd_ps(x, x, sum[c]);
            __asm__ volatile("" : "+x"(sum[c]));
        }
    }
    return now() - start;
}

__attribute__((target("avx512f"))) double avx512_seconds() {
    __m512 sum[chains] = {}, x = _mm512_set1_ps(1e-9f);
    const double start = now();
    for (long i = 0; i < turns; i++) {
#pragma GCC unroll 12
        for (int c = 0; c < chains; c++) {
            sum[c] = _mm512_fmadd_ps(x, x, sum[c]);
            __asm__ volatile("" : "+v"(sum[c]));
        }
    }
    return now() - start;
}

} // namespace

double peers_fma_peak(int32_t threads, int32_t lanes) {
    const bool wide = lanes == 16;
    if (wide ? !__builtin_cpu_supports("avx512f") : lanes != 8 || !__builtin_cpu_supports("avx2")) return 0;
    std::atomic<int> ready{0};
    std::vector<double> seconds(static_cast<size_t>(threads));
    const auto work = [&](int thread) {
        cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET(thread, &set);
        sched_setaffinity(0, sizeof set, &set);
        ready.fetch_add(1);
        while (ready.load() < threads) {
        }
        wide ? avx512_seconds() : avx2_seconds();
        seconds[static_cast<size_t>(thread)] = wide ? avx512_seconds() : avx2_seconds();
    };
    std::vector<std::thread> workers;
    for (int thread = 0; thread < threads; thread++) workers.emplace_back(work, thread);
    double rate = 0;
    for (int thread = 0; thread < threads; thread++) {
        workers[static_cast<size_t>(thread)].join();
        rate += 2.0 * lanes * chains * turns / seconds[static_cast<size_t>(thread)] / 1e9;
    }
    return rate;
}
