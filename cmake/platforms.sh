# Sourced by build.sh: the platforms that are not this one. Their native libraries are built by cross compilers and tested
# in emulators, and programs of the packages run there.

# The compiler of a platform that is not this one; empty where there is none here.
cross_compiler() {
    case "$1" in
        linux-arm64) echo aarch64-linux-gnu-g++ ;;
        win-x64) echo x86_64-w64-mingw32-g++-posix ;;
    esac
}

cross_packages() {
    case "$1" in
        linux-arm64) echo g++-aarch64-linux-gnu qemu-user ;;
        win-x64) echo g++-mingw-w64-x86-64-posix wine64 ;;
    esac
}

# Debian does not put it on the search path.
wine_program() { PATH="$PATH:/usr/lib/wine" command -v wine64 || command -v wine; }

have_emulator() {
    case "$1" in
        linux-arm64) have qemu-aarch64 ;;
        win-x64) wine_program >/dev/null ;;
    esac
}

# Runs a .NET program that was published for another platform, with arguments. In Wine it crashes at its end without the
# last setting; on an emulated processor it would take minutes.
emulate() {
    local platform="$1" program="$2"
    shift 2
    case "$platform" in
        linux-arm64) [ -f "$(dirname "$program")/libstrnn_native.so" ] ;;
        win-x64)
            WINEPREFIX="$PWD/artifacts/wine" WINEDEBUG=-all DOTNET_EnableWriteXorExecute=0 "$(wine_program)" "$program.exe" "$@"
            ;;
    esac
}

# The platforms that can be built for on this one.
other_platforms() {
    if [ "$(uname -s)" != Linux ]; then return; fi
    local platform
    for platform in linux-arm64 win-x64; do
        if [ "$platform" != "$RID" ]; then echo "$platform"; fi
    done
}

# Builds the native library, with its tests, for another platform.
build_native_for() {
    local platform="$1"
    step "building the native library for $platform"
    configure native "artifacts/build/$platform" --toolchain "$PWD/cmake/toolchains/$platform.cmake" -DSTRNN_TESTS=ON
    cmake --build "artifacts/build/$platform"
}

# Runs its native tests in an emulator.
run_native_tests_for() {
    WINEPREFIX="$PWD/artifacts/wine" WINEDEBUG=-all \
        ctest --test-dir "artifacts/build/$1" --timeout 300 --output-on-failure >"artifacts/test-native-$1.log" 2>&1
}

# Says how they ended, by the process that ran them.
wait_for_native_tests() {
    local log="artifacts/test-native-$1.log"
    wait "$2" || { tail -n 100 "$log"; return 1; }
    sed -n 's/^\(100% tests passed.*\)/\1/p' "$log"
}

# The verb: the platforms named, or all that can be built for here.
build_natives() {
    local platform compiler
    if [ $# = 0 ]; then
        # shellcheck disable=SC2046 # a list of platforms
        set -- "$RID" $(other_platforms)
    fi
    for platform in "$@"; do
        if [ "$platform" = "$RID" ]; then
            build_native OFF
            continue
        fi
        compiler="$(cross_compiler "$platform")"
        [ -n "$compiler" ] || fail "'$platform' cannot be built for here; these can: $RID $(other_platforms | tr '\n' ' ')"
        have "$compiler" || fail "no compiler for $platform ($compiler). On Debian or Ubuntu: apt-get install $(cross_packages "$platform")"
        build_native_for "$platform"
    done
}

# The other platforms whose libraries can be built and tested here.
testable_platforms() {
    local platform
    for platform in $(other_platforms); do
        if have "$(cross_compiler "$platform")" && have_emulator "$platform"; then echo "$platform"; fi
    done
}

# Says which are not, and counts them.
skip_other_platforms() {
    local platform testable
    testable="$(testable_platforms)"
    for platform in $(other_platforms); do
        if grep -qx "$platform" <<<"$testable"; then continue; fi
        say "skipped: native library for $platform (on Debian or Ubuntu: apt-get install $(cross_packages "$platform"))"
        count 0 0 1
    done
}

# The arguments are platforms; their libraries have to be there before the packages are made. The tests run side by side:
# each is one process on one processor.
check_natives_for() {
    local platform run
    local -a runs=()
    [ $# -gt 0 ] || return 0 # macOS's shell takes an empty list for an unset one
    for platform in "$@"; do
        check "native library for $platform" build_native_for "$platform"
        run_native_tests_for "$platform" &
        runs+=("$platform:$!")
    done
    for run in "${runs[@]}"; do
        check "native tests for ${run%:*}" wait_for_native_tests "${run%:*}" "${run#*:}"
    done
}

# A sample of the packages there, and the tool.
check_programs_for() {
    local platform
    for platform in "$@"; do
        check "sample LanguageModel on $platform" run_sample_for "$platform"
        if [ "$platform" = win-x64 ]; then check "tool on $platform" run_tool_for "$platform"; fi
    done
}

# The verb: the platforms alone.
check_other_platforms() {
    local platforms
    platforms="$(testable_platforms)"
    # shellcheck disable=SC2086 # a list of platforms
    check_natives_for $platforms
    check "packages" pack
    check "samples from packages" build_samples
    # shellcheck disable=SC2086
    check_programs_for $platforms
    report
}

# A program of the packages, published for another platform: it has the library that the package has for it.
run_sample_for() {
    local folder="artifacts/samples/$1"
    dotnet publish samples/LanguageModel -c Release -r "$1" --self-contained -o "$folder" \
        -p:SharedPackages="$(shared_packages)" -nodeReuse:false --verbosity quiet || return 1
    emulate "$1" "$folder/LanguageModel"
}

# The tool, published for another platform, trains a few steps there.
run_tool_for() {
    local folder="artifacts/samples/$1-tool"
    dotnet publish src/StRnn.Cli -c Release -r "$1" --self-contained -o "$folder" \
        -p:RunAnalyzersDuringBuild=false -nodeReuse:false --verbosity quiet || return 1
    # Wine now and then ends a .NET program by a signal, after its last line.
    local attempt
    for attempt in 1 2; do
        rm -rf "$folder/run"
        emulate "$1" "$folder/StRnn.Cli" train lm --data README.md --hidden 20 --sparsity 0.8 --max-steps 5 \
            --backend cpu --out "$folder/run" >"$folder.log" 2>&1 && return 0
        say "attempt $attempt failed"
    done
    cat "$folder.log"
    return 1
}
