# shellcheck shell=bash
# Makes the checkout ready to run. Sourced by ./perturbseg and ./test, which set `root` to the checkout's folder.
#
#     prepare cli      the command line
#     prepare tests    every project of the solution
#
# It is `dotnet build` and no more, run again only where something changed. What it has to say goes to standard error: standard output
# belongs to the program. When nothing changed it costs a few milliseconds: a signature of the sources is compared with the kept one.

prepared=${root:?}/artifacts/prepared
program=$root/artifacts/bin/PerturbSeg.Cli/release/PerturbSeg.Cli.dll

say() { printf 'perturbseg: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

prepare() {
    local what=$1
    require_dotnet
    is_ready "$what" && return

    mkdir -p "$prepared"
    exec 9>"$prepared/lock" # every child below closes 9: a compiler server that outlives us must not keep the lock
    # 1 says that another has the lock; some file systems of clusters know no locks.
    flock --nonblock 9 || { [[ $? -ne 1 ]] || { say "waiting for another start that is preparing"; flock 9; }; }
    is_ready "$what" || build_projects "$what"
    exec 9>&-
}

is_ready() { [[ -f $program ]] && has_libtorch && is_kept "$prepared/$1" "$(signature_of_projects "$1")"; }

# The program names the folder of libtorch's package, which a cleared cache no longer has.
has_libtorch() {
    local folder
    [[ -z ${PERTURBSEG_LIBTORCH:-} ]] || return 0
    folder=$(sed -n 's/.*"PerturbSeg.LibTorch": "\([^"]*\)".*/\1/p' "${program%.dll}.runtimeconfig.json" 2>/dev/null) || return
    [[ -z $folder || -d $folder ]]
}

require_dotnet() {
    local folder
    if command -v dotnet >/dev/null; then
        folder=$(dirname -- "$(readlink -f -- "$(command -v dotnet)")")
        [[ -n ${DOTNET_ROOT:-} || ! -d $folder/host/fxr ]] || export DOTNET_ROOT=$folder # programs that are started by themselves do not look at PATH
        return
    fi
    for folder in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet"; do
        [[ -x $folder/dotnet ]] && { export DOTNET_ROOT=$folder PATH="$folder:$PATH"; return; }
    done
    fail "dotnet is missing: install the .NET 10 SDK as https://dotnet.microsoft.com/download/dotnet/10.0 describes and start again."
}

# Prints a signature of the files under the given paths of the checkout and of the choice of libtorch.
signature() {
    {
        printf '%s\n' "$root" "${PerturbSegLibTorch:-}"
        cd -- "$root" || exit
        find "$@" -type f -print0 | LC_ALL=C sort --zero-terminated | xargs --null sha256sum
    } | sha256sum
}

signature_of_projects() {
    local inputs=(src third_party build/locks Directory.Build.props Directory.Build.targets Directory.Packages.props global.json .editorconfig)
    [[ $1 == tests ]] && inputs+=(PerturbSeg.slnx tests fuzz reliability benchmarks)
    signature "${inputs[@]}"
}

is_kept() { [[ -f $1 && $(<"$1") == "$2" ]]; }

build_projects() {
    local what=$1 target=src/PerturbSeg.Cli/PerturbSeg.Cli.csproj covers=(cli) current=() i
    [[ $what == tests ]] && target=PerturbSeg.slnx covers=(cli tests)
    [[ $'\n'$(dotnet --list-sdks) == *$'\n'10.* ]] ||
        fail "dotnet is there without a 10.0 SDK: install one as https://dotnet.microsoft.com/download/dotnet/10.0 describes."

    say "restoring packages and building $(basename -- "$target") (a minute or two the first time)"
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

# Installs programs that some tests start, with apt-get as root or through sudo. Those tests are skipped where they are not to be had.
install_for_tests() {
    install_program chromium chromium "tests that open reports are skipped"
    install_program mpirun openmpi-bin "tests of training with several processes are skipped"
}

# install_program PROGRAM PACKAGE WITHOUT: WITHOUT says what it means that it is missing.
install_program() {
    local needed=$1 package=$2 without=$3 as_root=()
    command -v "$needed" >/dev/null && return
    command -v apt-get >/dev/null || { say "$needed is missing: $without"; return; }
    if [[ $EUID -ne 0 ]]; then
        command -v sudo >/dev/null || { say "$needed is missing: $without"; return; }
        as_root=(sudo)
    fi

    say "installing $package"
    local apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq)
    "${apt_get[@]}" update >&2 || say "the package lists could not all be updated; trying with what there is"
    "${apt_get[@]}" install --yes --no-install-recommends "$package" >&2 || say "$package could not be installed: $without"
}
