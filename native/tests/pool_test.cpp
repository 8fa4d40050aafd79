// The threads of a context: where they run, and what happens when the system gives none.
#include "platform.h"
#include "support.h"
#include "thread_pool.h"

#if defined(__linux__)
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#endif

using namespace support;

namespace {

// The number of processors that the worker of a pool of two threads may use.
size_t processors_of_worker(strnn::ThreadPool &pool) {
    size_t found = 0;
    pool.run_in_steps([&](int thread, strnn::Barrier &barrier) {
        if (thread == 1) found = strnn::platform::processors().size();
        barrier.wait(); // so that the worker takes part
    });
    return found;
}

} // namespace

// Workers of several pools that are bound to the same processors would wait for each other.
TEST(Sessions, OnePoolAtATimeBindsItsWorkers) {
    const size_t all = strnn::platform::processors().size();
    if (all < 2) GTEST_SKIP() << "threads cannot be bound here";
    {
        strnn::ThreadPool first(2), second(2);
        EXPECT_EQ(1u, processors_of_worker(first));
        EXPECT_EQ(all, processors_of_worker(second));
    }
    strnn::ThreadPool third(2);
    EXPECT_EQ(1u, processors_of_worker(third)) << "the first one is gone";
}

#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(STRNN_EMULATED)

namespace {

// Ends the process with 0 if a context of 1024 threads is refused. A limit on addresses leaves room for the stacks of a
// few.
void ask_for_too_many() {
    std::ifstream statm("/proc/self/statm");
    rlim_t pages = 0;
    statm >> pages;
    const rlim_t limit = pages * 4096 + (rlim_t{64} << 20);
    const rlimit all = {limit, limit};
    setrlimit(RLIMIT_AS, &all);
    strnn_context *context = nullptr;
    const strnn_status status = strnn_context_create(1024, STRNN_ISA_SCALAR, &context);
    std::fprintf(stderr, "status %d: %s\n", status, strnn_last_error());
    std::exit(status == STRNN_FAILED && context == nullptr ? 0 : 1);
}

} // namespace

TEST(Sessions, ThreadsThatTheSystemRefusesAreAnError) {
    EXPECT_EXIT(ask_for_too_many(), testing::ExitedWithCode(0), "of 1024 threads");
}

#endif
