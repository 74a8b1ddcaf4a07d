#!/usr/bin/env bash
# Compiles the bridge over libtorch: build.sh OUTPUT_DIR writes OUTPUT_DIR/libperturbseg_torch.so.
#
# The libtorch is Debian's libtorch-dev, or the folder named by PERTURBSEG_LIBTORCH: an unpacked libtorch, or the torch folder
# inside a PyTorch installation (both hold include/ and lib/).
set -euo pipefail
[[ $# -eq 1 ]] || { echo "usage: build.sh OUTPUT_DIR" >&2; exit 2; }
sources=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
mkdir -p -- "$1"
output=$1/libperturbseg_torch.so

if [[ -n ${PERTURBSEG_LIBTORCH:-} ]]; then
    libtorch=$(readlink -f -- "$PERTURBSEG_LIBTORCH")
    libraries=$libtorch/lib
    includes=("$libtorch/include" "$libtorch/include/torch/csrc/api/include")
    search=(-L"$libraries" -Xlinker -rpath -Xlinker "$libraries")
    config=$libtorch/share/cmake/Torch/TorchConfig.cmake
else
    libraries=$(dirname -- "$(compgen -G '/usr/lib/*/libtorch_cpu.so' | head -n 1)")
    includes=(/usr/include/torch/csrc/api/include)
    search=(-L"$libraries")
    config=$libraries/cmake/Torch/TorchConfig.cmake
fi

# The headers ask for the standard that their release was written in.
version_header=${includes[-1]}/torch/version.h
version_part() { sed -n "s/^#define TORCH_VERSION_$1 \([0-9]*\).*/\1/p" "$version_header"; }
standard=c++17
(($(version_part MAJOR) * 100 + $(version_part MINOR) >= 212)) && standard=c++20

# Older prebuilt libraries use the string layout from before C++11, and the bridge has to agree with them.
abi=()
grep -qs 'D_GLIBCXX_USE_CXX11_ABI=0' "$config" && abi=(-D_GLIBCXX_USE_CXX11_ABI=0)

# The device libraries register their operators when they are loaded; nothing refers to them by name.
links=(-ltorch -ltorch_cpu -lc10)
[[ -f $libraries/libtorch_cuda.so ]] && links+=(-ltorch_cuda -lc10_cuda)

partial=$(mktemp -- "$output.XXXXXX")
trap 'rm -f -- "$partial"' EXIT
g++ -std="$standard" -O2 -shared -fPIC -Wall -Wextra "${abi[@]}" "${includes[@]/#/-isystem}" "$sources"/*.cpp \
    -o "$partial" "${search[@]}" -Wl,--no-as-needed "${links[@]}"
chmod 755 "$partial"
mv -f -- "$partial" "$output"
