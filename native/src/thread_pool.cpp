#include "thread_pool.h"

#include "platform.h"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#if defined(__SSE2__) || defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace strnn {

namespace {

// About a hundred microseconds of pauses.
constexpr int spin_turns = 4000;

// One pool at a time binds its workers: those of a second one, such as a session's, would share the first processors
// with them, and each would spin there while the other works.
std::atomic<bool> is_a_pool_bound{false};

void pause() {
#if defined(__x86_64__) || defined(_M_X64)
    _mm_pause();
#elif defined(__aarch64__)
    // A yield instruction takes no time on most of these processors; this waits as long as a pause.
    __asm__ volatile("isb" ::: "memory");
#else
    std::this_thread::yield();
#endif
}

// Late in training many gradients become denormal, and arithmetic on each costs a hundred cycles. Kernels flush them to
// zero on their own threads, and on the caller's thread only while a kernel runs.
class FlushDenormals {
  public:
#if defined(__SSE2__) || defined(_M_X64)
    FlushDenormals() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | flush_to_zero | denormals_are_zero); }
    ~FlushDenormals() { _mm_setcsr(saved_); }
#elif defined(__aarch64__)
    FlushDenormals() {
        __asm__ volatile("mrs %0, fpcr" : "=r"(saved_));
        set(saved_ | flush_to_zero);
    }
    ~FlushDenormals() { set(saved_); }
#else
    FlushDenormals() = default;
#endif
    FlushDenormals(const FlushDenormals &) = delete;
    FlushDenormals &operator=(const FlushDenormals &) = delete;

  private:
#if defined(__SSE2__) || defined(_M_X64)
    static constexpr unsigned flush_to_zero = 0x8000;
    static constexpr unsigned denormals_are_zero = 0x0040;
    unsigned saved_;
#elif defined(__aarch64__)
    static constexpr uint64_t flush_to_zero = uint64_t{1} << 24;
    static void set(uint64_t fpcr) { __asm__ volatile("msr fpcr, %0" ::"r"(fpcr) : "memory"); }
    uint64_t saved_;
#endif
};

} // namespace

bool SpinWait::once() {
    if (turns_ < spin_turns) {
        turns_++;
        pause();
        return true;
    }
    std::this_thread::yield();
    return ++turns_ < 2 * spin_turns;
}

void SpinBarrier::wait() {
    const int generation = generation_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) == threads_ - 1) {
        arrived_.store(0, std::memory_order_relaxed);
        generation_.store(generation + 1, std::memory_order_release);
        return;
    }
    SpinWait spin;
    while (generation_.load(std::memory_order_acquire) == generation) spin.once();
}

ThreadPool::ThreadPool(int threads) : threads_(threads) {
    try {
        start();
        bind();
    } catch (...) {
        // A thread that is destroyed while it runs ends the process.
        stop();
        throw;
    }
}

ThreadPool::~ThreadPool() { stop(); }

void ThreadPool::start() {
    for (int thread = 1; thread < threads_; thread++) {
        try {
            workers_.emplace_back([this, thread] { work(thread); });
        } catch (const std::system_error &) {
            throw std::runtime_error("the system gives " + std::to_string(thread) + " of " + std::to_string(threads_) +
                                     " threads, the caller's included: ask for fewer");
        }
    }
}

// Left to itself, the system may wake a worker on the processor where the caller spins. So each worker is bound to a
// processor of its own where there are enough.
void ThreadPool::bind() {
    const std::vector<int> processors = platform::processors();
    if (threads_ < 2 || static_cast<size_t>(threads_) > processors.size()) return;
    binds_ = !is_a_pool_bound.exchange(true);
    if (!binds_) return;
    free_ = processors[0];
    processors_.assign(processors.begin() + 1, processors.begin() + threads_);
    for (size_t i = 0; i < workers_.size(); i++) platform::bind(workers_[i].native_handle(), processors_[i]);
}

void ThreadPool::stop() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        stop_.store(true, std::memory_order_relaxed);
        epoch_.fetch_add(1, std::memory_order_release);
    }
    wake_.notify_all();
    for (std::thread &worker : workers_) worker.join();
    if (binds_) is_a_pool_bound.store(false);
}

void ThreadPool::run_alone(Erased call, const void *body) {
    [[maybe_unused]] const FlushDenormals flush;
    call(body, 0);
}

// The caller is not bound. A worker bound to the caller's processor would wait until the system moves the caller, which
// takes milliseconds: so that worker moves to the processor without one.
void ThreadPool::make_room() {
    const int caller = platform::current_processor();
    if (processors_.empty() || caller == free_) return;
    for (size_t i = 0; i < workers_.size(); i++) {
        if (processors_[i] == caller) {
            platform::bind(workers_[i].native_handle(), free_);
            std::swap(processors_[i], free_);
            return;
        }
    }
}

void ThreadPool::run_erased(Erased call, const void *body) {
    if (threads_ == 1) {
        run_alone(call, body);
        return;
    }
    make_room();
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        call_ = call;
        body_ = body;
        running_.store(threads_ - 1, std::memory_order_relaxed);
        epoch_.fetch_add(1, std::memory_order_release);
    }
    wake_.notify_all();
    run_alone(call, body);
    SpinWait spin;
    while (running_.load(std::memory_order_acquire) > 0) spin.once();
}

void ThreadPool::work(int thread) {
    [[maybe_unused]] const FlushDenormals flush;
    int seen = 0;
    for (;;) {
        SpinWait spin;
        while (epoch_.load(std::memory_order_acquire) == seen) {
            if (!spin.once()) {
                std::unique_lock<std::mutex> lock(mutex_);
                wake_.wait(lock, [&] { return epoch_.load(std::memory_order_relaxed) != seen; });
            }
        }
        seen++;
        if (stop_.load(std::memory_order_relaxed)) return;
        call_(body_, thread);
        running_.fetch_sub(1, std::memory_order_release);
    }
}

} // namespace strnn
