#!/usr/bin/env bash
# Builds, tests and demonstrates StRnn.Native: ./build.sh help
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"

readonly VERBS="setup build demo test perf results native pack samples clean help"
readonly SOLUTION="StRnn.Native.sln"
readonly CONFORMANCE="tests/StRnn.Conformance.Tests/StRnn.Conformance.Tests.csproj"
readonly BUILD_SERVER="${CI:-false}"

# The same text and numbers on every machine: no libicu needed, messages in English, nothing left running.
export LC_ALL=C
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export DOTNET_CLI_UI_LANGUAGE=en
export DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_NOLOGO=1
export MSBUILDDISABLENODEREUSE=1
if [ ! -w "${HOME:-/}" ]; then
    export HOME="$PWD/artifacts/home"
    mkdir -p "$HOME"
fi

say() { printf '%s\n' "$*"; }
step() { printf '\n== %s (%ss)\n' "$*" "$SECONDS"; }
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# .NET's name of this platform, as cmake/RuntimeIdentifier.cmake computes it.
runtime_identifier() {
    local system architecture
    case "$(uname -s)" in
        Darwin) system=osx ;;
        *) system=linux ;;
    esac
    case "$(uname -m)" in
        x86_64 | amd64) architecture=x64 ;;
        aarch64 | arm64) architecture=arm64 ;;
        *) architecture="$(uname -m)" ;;
    esac
    printf '%s-%s' "$system" "$architecture"
}

RID="$(runtime_identifier)"
readonly RID
readonly NATIVE_BUILD="artifacts/build/$RID"

source cmake/platforms.sh

# --- setup -------------------------------------------------------------------------------------------------------------------------

have() { command -v "$1" >/dev/null 2>&1; }

have_compiler() { have c++ || have g++ || have clang++; }

# The loader, and at least one driver.
have_opencl() {
    local driver loader
    driver="$(find "${OCL_ICD_VENDORS:-/etc/OpenCL/vendors}" -name '*.icd' -print -quit 2>/dev/null)" || true
    loader="$(find /usr/lib /usr/local/lib -name 'libOpenCL.so.1' -print -quit 2>/dev/null)" || true
    [ -n "$driver" ] && [ -n "$loader" ]
}

have_googletest() {
    [ -f /usr/include/gtest/gtest.h ] || [ -f /usr/local/include/gtest/gtest.h ] || [ -f /opt/homebrew/include/gtest/gtest.h ]
}

# Names the Debian packages that are missing; the argument "test" asks for those the tests need, too, and "platforms"
# for those of the other platforms besides.
missing_packages() {
    have cmake || printf ' cmake'
    have ninja || printf ' ninja-build'
    have_compiler || printf ' g++'
    if [ -n "${1:-}" ]; then
        have_googletest || printf ' libgtest-dev'
        # Without an OpenCL driver its tests are skipped: people can do without, a build server cannot.
        if [ "$(uname -s)" = Linux ] && { [ "$BUILD_SERVER" = true ] || [ "$(id -u)" = 0 ]; }; then
            have_opencl || printf ' pocl-opencl-icd ocl-icd-libopencl1'
        fi
        # It only checks the format: people can do without, a build server cannot.
        if [ "$BUILD_SERVER" = true ]; then have clang-format || printf ' clang-format'; fi
    fi
    if [ "${1:-}" = platforms ]; then
        local platform
        for platform in $(other_platforms); do
            if ! have "$(cross_compiler "$platform")" || ! have_emulator "$platform"; then
                printf ' %s' "$(cross_packages "$platform")"
            fi
        done
    fi
}

setup() {
    have dotnet || fail "the .NET SDK 10 is missing: install it and put 'dotnet' on the PATH."
    dotnet --version >/dev/null 2>&1 || fail "no .NET SDK that fits global.json (10.0.100 or a later 10.0): $(dotnet --list-sdks 2>/dev/null | tr '\n' ' ')"
    local missing
    missing="$(missing_packages "${1:-}")"
    [ -n "$missing" ] || return 0
    if have apt-get && [ "$(id -u)" = 0 ]; then
        step "installing$missing"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        # shellcheck disable=SC2086 # a list of package names
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
    else
        fail "missing packages:$missing. Install them, on Debian or Ubuntu with: apt-get install$missing"
    fi
    missing="$(missing_packages "${1:-}")"
    [ -z "$missing" ] || fail "still missing after the installation:$missing"
}

# --- build -------------------------------------------------------------------------------------------------------------------------

