// The products' share of the multiply-add peak on one thread, by instruction set, height of the row blocks and number
// of columns; of one build of the library, or of two in turns. Times are the thread's own processor time, so that other
// programs on the machine disturb less; figures are lower quartiles of time.
//
//     strnn-kernels LIBRARY [OLD_LIBRARY] [rows=6000] [columns=1500] [density=0.2] [heights=1,2,4,8]
//                   [n=1,4,8,16,20,24,32,64,700] [products=spmm,spmm_transposed,sddmm,gemm] [isas=2,3] [seconds=0.3]
#include <dlfcn.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "peak.h"
#include "strnn/strnn.h"

namespace {

[[noreturn]] void fail(const std::string &what) {
    std::fprintf(stderr, "error: %s\n", what.c_str());
    std::exit(1);
}

// A build of the library.
class Library {
  public:
    explicit Library(const std::string &path) : handle_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
        if (handle_ == nullptr) fail(dlerror());
        const auto version = reinterpret_cast<decltype(&strnn_abi_version)>(dlsym(handle_, "strnn_abi_version"));
        if (version == nullptr || version() != STRNN_ABI_VERSION) fail(path + " has another version of the C ABI");
    }

    // Calls a function of the C ABI by the type of the header's declaration.
    template <class... Parameters, class... Arguments>
    void call(strnn_status (*)(Parameters...), const char *name, Arguments... arguments) const {
        const auto function = reinterpret_cast<strnn_status (*)(Parameters...)>(dlsym(handle_, name));
        if (function == nullptr) fail(std::string("the library lacks ") + name);
        if (function(arguments...) != STRNN_OK) fail(std::string(name) + " failed");
    }

  private:
    void *handle_;
};

#define CALL(library, name, ...) (library).call(decltype(&name){}, #name, __VA_ARGS__)

struct Settings {
    std::map<std::string, std::string> of = {{"rows", "6000"},
                                             {"columns", "1500"},
                                             {"density", "0.2"},
                                             {"heights", "1,2,4,8"},
                                             {"n", "1,4,8,16,20,24,32,64,700"},
                                             {"products", "spmm,spmm_transposed,sddmm,gemm"},
                                             {"isas", "2,3"},
                                             {"seconds", "0.3"}};

    double number(const std::string &name) const { return std::stod(of.at(name)); }
    std::vector<std::string> list(const std::string &name) const {
        std::vector<std::string> parts;
        std::istringstream text(of.at(name));
        for (std::string part; std::getline(text, part, ',');) parts.push_back(part);
        return parts;
    }
};

// Rows that share their columns lie a gate apart, as in a recurrent layer's matrix.
struct Pattern {
    std::vector<int32_t> row_offsets{0}, column_indices;

    Pattern(int64_t rows, int64_t columns, double density, int64_t height) {
        std::mt19937 random(1);
        const int64_t count = std::max<int64_t>(1, static_cast<int64_t>(density * static_cast<double>(columns) + 0.5));
        std::vector<int32_t> all(static_cast<size_t>(columns));
        for (int64_t i = 0; i < columns; i++) all[static_cast<size_t>(i)] = static_cast<int32_t>(i);
        std::vector<std::vector<int32_t>> blocks(static_cast<size_t>(rows / height));
        for (auto &block : blocks) {
            for (size_t i = 0; i < static_cast<size_t>(count); i++) {
                std::swap(all[i], all[i + random() % (all.size() - i)]);
            }
            block.assign(all.begin(), all.begin() + count);
            std::sort(block.begin(), block.end());
        }
        for (int64_t row = 0; row < rows; row++) {
            const auto &block = blocks[static_cast<size_t>(row) % blocks.size()];
            column_indices.insert(column_indices.end(), block.begin(), block.end());
            row_offsets.push_back(static_cast<int32_t>(column_indices.size()));
        }
    }
};

std::vector<float> numbers(size_t count) {
    std::vector<float> all(count);
    for (size_t i = 0; i < count; i++) all[i] = static_cast<float>(i * 7919 % 2001) / 1000.0f - 1.0f;
    return all;
}

