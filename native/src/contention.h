// Other programs on the processors, and which threads work well beside them.
#pragma once
#include <chrono>
#include <vector>

namespace strnn {

// A thread that another program pushes from its processor holds back all others: they wait for its block, or at the
// next barrier, often for milliseconds. So two threads on two busy processors can be slower than one. What each thread
// loses tells: the disturbed ones are left out for a while, then tried again, at growing intervals. The caller's thread
// always works. The number of threads changes no result.
class Contention {
  public:
    using Clock = std::chrono::steady_clock;

    explicit Contention(int threads);

    // To be called before each region: may end a pause of the threads that are left out.
    void begin(Clock::time_point now);

    // Whether a thread takes part in the region, and how many do.
    bool includes(int thread) const { return included_[static_cast<size_t>(thread)]; }
    int team() const { return team_; }

    // Adds a region: its length, and how much of that each thread was kept from its processor.
    void add(Clock::time_point now, Clock::duration length, const std::vector<Clock::duration> &lost);

  private:
    void judge(Clock::time_point now);
    void include_all();

    std::vector<bool> included_;
    int team_;
    std::vector<Clock::duration> lost_; // in the current window, by thread
    Clock::duration window_{0};
    Clock::duration pause_;
    Clock::time_point until_; // the end of the current pause
};

} // namespace strnn