# Configures SOURCE in BUILD with more options. What was configured where the checkout once stood is begun anew.
configure() {
    local source="$1" build="$2"
    shift 2
    if [ -f "$build/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD/$source" "$build/CMakeCache.txt"; then
        say "the checkout was moved: configuring $build anew"
        rm -rf "$build"
    fi
    cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release "$@" >/dev/null
}

build_native() {
    step "building the native library for $RID"
    configure native "$NATIVE_BUILD" -DSTRNN_TESTS="$1"
    cmake --build "$NATIVE_BUILD"
}

# With one compiler for all projects, which ends with the build, it takes half of the time of one for each.
build_managed() {
    step "building $SOLUTION"
    local status=0
    dotnet build "$SOLUTION" -c Release -nodeReuse:false -p:UseSharedCompilation=true --verbosity quiet || status=$?
    dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 || true
    return "$status"
}

# artifacts/bin/NAME runs the tool of a project from anywhere, also through a link.
write_launcher() {
    cat >"artifacts/bin/$1" <<LAUNCHER
#!/bin/sh
self=\$(readlink -f -- "\$0")
exec "\$(dirname -- "\$self")/$2/release/$2" "\$@"
LAUNCHER
    chmod +x "artifacts/bin/$1"
}

# The argument says whether the native tests are built: ON or OFF.
build() {
    build_native "${1:-OFF}"
    build_managed
    write_launcher strnn StRnn.Cli
    write_launcher strnn-reproduce StRnn.Reproduction
}

# --- test --------------------------------------------------------------------------------------------------------------------------

PASSED=0
FAILED=0
SKIPPED=0

count() {
    PASSED=$((PASSED + $1))
    FAILED=$((FAILED + $2))
    SKIPPED=$((SKIPPED + $3))
}

# Runs a command that counts as one test.
check() {
    local name="$1"
    shift
    step "$name"
    if "$@"; then count 1 0 0; else
        say "failed: $name"
        count 0 1 0
    fi
}

report() {
    step "done"
    say "$PASSED passed, $FAILED failed, $SKIPPED skipped"
    [ "$FAILED" = 0 ] && [ "$PASSED" -gt 0 ]
}

# Two processes, each with half of the tests: a process for each test, as ctest has, takes four times as long.
run_native_tests() {
    step "native tests"
    local -a shards=(0 1) runs=()
    local shard log failed status
    for shard in "${shards[@]}"; do
        GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX="$shard" "$NATIVE_BUILD/tests/strnn_tests" --gtest_brief=1 \
            >"artifacts/test-native-$shard.log" 2>&1 &
        runs+=("$!")
    done
    for shard in "${shards[@]}"; do
        log="artifacts/test-native-$shard.log"
        status=0
        wait "${runs[$shard]}" || status=$?
        failed="$(native_count FAILED "$log")"
        count "$(native_count PASSED "$log")" "$failed" "$(native_count SKIPPED "$log")"
        if [ "$status" != 0 ]; then tail -n 200 "$log"; fi
        if [ "$status" != 0 ] && [ "$failed" = 0 ]; then
            say "failed: the native tests did not finish"
            count 0 1 0
        fi
    done
    grep -h '^\[==========\]' artifacts/test-native-?.log || true
}

# How many tests passed, failed or were skipped, by a log of GoogleTest's.
native_count() {
    local number
    number="$(sed -n "s/^\[ *$1 *\] \([0-9]*\) tests\{0,1\}[.,].*/\1/p" "$2" | tail -n 1)"
    printf '%s' "${number:-0}"
}

dotnet_test() { dotnet test "$@" -c Release --no-build -nodeReuse:false -m:2; }

# Adds up the totals that `dotnet test` has printed to a log, one line per project; its exit code is the second argument.
add_totals() {
    local log="$1" status="$2" failed passed skipped projects=0 failures=0
    grep -E '^(Passed!|Failed!|Skipped!)|error|^  (Failed|Skipped) ' "$log" | sort | uniq -c | sort -rn | head -n 60 || true
    while read -r failed passed skipped; do
        count "$passed" "$failed" "$skipped"
        projects=$((projects + 1))
        failures=$((failures + failed))
    done < <(sed -n 's/.*Failed: *\([0-9]*\), Passed: *\([0-9]*\), Skipped: *\([0-9]*\),.*/\1 \2 \3/p' "$log")
    if [ "$status" != 0 ]; then grep -vE '^  (Passed|Skipped) ' "$log" | tail -n 200; fi
    if [ "$projects" = 0 ] || { [ "$status" != 0 ] && [ "$failures" = 0 ]; }; then
        say "failed: the test run did not finish"
        count 0 1 0
    fi
}

# All projects, two at a time.
run_managed_tests() {
    step "managed tests"
    local log="artifacts/test-managed.log" status=0
    dotnet_test "$SOLUTION" "$@" >"$log" 2>&1 || status=$?
    add_totals "$log" "$status"
}

# The conformance suite with the lesser instruction sets, side by side.
run_lesser_conformance() {
    local isa run status
    local -a runs=()
    for isa in $(lesser_instruction_sets); do
        STRNN_CPU="$isa" STRNN_TEST_BACKENDS=cpu dotnet_test "$CONFORMANCE" "$@" >"artifacts/test-$isa.log" 2>&1 &
        runs+=("$isa:$!")
    done
    for run in "${runs[@]}"; do
        step "conformance of the ${run%:*} kernels"
        status=0
        wait "${run#*:}" || status=$?
        add_totals "artifacts/test-${run%:*}.log" "$status"
    done
}

# The build has run the analyzers. Single files are formatted without loading their projects, which takes a minute.
check_csharp_format() {
    local folder
    for folder in src tests perf samples; do
        dotnet format whitespace "$folder" --folder --verify-no-changes || return 1
    done
}

check_native_format() { find native perf \( -name '*.cpp' -o -name '*.h' \) -print0 | xargs -0 clang-format --dry-run -Werror; }

# Those this processor has beside the one that is chosen by itself.
lesser_instruction_sets() {
    if grep -qs avx512f /proc/cpuinfo; then echo avx2; fi
    echo scalar
}

run_tests() {
    # Programs that tests start by the hundred end before collecting a profile of them pays.
    export DOTNET_TieredPGO=0
    if [ "$BUILD_SERVER" = true ]; then export STRNN_REQUIRE_BACKENDS="cpu,opencl,reference"; fi
    check "C# format" check_csharp_format
    if have clang-format; then
        check "C++ format" check_native_format
    else
        say "skipped: C++ format (clang-format is not installed)"
        count 0 0 1
    fi
    if ! have_opencl; then say "note: no OpenCL driver (on Debian or Ubuntu: pocl-opencl-icd, ocl-icd-libopencl1); its tests are skipped"; fi
    run_native_tests
    # A narrowed run is for a few tests.
    local platforms=""
    if [ $# = 0 ]; then
        platforms="$(testable_platforms)"
        skip_other_platforms
        # shellcheck disable=SC2086 # a list of platforms
        check_natives_for $platforms
        check "packages" pack
    fi
    run_managed_tests "$@"
    run_lesser_conformance "$@"
    if [ $# = 0 ]; then
        run_samples
        # shellcheck disable=SC2086 # a list of platforms
        check_programs_for $platforms
    fi
    report
}

# --- samples -----------------------------------------------------------------------------------------------------------------------

pack() {
    step "packing"
    rm -rf artifacts/packages
    dotnet pack "$SOLUTION" -c Release --no-build -nodeReuse:false -o artifacts/packages --verbosity quiet
}

# What the user's cache has of other packages is taken from there; the cache of the samples begins empty.
# The command may print warnings, too.
shared_packages() { dotnet nuget locals global-packages --list | sed -n 's/^global-packages: //p'; }

build_samples() {
    dotnet build samples/Samples.proj -p:SharedPackages="$(shared_packages)" -nodeReuse:false --verbosity quiet
}

# Installs the tools from their packages, and trains a few steps with the one and shows the help of the other.
try_tools() {
    local tools="$PWD/artifacts/samples/tools" tool
    rm -rf "$tools" artifacts/samples/run
    for tool in StRnn.Cli StRnn.Reproduction; do
        NUGET_PACKAGES="$PWD/artifacts/samples/packages" dotnet tool install "$tool" --tool-path "$tools" \
            --source "$PWD/artifacts/packages" --verbosity quiet || return 1
    done
    "$tools/strnn" train lm --data dotnet-docs --train-tokens 5000 --hidden 20 --sparsity 0.8 \
        --max-steps 5 --backend cpu --out artifacts/samples/run >artifacts/samples/tools.log 2>&1 ||
        { cat artifacts/samples/tools.log; return 1; }
    "$tools/strnn-reproduce" --help >>artifacts/samples/tools.log 2>&1 || { cat artifacts/samples/tools.log; return 1; }
}

# Each sample asserts its own result and prints one line. A published one was compiled ahead of time.
run_samples() {
    rm -rf artifacts/samples/packages artifacts/samples/publish
    check "tools from packages" try_tools
    check "samples from packages" build_samples
    local project name program
    for project in samples/*/*.csproj; do
        name="$(basename "$project" .csproj)"
        program="artifacts/samples/publish/$name/release/$name"
        [ -x "$program" ] || program="artifacts/samples/bin/$name/release/$name"
        check "sample $name" "$program"
    done
}

# --- perf --------------------------------------------------------------------------------------------------------------------------

compare() { artifacts/bin/StRnn.Comparison/release/StRnn.Comparison "$@"; }

compare_with_peers() {
    step "building the peers"
    perf/peers/build.sh artifacts/peers
    step "comparing with the peers"
    compare run "$@"
}

# What counts instructions, for the check.
build_instructions() {
    configure perf/instructions artifacts/build/instructions -DSTRNN_LIBRARIES="$PWD/artifacts/native/$RID"
    cmake --build artifacts/build/instructions
}

run_benchmarks() {
    step "benchmarks"
    artifacts/bin/StRnn.Benchmarks/release/StRnn.Benchmarks "$@"
}

# A long `strnn-reproduce` with the same variable saves and waits while the file exists.
pause_trainings() {
    [ -n "${STRNN_PAUSE_FILE:-}" ] || return 0
    : >"$STRNN_PAUSE_FILE"
    trap 'rm -f "$STRNN_PAUSE_FILE"' EXIT
    step "waiting for trainings to save and pause"
    sleep 20
}

perf() {
    case "${1:-}" in
        "")
            compare_with_peers
            run_benchmarks
            ;;
        --check)
            if have valgrind; then build_instructions; fi
            compare check "${@:2}"
            ;;
        --opencl) STRNN_CPU="${STRNN_CPU:-avx2}" compare opencl "${@:2}" ;;
        --page) compare page "${@:2}" ;;
        --against) compare against "${@:2}" ;;
        --busy) compare busy "${@:2}" ;;
        --only | --rounds) compare_with_peers "$@" ;;
        *) run_benchmarks "$@" ;;
    esac
}

# --- results -----------------------------------------------------------------------------------------------------------------------

# Without a verb of its own, the pages are rendered.
results() {
    case "${1:-}" in
        collect | render) ;;
        *) set -- render "$@" ;;
    esac
    artifacts/bin/StRnn.Results/release/StRnn.Results "$@"
}

# --- verbs -------------------------------------------------------------------------------------------------------------------------

help() {
    cat <<'TEXT'
usage: ./build.sh VERB [ARGUMENTS]

  setup   check the toolchain; as root on Debian or Ubuntu, install what is missing
  build   build the native library and the solution; artifacts/bin/strnn runs the tool
  demo    train dense and sparse language models on the SDK's own documentation (arguments: strnn demo --help)
  test    build and run every test and check (arguments: those of dotnet test, for example --filter NAME)
  perf    compare with the peers and run the benchmarks: docs/results/performance.md, perf/results, artifacts/benchmarks
          --check        against this processor's recorded baseline instead; exit code 1 if something got worse (--record records it)
          --opencl       the OpenCL backend against the CPU backend instead: docs/results/opencl.md, perf/results/opencl
          --against DIR  training steps against those of another built checkout, for example of an older commit
          --busy         several threads against one, beside other programs (--build DIR: those of another built checkout)
          --page         both pages again from the newest records, without measuring
          --only PART    one part of the comparison: training, unit-connections, products, inference, scale or break-even
          --filter NAME  benchmarks only, with the arguments of BenchmarkDotNet, for example --filter '*SpMM*'
  results write the tables and plots of docs/results from their CSV files
          --check        compare only; exit code 1 where a page is not what its CSV files give
          collect --page PAGE --runs FOLDER   add run folders to a page's CSV files
  native  build the native library for the platforms named, for example linux-arm64 win-x64; without one, for all
          that there can be a compiler for
          --test         and test those for the other platforms in emulators, with a sample of the packages
  pack    make the NuGet packages in artifacts/packages
  samples pack, and build and run every sample from the packages
  clean   remove everything that was built
TEXT
}

verb="${1:-help}"
[ $# -eq 0 ] || shift
case "$verb" in
    setup)
        setup test
        say "The toolchain is complete."
        ;;
    build)
        setup
        build OFF
        ;;
    demo)
        setup
        build OFF
        say ""
        say "setup and build: ${SECONDS} s"
        case " $*" in
            *" --out"*) ;;
            *) set -- --out artifacts/demo "$@" ;;
        esac
        exec artifacts/bin/strnn demo "$@"
        ;;
    test)
        setup test
        # Without their compilers and emulators, the other platforms' tests are skipped.
        if [ "$BUILD_SERVER" = true ]; then (setup platforms) || true; fi
        build ON
        run_tests "$@"
        ;;
    perf)
        setup
        build OFF
        pause_trainings
        perf "$@"
        ;;
    results)
        setup
        build OFF
        results "$@"
        ;;
    native)
        if [ "${1:-}" = --test ]; then
            setup platforms
            build OFF
            check_other_platforms
        else
            build_natives "$@"
        fi
        ;;
    pack)
        setup
        build OFF
        pack
        ls artifacts/packages
        ;;
    samples)
        setup
        build OFF
        pack
        run_samples
        report
        ;;
    clean) rm -rf artifacts build ;;
    help | --help | -h) help ;;
    *)
        printf "error: unknown verb '%s'; the verbs are: %s\n" "$verb" "$VERBS" >&2
        exit 2
        ;;
esac
