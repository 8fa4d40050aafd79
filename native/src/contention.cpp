#include "contention.h"

#include <algorithm>

namespace strnn {

namespace {

using std::chrono::milliseconds;

// Regions are judged together until they have lasted this long: a few of a scheduler's slices.
constexpr milliseconds window_length{20};
// A thread that lost more than one part in this many is disturbed.
constexpr int tolerated_part = 4;
// Each attempt with all threads costs a window at the disturbed speed: in the end less than one part in a hundred.
constexpr milliseconds first_pause{50}, longest_pause{2000};
// Waking a thread takes so long where nothing disturbs it.
constexpr std::chrono::microseconds wake_time{100};

} // namespace

Contention::Contention(int threads)
    : included_(static_cast<size_t>(threads), true), team_(threads), lost_(static_cast<size_t>(threads)),
      pause_(first_pause) {}

void Contention::begin(Clock::time_point now) {
    if (team_ == static_cast<int>(included_.size()) || now < until_) return;
    included_.assign(included_.size(), true);
    team_ = static_cast<int>(included_.size());
    open_window();
}

void Contention::open_window() {
    window_ = Clock::duration{0};
    lost_.assign(lost_.size(), Clock::duration{0});
}

// A thread was kept from its processor while it neither worked nor was done. One that should have taken part, and came
// when nothing was left to do, lost the whole region.
void Contention::add(Clock::time_point begin, Clock::time_point end, const std::vector<Work> &works) {
    window_ += end - begin;
    for (size_t thread = 0; thread < works.size(); thread++) {
        if (!included_[thread]) continue;
        const Work &work = works[thread];
        const Clock::duration lost = work.took_part ? work.end - begin - work.worked : end - begin;
        lost_[thread] += std::max(lost - wake_time, Clock::duration{0});
    }
    if (window_ < window_length) return;
    judge(end);
    open_window();
}

void Contention::judge(Clock::time_point now) {
    const bool tries_all = team_ == static_cast<int>(included_.size());
    const auto is_disturbed = [&](size_t thread) {
        return lost_[thread] > window_ / tolerated_part;
    };
    for (size_t thread = 1; thread < lost_.size(); thread++) {
        if (included_[thread] && is_disturbed(thread)) {
            included_[thread] = false;
            team_--;
        }
    }
    // The system moves the caller to where a processor is free: so one thread less.
    if (tries_all && is_disturbed(0) && team_ == static_cast<int>(included_.size()) && team_ > 1) {
        included_.back() = false;
        team_--;
    }
    if (!tries_all) return;
    if (team_ == static_cast<int>(included_.size())) {
        pause_ = first_pause;
        return;
    }
    until_ = now + pause_;
    pause_ = std::min<Clock::duration>(2 * pause_, longest_pause);
}

} // namespace strnn
