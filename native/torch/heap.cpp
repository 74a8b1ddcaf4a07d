// Lets glibc's heap stay as large as a training step made it.
//
// By default glibc gives the free end of the heap back to the system, and takes large blocks from the system one by one: a training step
// of hundreds of megabytes of short-lived tensors then returns and faults in the same pages again and again, and resident memory jumps
// from one reading to the next.
#include <climits>
#include <cstdlib>

#if defined(__GLIBC__)

#include <malloc.h>

namespace {

__attribute__((constructor)) void keep_pages() {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest that glibc takes
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
}

}  // namespace

#endif
