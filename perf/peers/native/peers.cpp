#include "strnn_peers.h"

#include <dlfcn.h>

#include <cstring>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#if defined(PEERS_EIGEN)
#include <omp.h>

#include <Eigen/Sparse>
#endif
#if defined(PEERS_LIBXSMM)
#include <libxsmm.h>
#endif

struct peers_sparse {
    virtual ~peers_sparse() = default;
    virtual bool multiply(const float *, float *, int64_t) { return false; }
    virtual bool multiply_transposed(const float *, float *, int64_t) { return false; }
};

namespace {

void *mkl_library = nullptr;

template <class F> F symbol(void *library, const char *name) {
    return library == nullptr ? nullptr : reinterpret_cast<F>(dlsym(library, name));
}

void *onednn_library() {
    static void *library = dlopen("libdnnl.so.2", RTLD_NOW | RTLD_LOCAL);
    return library;
}

void set_mkl_threads(int threads) {
    if (auto set = symbol<int (*)(int)>(mkl_library, "MKL_Set_Num_Threads_Local")) set(threads);
}

struct Csr {
    int rows, columns;
    std::vector<int> offsets, indices;
    std::vector<float> values;

    Csr transposed() const {
        Csr t{columns, rows, std::vector<int>(static_cast<size_t>(columns) + 1), std::vector<int>(indices.size()),
              std::vector<float>(values.size())};
        for (int column : indices) t.offsets[static_cast<size_t>(column) + 1]++;
        std::partial_sum(t.offsets.begin(), t.offsets.end(), t.offsets.begin());
        std::vector<int> next = t.offsets;
        for (int row = 0; row < rows; row++) {
            for (int k = offsets[static_cast<size_t>(row)]; k < offsets[static_cast<size_t>(row) + 1]; k++) {
                const size_t at = static_cast<size_t>(next[static_cast<size_t>(indices[static_cast<size_t>(k)])]++);
                t.indices[at] = row;
                t.values[at] = values[static_cast<size_t>(k)];
            }
        }
        return t;
    }
};

// MKL's inspector-executor CSR.
class MklSparse : public peers_sparse {
    struct Description {
        int type = 20, mode = 0, diagonal = 0; // a general matrix
    };

  public:
    MklSparse(Csr csr, bool transposed, int threads)
        : csr_(transposed ? csr.transposed() : std::move(csr)), transposed_(transposed) {
        set_mkl_threads(threads);
        auto create = symbol<int (*)(void **, int, int, int, int *, int *, int *, float *)>(mkl_library,
                                                                                            "mkl_sparse_s_create_csr");
        multiply_ = symbol<decltype(multiply_)>(mkl_library, "mkl_sparse_s_mm");
        if (create != nullptr) {
            create(&handle_, 0, csr_.rows, csr_.columns, csr_.offsets.data(), csr_.offsets.data() + 1,
                   csr_.indices.data(), csr_.values.data());
        }
    }
    bool usable() const { return handle_ != nullptr && multiply_ != nullptr; }
    bool multiply(const float *x, float *y, int64_t n) override { return !transposed_ && product(x, y, n); }
    bool multiply_transposed(const float *g, float *d, int64_t n) override { return transposed_ && product(g, d, n); }

  private:
    bool product(const float *x, float *y, int64_t n) {
        const int columns = static_cast<int>(n);
        return multiply_(10, 1, handle_, Description{}, 101, x, columns, columns, 0, y, columns) == 0;
    }
    Csr csr_;
    bool transposed_;
    void *handle_ = nullptr;
    int (*multiply_)(int, float, void *, Description, int, const float *, int, int, float, float *, int) = nullptr;
};

#if defined(PEERS_EIGEN)
class EigenSparse : public peers_sparse {
    using Sparse = Eigen::SparseMatrix<float, Eigen::RowMajor>;
    using Dense = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  public:
    EigenSparse(Csr csr, int threads) : csr_(std::move(csr)), threads_(threads) {}
    bool multiply(const float *x, float *y, int64_t n) override {
        Eigen::setNbThreads(threads_);
        Eigen::Map<Dense>(y, csr_.rows, n).noalias() = map() * Eigen::Map<const Dense>(x, csr_.columns, n);
        return true;
    }
    bool multiply_transposed(const float *g, float *d, int64_t n) override {
        Eigen::setNbThreads(threads_);
        Eigen::Map<Dense>(d, csr_.columns, n).noalias() = map().transpose() * Eigen::Map<const Dense>(g, csr_.rows, n);
        return true;
    }

  private:
    Eigen::Map<const Sparse> map() const {
        return {csr_.rows,           csr_.columns,        static_cast<Eigen::Index>(csr_.values.size()),
                csr_.offsets.data(), csr_.indices.data(), csr_.values.data()};
    }
    Csr csr_;
    int threads_;
};
#endif

#if defined(PEERS_LIBXSMM)
// libxsmm's sparse times dense, its own slices on our threads.
class XsmmSparse : public peers_sparse {
  public:
    XsmmSparse(Csr csr, int threads) : csr_(std::move(csr)), threads_(threads) {}
    ~XsmmSparse() override {
        if (columns_ > 0) libxsmm_spmdm_destroy(&handle_);
    }
    bool multiply(const float *x, float *y, int64_t n) override {
        if (columns_ != n) prepare(n);
        const int blocks = libxsmm_spmdm_get_num_compute_blocks(&handle_);
        const float one = 1, zero = 0;
#pragma omp parallel for num_threads(threads_) schedule(dynamic)
        for (int block = 0; block < blocks; block++) {
            libxsmm_spmdm_compute_fp32_thread(&handle_, 'N', 'N', &one, slices_, x, 'N', &zero, y, block,
                                              omp_get_thread_num(), threads_);
        }
        return true;
    }

