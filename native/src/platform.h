// Everything that depends on the operating system, in one place.
#pragma once
#include <cstddef>

namespace strnn::platform {

// Processors this process may use, at least 1.
int processor_count();

// Binds the calling thread to the index-th processor this process may use; does nothing where that cannot be done.
void pin_to_processor(int index);

// Zeroed memory on a 64-byte boundary, in huge pages where the system offers them; null when there is none.
void *allocate(size_t bytes);
// bytes: as they were allocated.
void release(void *memory, size_t bytes);

} // namespace strnn::platform