double thread_seconds() {
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

template <class Body> double time_of(const Body &body) {
    const double start = thread_seconds();
    body();
    return thread_seconds() - start;
}

double quartile(std::vector<double> times) {
    std::sort(times.begin(), times.end());
    return times[times.size() / 4];
}

// A build of the library with one instruction set, and the peak of that.
struct Subject {
    const Library *library;
    int32_t isa;
    strnn_context *context;
    strnn_packed_matrix *matrix;
    std::vector<double> times, peak_times;
};

struct Problem {
    int64_t rows, columns, n;
    const Pattern *pattern; // null for a dense matrix
    std::vector<float> &values, &x, &y, &gradient;

    void run(const Subject &s, const std::string &product) const {
        const strnn_matrix xs{x.data(), columns, n, n}, ys{y.data(), rows, n, n};
        if (product == "gemm") {
            const strnn_matrix a{values.data(), rows, columns, columns};
            CALL(*s.library, strnn_gemm, s.context, &a, 0, &xs, 0, &ys, 0);
        } else if (product == "spmm") {
            CALL(*s.library, strnn_spmm, s.context, s.matrix, strnn_values{values.data(), STRNN_FLOAT32}, &xs, &ys, 0);
        } else if (product == "spmm_transposed") {
            CALL(*s.library, strnn_spmm_transposed, s.context, s.matrix, &ys, &xs, 0);
        } else if (product == "sddmm") {
            CALL(*s.library, strnn_sddmm, s.context, s.matrix, &ys, &xs, gradient.data(), 0);
        } else {
            fail("unknown product " + product);
        }
    }
    double operations() const { return 2.0 * static_cast<double>(n) * static_cast<double>(values.size()); }
};

// All subjects in turns, each with the peak beside it.
void measure(const Problem &problem, const std::string &product, int64_t height, std::vector<Subject> &subjects,
             double seconds) {
    for (Subject &s : subjects) {
        s.times.clear();
        s.peak_times.clear();
        problem.run(s, product);
    }
    const int calls = std::max(1, static_cast<int>(5e7 / problem.operations()));
    double spent = 0;
    for (int round = 0; round < 5 || spent < seconds * static_cast<double>(subjects.size()); round++) {
        for (Subject &s : subjects) {
            s.peak_times.push_back(time_of([&] { run_multiply_adds(s.isa); }));
            s.times.push_back(time_of([&] {
                for (int i = 0; i < calls; i++) problem.run(s, product);
            }));
            spent += s.times.back();
        }
    }
    std::printf("%-15s height %lld N %3lld:", product.c_str(), static_cast<long long>(height),
                static_cast<long long>(problem.n));
    for (size_t i = 0; i < subjects.size(); i++) {
        const Subject &s = subjects[i];
        const double rate = calls * problem.operations() / quartile(s.times) / 1e9,
                     peak = run_multiply_adds(s.isa) / quartile(s.peak_times) / 1e9;
        std::printf("  %s %6.1f (%4.1f %%)", s.isa == STRNN_ISA_AVX512 ? "AVX-512" : "AVX2", rate, 100 * rate / peak);
        // Of two builds, the second's time over the first's in each round.
        if (i > 0 && subjects[i - 1].isa == s.isa) {
            std::vector<double> ratios;
            for (size_t k = 0; k < s.times.size(); k++) ratios.push_back(s.times[k] / subjects[i - 1].times[k]);
            std::sort(ratios.begin(), ratios.end());
            std::printf(" new/old %.2fx", ratios[ratios.size() / 2]);
        }
    }
    std::printf("\n");
    std::fflush(stdout);
}

} // namespace

int main(int count, char **arguments) {
    Settings settings;
    std::vector<Library> libraries;
    for (int i = 1; i < count; i++) {
        const std::string argument = arguments[i];
        const size_t equals = argument.find('=');
        if (equals == std::string::npos) {
            libraries.emplace_back(argument);
        } else if (!settings.of.contains(argument.substr(0, equals))) {
            fail("unknown setting " + argument);
        } else {
            settings.of[argument.substr(0, equals)] = argument.substr(equals + 1);
        }
    }
    if (libraries.empty()) fail("name the library to measure, and another one to compare with");
    const auto rows = static_cast<int64_t>(settings.number("rows")),
               columns = static_cast<int64_t>(settings.number("columns"));
    const double density = settings.number("density");
    std::vector<Subject> subjects;
    for (const std::string &isa : settings.list("isas")) {
        for (const Library &library : libraries) {
            Subject s{&library, std::stoi(isa), nullptr, nullptr, {}, {}};
            CALL(library, strnn_context_create, 1, s.isa, &s.context);
            subjects.push_back(s);
            const double operations = run_multiply_adds(s.isa);
            std::vector<double> times;
            for (int i = 0; i < 200; i++) times.push_back(time_of([&] { run_multiply_adds(s.isa); }));
            std::printf("peak %s: %.1f GFLOP/s\n", s.isa == STRNN_ISA_AVX512 ? "AVX-512" : "AVX2",
                        operations / quartile(times) / 1e9);
        }
    }
    std::printf("%lld x %lld, density %.3f, one thread: GFLOP/s (share of the peak)\n", static_cast<long long>(rows),
                static_cast<long long>(columns), density);
    for (const std::string &height_text : settings.list("heights")) {
        const int64_t height = std::stoll(height_text);
        const Pattern pattern(rows, columns, density, height);
        std::vector<float> values = numbers(pattern.column_indices.size()), gradient(values.size());
        for (Subject &s : subjects) {
            CALL(*s.library, strnn_packed_matrix_create, rows, columns, pattern.row_offsets.data(),
                 pattern.column_indices.data(), height, height > 1, STRNN_USE_PRODUCT | STRNN_USE_TRANSPOSED,
                 &s.matrix);
            CALL(*s.library, strnn_packed_matrix_refresh, s.context, s.matrix, values.data());
        }
        for (const std::string &product : settings.list("products")) {
            if (product == "gemm") continue;
            for (const std::string &n_text : settings.list("n")) {
                const int64_t n = std::stoll(n_text);
                std::vector<float> x = numbers(static_cast<size_t>(columns * n)),
                                   y = numbers(static_cast<size_t>(rows * n));
                measure({rows, columns, n, &pattern, values, x, y, gradient}, product, height, subjects,
                        settings.number("seconds"));
            }
        }
    }
    for (const std::string &product : settings.list("products")) {
        if (product != "gemm") continue;
        std::vector<float> values = numbers(static_cast<size_t>(rows * columns)), gradient;
        for (const std::string &n_text : settings.list("n")) {
            const int64_t n = std::stoll(n_text);
            std::vector<float> x = numbers(static_cast<size_t>(columns * n)),
                               y = numbers(static_cast<size_t>(rows * n));
            measure({rows, columns, n, nullptr, values, x, y, gradient}, product, 1, subjects,
                    settings.number("seconds"));
        }
    }
    return 0;
}
