// What this library, or the compiler's own libraries within it, would want of a newer glibc than 2.28: see
// cmake/OldGlibc.cmake. No definition leaves this library.
#include <dlfcn.h>
#include <link.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

// glibc 2.29: versions that do not report errors in errno. The values are the same.
extern "C" double strnn_old_exp(double x);
extern "C" double strnn_old_log(double x);
__asm__(".symver strnn_old_exp, exp@" STRNN_OLDEST_GLIBC);
__asm__(".symver strnn_old_log, log@" STRNN_OLDEST_GLIBC);
extern "C" double __wrap_exp(double x);
extern "C" double __wrap_log(double x);
double __wrap_exp(double x) { return strnn_old_exp(x); }
double __wrap_log(double x) { return strnn_old_log(x); }

// glibc 2.32: 1 while a process has one thread, which lets libstdc++ count references without atomic operations. 0 is
// right always.
extern "C" char __libc_single_threaded;
char __libc_single_threaded = 0;

// glibc 2.36: a random number, for std::random_device, which nothing here uses.
extern "C" uint32_t arc4random() {
    uint32_t value;
    if (getentropy(&value, sizeof value) != 0) std::abort();
    return value;
}

#if __GLIBC_PREREQ(2, 35)

namespace {

struct Search {
    uintptr_t address;
    dl_find_object *result;
};

// The object whose segments hold the address, and its table of stack frames.
int look_at(dl_phdr_info *object, size_t, void *data) {
    auto &search = *static_cast<Search *>(data);
    const ElfW(Phdr) *segment = nullptr, *frames = nullptr;
    uintptr_t first = UINTPTR_MAX, end = 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) &header = object->dlpi_phdr[i];
        if (header.p_type == PT_GNU_EH_FRAME) frames = &header;
        if (header.p_type != PT_LOAD) continue;
        const uintptr_t begin = object->dlpi_addr + header.p_vaddr;
        if (search.address >= begin && search.address < begin + header.p_memsz) segment = &header;
        if (begin < first) first = begin;
        if (begin + header.p_memsz > end) end = begin + header.p_memsz;
    }
    if (segment == nullptr || frames == nullptr) return 0;
    *search.result = {};
    search.result->dlfo_map_start = reinterpret_cast<void *>(first);
    search.result->dlfo_map_end = reinterpret_cast<void *>(end);
    search.result->dlfo_eh_frame = reinterpret_cast<void *>(object->dlpi_addr + frames->p_vaddr);
    return 1;
}

} // namespace

// glibc 2.35: how libgcc finds the frames to unwind when an exception is thrown. As older versions of libgcc did, by a
// walk over the loaded objects.
extern "C" int _dl_find_object(void *address, dl_find_object *result) {
    Search search = {reinterpret_cast<uintptr_t>(address), result};
    return dl_iterate_phdr(look_at, &search) == 1 ? 0 : -1;
}

#endif
