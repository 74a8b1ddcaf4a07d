# shellcheck shell=bash
# Makes the checkout ready to run. Sourced by ./perturbseg and ./test, which set `root` to the checkout's folder.
#
#     prepare cli      the command line
#     prepare tests    every project of the solution
#
# What it has to say goes to standard error: standard output belongs to the program. When nothing changed it costs a few
# milliseconds: a signature of the sources is compared with the kept one, and packages are looked for as files.

prepared=${root:?}/artifacts/prepared
bridges=$root/artifacts/native
program=$root/artifacts/bin/PerturbSeg.Cli/release/PerturbSeg.Cli.dll

say() { printf 'perturbseg: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

prepare() {
    local what=$1
    require_dotnet
    require_libtorch_folder
    is_ready "$what" && return

    mkdir -p "$prepared"
    exec 9>"$prepared/lock" # every child below closes 9: a compiler server that outlives us must not keep the lock
    flock --nonblock 9 || { say "waiting for another start that is preparing"; flock 9; }
    install_missing_packages
    compile_bridges
    is_ready "$what" || build_projects "$what"
    exec 9>&-
}

is_ready() {
    find_missing_packages
    [[ ${#missing[@]} -eq 0 && -f $program ]] && is_kept "$prepared/$1" "$(signature_of_projects "$1")"
}

require_dotnet() {
    command -v dotnet >/dev/null && return
    local folder
    for folder in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet"; do
        [[ -x $folder/dotnet ]] && { export DOTNET_ROOT=$folder PATH="$folder:$PATH"; return; }
    done
    fail "dotnet is missing: install the .NET 10 SDK as https://dotnet.microsoft.com/download/dotnet/10.0 describes and start again."
}

require_libtorch_folder() {
    [[ -z ${PERTURBSEG_LIBTORCH:-} || -f $PERTURBSEG_LIBTORCH/lib/libtorch_cpu.so ]] && return
    say "PERTURBSEG_LIBTORCH is '$PERTURBSEG_LIBTORCH', which has no lib/libtorch_cpu.so: name an unpacked libtorch, or the torch" \
        "folder of a PyTorch installation."
    exit 2
}

# --- System packages ---

# Sets `missing` to the Debian packages that are not installed, judged by a file or command of each.
find_missing_packages() {
    missing=()
    command -v g++ >/dev/null || missing+=(g++)
    if [[ -z ${PERTURBSEG_LIBTORCH:-} ]]; then # another libtorch brings its own matrix products
        compgen -G '/usr/lib/*/libtorch_cpu.so' >/dev/null || missing+=(libtorch-dev)
        compgen -G '/usr/lib/*/openblas-pthread/libblas.so.3' >/dev/null || missing+=(libopenblas0-pthread)
    fi
}

install_missing_packages() {
    find_missing_packages
    [[ ${#missing[@]} -eq 0 ]] && return
    install_packages "${missing[@]}" || fail "these packages are missing: ${missing[*]};" \
        "where the distribution has no libtorch-dev, unpack a libtorch 2.x and name its folder in PERTURBSEG_LIBTORCH."

    find_missing_packages
    [[ ${#missing[@]} -eq 0 ]] || fail "still missing after the installation: ${missing[*]}."
}

# Installs Debian packages, as root or through sudo; where it cannot, says why and returns an error.
install_packages() {
    local as_root=()
    command -v apt-get >/dev/null || { say "there is no apt-get to install $*."; return 1; }
    if [[ $EUID -ne 0 ]]; then
        command -v sudo >/dev/null || { say "install as root: apt-get install $*."; return 1; }
        as_root=(sudo)
    fi

    say "installing $*"
    local apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq)
    "${apt_get[@]}" update >&2 9>&- || say "the package lists could not all be updated; trying with what there is"
    "${apt_get[@]}" install --yes --no-install-recommends "$@" >&2 9>&- || { say "apt-get could not install $*."; return 1; }
}

# --- Building what changed ---

# Prints a signature of the files under the given paths of the checkout and of the libtorch in use.
signature() {
    local libtorch=("${PERTURBSEG_LIBTORCH:-/usr}"/lib{,/*}/libtorch_cpu.so)
    {
        printf '%s\n' "$root"
        stat --dereference --format '%n %s %Y' "${libtorch[@]}" 2>/dev/null || true
        cd -- "$root" || exit
        find "$@" -type f -print0 | LC_ALL=C sort --zero-terminated | xargs --null sha256sum
    } | sha256sum
}

signature_of_projects() {
    local inputs=(native src third_party Directory.Build.props Directory.Build.targets Directory.Packages.props global.json .editorconfig)
    [[ $1 == tests ]] && inputs+=(PerturbSeg.slnx tests benchmarks samples)
    signature "${inputs[@]}"
}

is_kept() { [[ -f $1 && $(<"$1") == "$2" ]]; }

compile_bridges() {
    local script name kept current
    mkdir -p "$bridges"
    for script in "$root"/native/*/build.sh; do
        name=$(basename -- "$(dirname -- "$script")")
        kept=$bridges/$name.signature
        current=$(signature "native/$name")
        is_kept "$kept" "$current" && continue

        say "compiling native/$name"
        rm -f -- "$kept"
        bash "$script" "$bridges" >&2 9>&- || fail "native/$name did not compile."
        printf '%s\n' "$current" >"$kept"
    done
}

build_projects() {
    local what=$1 target=src/PerturbSeg.Cli/PerturbSeg.Cli.csproj covers=(cli) current=() i
    [[ $what == tests ]] && target=PerturbSeg.slnx covers=(cli tests)
    [[ $'\n'$(dotnet --list-sdks) == *$'\n'10.* ]] ||
        fail "dotnet is there without a 10.0 SDK: install one as https://dotnet.microsoft.com/download/dotnet/10.0 describes."

    say "building $(basename -- "$target") (a minute or so the first time)"
    for i in "${!covers[@]}"; do
        current[i]=$(signature_of_projects "${covers[i]}") # taken before the build, so that an edit during it is seen next time
        rm -f -- "$prepared/${covers[i]}"
    done
    (cd -- "$root" && DOTNET_NOLOGO=1 dotnet msbuild "$target" -restore -property:Configuration=Release -nologo -tl:off -verbosity:quiet \
        -maxCpuCount -nodeReuse:false -consoleLoggerParameters:"ErrorsOnly;NoSummary") >&2 9>&- || fail "$target did not build."
    for i in "${!covers[@]}"; do
        printf '%s\n' "${current[i]}" >"$prepared/${covers[i]}"
    done
}

# --- For the tests alone ---

# Installs what some tests run beside the program. Those tests are skipped where it is not to be had.
install_test_tools() {
    command -v chromium >/dev/null || install_packages chromium || say "chromium is missing: tests that open reports are skipped"
}
