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

    // What a thread did in a region.
    struct Work {
        bool took_part = false;
        Clock::time_point end;     // when it was done, maybe before the others
        Clock::duration worked{0}; // until then it had its processor, or did not want it
    };

    // Adds a region, and what each thread did in it.
    void add(Clock::time_point begin, Clock::time_point end, const std::vector<Work> &works);

  private:
    void open_window();
    void judge(Clock::time_point now);

    std::vector<bool> included_;
    int team_;
    std::vector<Clock::duration> lost_; // in the current window, by thread
    Clock::duration window_{0};
    Clock::duration pause_;
    Clock::time_point until_; // the end of the current pause
};

} // namespace strnn