  private:
    void prepare(int64_t n) {
        if (columns_ > 0) libxsmm_spmdm_destroy(&handle_);
        columns_ = n;
        std::vector<float> dense(static_cast<size_t>(csr_.rows) * static_cast<size_t>(csr_.columns));
        for (int row = 0; row < csr_.rows; row++) {
            for (int k = csr_.offsets[static_cast<size_t>(row)]; k < csr_.offsets[static_cast<size_t>(row) + 1]; k++) {
                dense[static_cast<size_t>(row) * static_cast<size_t>(csr_.columns) +
                      static_cast<size_t>(csr_.indices[static_cast<size_t>(k)])] = csr_.values[static_cast<size_t>(k)];
            }
        }
        libxsmm_init();
        libxsmm_spmdm_init(csr_.rows, static_cast<int>(n), csr_.columns, threads_, &handle_, &slices_);
        const int blocks = libxsmm_spmdm_get_num_createSparseSlice_blocks(&handle_);
        for (int block = 0; block < blocks; block++) {
            libxsmm_spmdm_createSparseSlice_fp32_thread(&handle_, 'N', dense.data(), slices_, block, 0, 1);
        }
    }
    Csr csr_;
    int threads_;
    int64_t columns_ = 0;
    libxsmm_spmdm_handle handle_{};
    libxsmm_CSR_sparseslice *slices_ = nullptr;
};
#endif

} // namespace

void peers_open(const char *libtorch_cpu) {
    if (libtorch_cpu != nullptr) mkl_library = dlopen(libtorch_cpu, RTLD_NOW | RTLD_LOCAL);
}

peers_sparse *peers_sparse_create(const char *library, int32_t threads, int64_t rows, int64_t columns,
                                  const int32_t *row_offsets, const int32_t *column_indices, const float *values) {
    const std::string name = library;
    Csr csr{static_cast<int>(rows),
            static_cast<int>(columns),
            {row_offsets, row_offsets + rows + 1},
            {column_indices, column_indices + row_offsets[rows]},
            {values, values + row_offsets[rows]}};
    if (name == "mkl" || name == "mkl-csc") {
        auto sparse = std::make_unique<MklSparse>(std::move(csr), name == "mkl-csc", threads);
        return sparse->usable() ? sparse.release() : nullptr;
    }
#if defined(PEERS_EIGEN)
    if (name == "eigen") return new EigenSparse(std::move(csr), threads);
#endif
#if defined(PEERS_LIBXSMM)
    if (name == "libxsmm") return new XsmmSparse(std::move(csr), threads);
#endif
    return nullptr;
}

void peers_sparse_destroy(peers_sparse *sparse) { delete sparse; }
int32_t peers_spmm(peers_sparse *sparse, const float *x, float *y, int64_t n) {
    return sparse->multiply(x, y, n) ? 0 : 1;
}
int32_t peers_spmm_transposed(peers_sparse *sparse, const float *g, float *d, int64_t n) {
    return sparse->multiply_transposed(g, d, n) ? 0 : 1;
}

int32_t peers_gemm(const char *library, int32_t threads, int32_t transpose_b, int64_t m, int64_t n, int64_t k,
                   const float *a, const float *b, float *y) {
    if (std::string(library) == "onednn") {
        using Sgemm = int (*)(char, char, int64_t, int64_t, int64_t, float, const float *, int64_t, const float *,
                              int64_t, float, float *, int64_t);
        static const auto sgemm = symbol<Sgemm>(onednn_library(), "dnnl_sgemm");
        if (sgemm == nullptr) return 1;
#if defined(PEERS_EIGEN)
        omp_set_num_threads(threads);
#endif
        return sgemm('N', transpose_b ? 'T' : 'N', m, n, k, 1, a, k, b, transpose_b ? k : n, 0, y, n) == 0 ? 0 : 1;
    }
    using Sgemm = void (*)(const char *, const char *, const int *, const int *, const int *, const float *,
                           const float *, const int *, const float *, const int *, const float *, float *, const int *);
    static const auto sgemm = symbol<Sgemm>(mkl_library, "sgemm_");
    if (sgemm == nullptr) return 1;
    set_mkl_threads(threads);
    // Fortran's columns are our rows: Y^T = op(B)^T * A^T.
    const int rows = static_cast<int>(m), columns = static_cast<int>(n), depth = static_cast<int>(k);
    const float one = 1, zero = 0;
    sgemm(transpose_b ? "T" : "N", "N", &columns, &rows, &depth, &one, b, transpose_b ? &depth : &columns, a, &depth,
          &zero, y, &columns);
    return 0;
}
