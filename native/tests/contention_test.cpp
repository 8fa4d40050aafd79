// Which threads are left out beside other programs: on made-up losses, and on processors that are kept busy.
#include "contention.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "platform.h"
#include "support.h"
#include "thread_pool.h"

using namespace support;
using namespace std::chrono_literals;
using strnn::Contention;

namespace {

using Clock = Contention::Clock;

// A clock of its own, and regions of a millisecond.
struct Regions {
    explicit Regions(int threads) : contention(threads), losses(static_cast<size_t>(threads)) {}

    void pass(int count) {
        std::vector<Contention::Work> works(losses.size());
        for (int i = 0; i < count; i++) {
            const Clock::time_point begin = now;
            now += 1ms;
            contention.begin(begin);
            for (size_t thread = 0; thread < works.size(); thread++) works[thread] = {true, now, 1ms - losses[thread]};
            contention.add(begin, now, works);
        }
    }

    Contention contention;
    std::vector<Clock::duration> losses; // in each region
    Clock::time_point now{};
};

} // namespace

TEST(Contention, KeepsAllThreadsThatLoseLittle) {
    Regions regions(4);
    regions.losses = {100us, 100us, 200us, 0us};
    regions.pass(1000);
    EXPECT_EQ(4, regions.contention.team());
}

TEST(Contention, LeavesOutTheDisturbedWorkerAndNoOther) {
    Regions regions(4);
    regions.losses[2] = 500us;
    regions.pass(40);
    EXPECT_EQ(3, regions.contention.team());
    EXPECT_FALSE(regions.contention.includes(2));
    EXPECT_TRUE(regions.contention.includes(0) && regions.contention.includes(1) && regions.contention.includes(3));
}

TEST(Contention, LeavesOutOneWorkerForADisturbedCaller) {
    Regions regions(2);
    regions.losses[0] = 500us;
    regions.pass(40);
    EXPECT_EQ(1, regions.contention.team());
    EXPECT_TRUE(regions.contention.includes(0));
}

TEST(Contention, TakesTheWorkersBackWhenTheOtherProgramsEnd) {
    Regions regions(2);
    regions.losses[1] = 500us;
    regions.pass(5000);
    regions.losses[1] = 0us;
    regions.pass(2500);
    EXPECT_EQ(2, regions.contention.team());
}

TEST(Contention, TriesAllThreadsRarelyWhileOtherProgramsRun) {
    Regions regions(2);
    regions.losses[1] = 500us;
    int with_all = 0;
    for (int i = 0; i < 60000; i++) {
        regions.pass(1);
        if (regions.contention.team() == 2) with_all++;
    }
    EXPECT_LT(with_all, 60000 / 50);
    EXPECT_GT(with_all, 0);
}

// Three blocks for two threads: one of them has nothing to do for half of the time, and is not disturbed by it.
TEST(Contention, KeepsAWorkerThatIsDoneBeforeTheOthers) {
    Contention contention(2);
    Clock::time_point now{};
    for (int region = 0; region < 12; region++) {
        const Clock::time_point begin = now;
        now += 4ms;
        contention.begin(begin);
        contention.add(begin, now, {{true, now, 4ms}, {true, begin + 2ms, 2ms}});
        EXPECT_EQ(2, contention.team());
    }
}

TEST(Contention, LeavesOutAWorkerThatComesWhenNothingIsLeft) {
    Contention contention(2);
    Clock::time_point now{};
    for (int region = 0; region < 6; region++) {
        const Clock::time_point begin = now;
        now += 4ms;
        contention.begin(begin);
        contention.add(begin, now, {{true, now, 4ms}, {}});
    }
    EXPECT_EQ(1, contention.team());
}

// The worker shares its processor with another program, whichever that is.
TEST(Contention, WorksWithFewerThreadsOnBusyProcessors) {
    const std::vector<int> processors = strnn::platform::processors();
    if (processors.size() < 2) GTEST_SKIP() << "one processor, or threads cannot be bound";
    std::atomic<bool> stop{false};
    std::vector<std::thread> others;
    for (const int processor : processors) {
        others.emplace_back([&] {
            while (!stop.load(std::memory_order_relaxed)) {
            }
        });
        strnn::platform::bind(others.back().native_handle(), processor);
    }
    strnn::ThreadPool pool(2);
    std::atomic<long> blocks{0};
    long expected = 0;
    int fewest = 2;
    const Clock::time_point begin = Clock::now();
    while (fewest == 2 && Clock::now() - begin < 20s) {
        pool.for_each_block(100, [&](long, int) {
            const Clock::time_point until = Clock::now() + 20us;
            while (Clock::now() < until) {
            }
            blocks.fetch_add(1, std::memory_order_relaxed);
        });
        expected += 100;
        fewest = pool.team();
    }
    stop.store(true);
    for (std::thread &other : others) other.join();
    EXPECT_EQ(1, fewest);
    EXPECT_EQ(expected, blocks.load());
}
