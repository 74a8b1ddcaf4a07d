#!/usr/bin/env bash
# Compiles libperturbseg_imaging.so into OUTPUT_DIR. Needs a C++17 compiler, pkg-config and libvips-dev.
set -euo pipefail
if [ $# -ne 1 ]; then
    echo "usage: native/imaging/build.sh OUTPUT_DIR" >&2
    exit 2
fi
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
if ! pkg-config --exists vips; then
    echo "libvips is not installed for development: install the package libvips-dev." >&2
    exit 1
fi
mkdir -p "$1"
# libvips' headers come in as system headers, so that -Werror judges our own lines alone.
read -r -a include <<< "$(pkg-config --cflags vips | sed 's/-I/-isystem /g')"
read -r -a link <<< "$(pkg-config --libs vips)"
"${CXX:-g++}" -O2 -Wall -Wextra -Werror -std=c++17 -shared -fPIC -fvisibility=hidden \
    "${include[@]}" "$here"/*.cpp -o "$1/libperturbseg_imaging.so.partial" -Wl,-z,defs "${link[@]}"
mv "$1/libperturbseg_imaging.so.partial" "$1/libperturbseg_imaging.so"
