// Makes oneDNN's AMX kernels work on virtual machines that offer AMX but hide CPUID leaf 0x1D, which lists the tile palettes.
//
// oneDNN sees AMX in the feature bits, reads "no palette" from the missing leaf, configures its tiles with palette 0 (none) and the
// first tile instruction dies with SIGILL. There is one palette in existence, number 1, so that is what to configure.
// A libdnnl of its own (Debian's) calls amx_tile_configure through the symbol table, where this library, loaded first, answers.
// A libtorch with oneDNN linked in cannot be reached like that: there AMX is switched off before oneDNN looks.
// On a machine that lists its palettes, or has no AMX, nothing here changes anything.
#if defined(__x86_64__)

#include <cpuid.h>
#include <dlfcn.h>

#include <cstdlib>
#include <cstring>

namespace {

bool palettes_hidden() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
    constexpr unsigned amx_tile = 1u << 24;
    if ((d & amx_tile) == 0) return false;
    return !__get_cpuid_count(0x1D, 0, &a, &b, &c, &d) || a == 0;
}

const bool hidden = palettes_hidden();

constexpr const char* configure_symbol = "_ZN4dnnl4impl3cpu3x6418amx_tile_configureEPKc";
using configure_function = int (*)(const char*);

__attribute__((constructor)) void choose_instruction_set() {
    if (!hidden) return;
    bool reachable = dlsym(RTLD_NEXT, configure_symbol) != nullptr;
    if (!reachable) setenv("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16", /*overwrite=*/0);
}

}  // namespace

namespace dnnl::impl::cpu::x64 {

// Replaces oneDNN's function of this name for the libraries loaded after this one, and passes on to it.
__attribute__((visibility("default"))) int amx_tile_configure(const char* palette) {
    static const auto original = reinterpret_cast<configure_function>(dlsym(RTLD_NEXT, configure_symbol));
    char known[64];
    std::memcpy(known, palette, sizeof known);
    if (hidden && known[0] == 0) known[0] = 1;
    return original == nullptr ? 1 : original(known);
}

}  // namespace dnnl::impl::cpu::x64

#endif
