// The library's threads: a kernel runs on all of them at once, the caller included.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "contention.h"

namespace strnn {

// Waits for others: first spinning, since what is waited for is mostly microseconds away; then, where that does not
// keep others waiting, yielding for a while.
class SpinWait {
  public:
    explicit SpinWait(bool yields) : yields_(yields) {}
    // False once a sleeping wait is better.
    bool once();

  private:
    const bool yields_;
    int turns_ = 0;
    std::chrono::steady_clock::time_point begin_;
};

// Lets threads sleep while a number has a value. Whoever changes the number wakes them, which costs nothing while none
// sleeps.
class Sleepers {
  public:
    void sleep_while(const std::atomic<int> &number, int value);
    void wake();

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<int> count_{0};
};

// A barrier for all threads of a region, between the steps of a sequence.
class Barrier {
  public:
    explicit Barrier(int threads) : threads_(threads) {}
    void wait();

  private:
    const int threads_;
    std::atomic<int> arrived_{0};
    std::atomic<int> generation_{0};
    Sleepers sleepers_;
};

class ThreadPool {
  public:
    explicit ThreadPool(int threads);
    ~ThreadPool();
    ThreadPool(const ThreadPool &) = delete;
    ThreadPool &operator=(const ThreadPool &) = delete;

    int threads() const { return threads_; }

    // How many of them took part in the last region: fewer where other programs disturb them.
    int team() const { return contention_.team(); }

    // Runs body(thread, barrier) on every thread that takes part, and returns when all are done. The barrier is for
    // just those. The body must not throw.
    template <class Body> void run_in_steps(const Body &body) {
        Barrier barrier(begin());
        const auto work = [&](int thread) {
            body(thread, barrier);
        };
        run(work);
    }

    // Hands out the blocks 0..count-1 one by one as body(block, thread); which thread gets which influences no result.
    template <class Body> void for_each_block(long count, const Body &body) {
        std::atomic<long> next{0};
        const auto work = [&](int thread) {
            for (long block; (block = next.fetch_add(1, std::memory_order_relaxed)) < count;) body(block, thread);
        };
        if (count <= 1) {
            run_alone([](const void *erased, int thread) { (*static_cast<const decltype(work) *>(erased))(thread); },
                      &work);
        } else {
            begin();
            run(work);
        }
    }

  private:
    using Erased = void (*)(const void *, int);
    using Clock = std::chrono::steady_clock;

    // What a worker did in a region; on a cache line of its own.
    struct alignas(64) Seat {
        std::atomic<bool> included{true};
        int epoch = 0; // the last region it took part in
        Contention::Work work;
    };

    template <class Body> void run(const Body &body) {
        run_erased([](const void *erased, int thread) { (*static_cast<const Body *>(erased))(thread); }, &body);
    }

    int begin();
    void run_erased(Erased call, const void *body);
    void run_alone(Erased call, const void *body);
    void run_with_workers(Erased call, const void *body);
    void start();
    void bind();
    void stop();
    void work(int thread);
    bool take_place();
    void make_room();
    void note(Clock::duration worked_by_caller);

    const int threads_;
    std::vector<std::thread> workers_;
    std::vector<int> processors_; // of the workers; none where they are not bound
    int free_ = -1;               // a processor without a worker
    bool binds_ = false;
    std::atomic<int> epoch_{0};  // the number of the region
    std::atomic<int> places_{0}; // of the region, for workers that have not begun
    std::atomic<int> done_{0};   // workers that have finished the region
    std::atomic<bool> stop_{false};
    Sleepers idle_;   // workers that wait for a region
    Sleepers caller_; // who waits for the end of one
    Erased call_ = nullptr;
    const void *body_ = nullptr;
    Clock::time_point start_; // of the region
    Contention contention_;
    std::vector<Seat> seats_;
    std::vector<Contention::Work> works_; // of the region
};

} // namespace strnn
