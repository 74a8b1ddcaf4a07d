// .NET turns SIGSEGV into NullReferenceException, on a signal stack that it gives each of its threads. Once a thread has used AMX, the
// kernel saves 8 KB of tiles with every signal, which does not fit on that stack: the process ends instead. The kernel says how much a
// signal takes at most (getauxval(3), AT_MINSIGSTKSZ).
#include "signal_stack.h"

#if defined(__linux__) && defined(__x86_64__)

#include <csignal>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

namespace {

constexpr size_t room_for_handler = 64 << 10;

// A wider stack for as long as the thread lives; then the thread has the one again that .NET gave it, and will free.
class WideSignalStack {
public:
    WideSignalStack() {
        if (sigaltstack(nullptr, &given_) != 0 || (given_.ss_flags & (SS_DISABLE | SS_ONSTACK)) != 0) return;
        size_t needed = getauxval(AT_MINSIGSTKSZ) + room_for_handler;
        if (given_.ss_size >= needed) return;
        void* memory = mmap(nullptr, needed, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
        if (memory == MAP_FAILED) return;
        wide_.ss_sp = memory;
        wide_.ss_size = needed;
        if (sigaltstack(&wide_, nullptr) == 0) return;
        munmap(memory, needed);
        wide_ = {};
    }

    ~WideSignalStack() {
        if (wide_.ss_sp == nullptr) return;
        stack_t current{};
        if (sigaltstack(nullptr, &current) == 0 && current.ss_sp == wide_.ss_sp) sigaltstack(&given_, nullptr);
        munmap(wide_.ss_sp, wide_.ss_size);
    }

private:
    stack_t given_{};
    stack_t wide_{};
};

}  // namespace

void widen_signal_stack() { static thread_local const WideSignalStack stack; }

#else

void widen_signal_stack() {}

#endif
