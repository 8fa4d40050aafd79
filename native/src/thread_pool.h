// The library's threads: a kernel runs on all of them at once, the caller included.
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace strnn {

// Spins for about a hundred microseconds, then yields, so that an oversubscribed machine still makes progress.
class SpinWait {
  public:
    // False once spinning has lasted long enough that a sleeping wait is better.
    bool once();

  private:
    int turns_ = 0;
};

// A barrier for all threads of a region, between the steps of a sequence: sleeping would cost more than a step.
class SpinBarrier {
  public:
    explicit SpinBarrier(int threads) : threads_(threads) {}
    void wait();

  private:
    const int threads_;
    std::atomic<int> arrived_{0};
    std::atomic<int> generation_{0};
};

class ThreadPool {
  public:
    explicit ThreadPool(int threads);
    ~ThreadPool();
    ThreadPool(const ThreadPool &) = delete;
    ThreadPool &operator=(const ThreadPool &) = delete;

    int threads() const { return threads_; }

    // Runs body(thread) on every thread and returns when all are done. The body must not throw.
    template <class Body> void run(const Body &body) {
        run_erased([](const void *erased, int thread) { (*static_cast<const Body *>(erased))(thread); }, &body);
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
            run(work);
        }
    }

  private:
    using Erased = void (*)(const void *, int);
    void run_erased(Erased call, const void *body);
    void run_alone(Erased call, const void *body);
    void start();
    void bind();
    void stop();
    void work(int thread);
    void make_room();

    const int threads_;
    std::vector<std::thread> workers_;
    std::vector<int> processors_; // of the workers; none where they are not bound
    int free_ = -1;               // a processor without a worker
    bool binds_ = false;
    std::atomic<int> epoch_{0};
    std::atomic<int> running_{0};
    std::atomic<bool> stop_{false};
    std::mutex mutex_;
    std::condition_variable wake_;
    Erased call_ = nullptr;
    const void *body_ = nullptr;
};

} // namespace strnn
