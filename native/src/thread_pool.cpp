#include "thread_pool.h"

#include "platform.h"

#include <algorithm>
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

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr microseconds spin_time{100}, yield_time{2000};
// Another program ran meanwhile.
constexpr microseconds slow_yield{20};
// The clock is read once in so many pauses.
constexpr int pauses_per_look = 32;

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

// How long the calling thread has slept in its waits.
thread_local Clock::duration slept{0};

// Measures how long a thread had its processor, or did not want it.
class Stopwatch {
  public:
    Clock::duration worked() const { return platform::thread_time() - time_ + slept - slept_; }

  private:
    const std::chrono::nanoseconds time_ = platform::thread_time();
    const Clock::duration slept_ = slept;
};

} // namespace

bool SpinWait::once() {
    pause();
    if (++turns_ % pauses_per_look != 0) return true;
    const Clock::time_point now = Clock::now();
    if (turns_ == pauses_per_look) begin_ = now;
    if (now - begin_ < spin_time) return true;
    if (!yields_ || now - begin_ > yield_time) return false;
    std::this_thread::yield();
    return Clock::now() - now < slow_yield;
}

// In one order for all threads: either the sleeper sees the new number, or who changed it sees the sleeper.
void Sleepers::sleep_while(const std::atomic<int> &number, int value) {
    const Clock::time_point begin = Clock::now();
    {
        std::unique_lock<std::mutex> lock(mutex_);
        count_.fetch_add(1);
        changed_.wait(lock, [&] { return number.load() != value; });
        count_.fetch_sub(1);
    }
    slept += Clock::now() - begin;
}

void Sleepers::wake() {
    if (count_.load() == 0) return;
    { const std::lock_guard<std::mutex> lock(mutex_); }
    changed_.notify_all();
}

void Barrier::wait() {
    const int generation = generation_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) == threads_ - 1) {
        arrived_.store(0, std::memory_order_relaxed);
        generation_.store(generation + 1);
        sleepers_.wake();
        return;
    }
    SpinWait spin(false);
    while (generation_.load(std::memory_order_acquire) == generation) {
        if (!spin.once()) sleepers_.sleep_while(generation_, generation);
    }
}

ThreadPool::ThreadPool(int threads)
    : threads_(threads), contention_(threads), seats_(static_cast<size_t>(threads)),
      works_(static_cast<size_t>(threads)) {
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
    stop_.store(true, std::memory_order_relaxed);
    epoch_.fetch_add(1);
    idle_.wake();
    for (std::thread &worker : workers_) worker.join();
    if (binds_) is_a_pool_bound.store(false);
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

// Settles who takes part in the region that comes now.
int ThreadPool::begin() {
    if (threads_ > 1) contention_.begin(Clock::now());
    return contention_.team();
}

void ThreadPool::run_erased(Erased call, const void *body) {
    if (contention_.team() == 1) {
        run_alone(call, body);
    } else {
        run_with_workers(call, body);
    }
}

void ThreadPool::run_alone(Erased call, const void *body) {
    [[maybe_unused]] const FlushDenormals flush;
    call(body, 0);
}

void ThreadPool::run_with_workers(Erased call, const void *body) {
    make_room();
    const int places = contention_.team() - 1;
    start_ = Clock::now();
    const Stopwatch watch;
    call_ = call;
    body_ = body;
    for (size_t thread = 1; thread < seats_.size(); thread++) {
        seats_[thread].included.store(contention_.includes(static_cast<int>(thread)), std::memory_order_relaxed);
    }
    done_.store(0, std::memory_order_relaxed);
    places_.store(places, std::memory_order_release);
    epoch_.fetch_add(1);
    idle_.wake();
    run_alone(call, body);

    // Who has not begun by now has nothing left to do.
    const int taken = places - places_.exchange(0, std::memory_order_acq_rel);
    SpinWait spin(false);
    for (int done; (done = done_.load(std::memory_order_acquire)) < taken;) {
        if (!spin.once()) caller_.sleep_while(done_, done);
    }
    note(watch.worked());
}

// Tells what each thread did in the region.
void ThreadPool::note(Clock::duration worked_by_caller) {
    const Clock::time_point end = Clock::now();
    const int epoch = epoch_.load(std::memory_order_relaxed);
    works_[0] = {true, end, worked_by_caller};
    for (size_t thread = 1; thread < works_.size(); thread++) {
        works_[thread] = seats_[thread].epoch == epoch ? seats_[thread].work : Contention::Work{};
    }
    contention_.add(start_, end, works_);
}

bool ThreadPool::take_place() {
    int left = places_.load(std::memory_order_relaxed);
    while (left > 0) {
        if (places_.compare_exchange_weak(left, left - 1, std::memory_order_acq_rel)) return true;
    }
    return false;
}

void ThreadPool::work(int thread) {
    [[maybe_unused]] const FlushDenormals flush;
    Seat &seat = seats_[static_cast<size_t>(thread)];
    int seen = 0;
    for (;;) {
        SpinWait spin(true);
        while (epoch_.load(std::memory_order_acquire) == seen) {
            if (!spin.once()) idle_.sleep_while(epoch_, seen);
        }
        if (stop_.load(std::memory_order_relaxed)) return;
        seen = epoch_.load(std::memory_order_acquire);
        if (!seat.included.load(std::memory_order_relaxed) || !take_place()) continue;
        // A later region may have begun before the place was taken; none can begin now.
        seen = epoch_.load(std::memory_order_acquire);
        const Stopwatch watch;
        call_(body_, thread);
        seat.epoch = seen;
        seat.work = {true, Clock::now(), watch.worked()};
        done_.fetch_add(1);
        caller_.wake();
    }
}

} // namespace strnn
