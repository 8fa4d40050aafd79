#!/usr/bin/env bash
# Builds the programs our performance is compared with.    usage: perf/peers/build.sh OUT_DIRECTORY
# What cannot be built is named and left out: the comparison then says that the peer is absent.
set -uo pipefail
out="$(realpath -m "${1:?usage: build.sh OUT_DIRECTORY}")"
cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p "$out"

for package in libeigen3-dev:/usr/include/eigen3 libxsmm-dev:/usr/include/libxsmm.h libdnnl-dev:/usr/include/dnnl.h; do
    [ -e "${package#*:}" ] || echo "peer absent: Debian's package ${package%%:*} is not installed"
done
if cmake -S native -B "$out/native-build" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_LIBRARY_OUTPUT_DIRECTORY="$out/native" >"$out/native.log" 2>&1 &&
    cmake --build "$out/native-build" >>"$out/native.log" 2>&1; then
    echo "built the native peers"
else
    echo "peer absent: the native peers were not built, see $out/native.log"
fi

if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "peer absent: the PyTorch peer is packaged for Linux on x64 only"
elif dotnet build torch -c Release -o "$out/torch" -p:ArtifactsPath="$out/torch-build" -nodeReuse:false \
    >"$out/torch.log" 2>&1; then
    if ! grep -qs GLIBCXX_3.4.32 /usr/lib/x86_64-linux-gnu/libstdc++.so.6; then
        python3 torch/debian12_shim.py "$out/torch" ||
            echo "peer absent: the PyTorch peer needs python3 and a C compiler for its shim"
    fi
    echo "built the PyTorch peer"
else
    echo "peer absent: the PyTorch peer was not built, see $out/torch.log"
fi
