"""Lets TorchSharp's native library load where libstdc++ is older than GCC 13's (Debian 12): for benchmarks only.

It asks for one symbol of version GLIBCXX_3.4.32, a function that does nothing. This marks the demand as weak in the
copy beside the program and compiles a library with the symbol, to be preloaded.

usage: debian12_shim.py BUILD_DIRECTORY
"""

import os
import pathlib
import struct
import subprocess
import sys

WEAK = 2
VERSION_NEEDS = 0x6FFFFFFE
VERSION = b"GLIBCXX_3.4.32"


def weaken(path: pathlib.Path) -> None:
    data = bytearray(path.read_bytes())
    (table,) = struct.unpack_from("<Q", data, 0x28)
    (count,) = struct.unpack_from("<H", data, 0x3C)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, table + 64 * i) for i in range(count)]
    for section in sections:
        if section[1] != VERSION_NEEDS:
            continue
        strings, need = sections[section[6]][4], section[4]
        while True:
            _, versions, _, first, following = struct.unpack_from("<HHIII", data, need)
            entry = need + first
            for _ in range(versions):
                _, flags, _, name, step = struct.unpack_from("<IHHII", data, entry)
                begin = strings + name
                if data[begin : data.index(0, begin)] == VERSION:
                    struct.pack_into("<H", data, entry + 4, flags | WEAK)
                entry += step
            if not following:
                break
            need += following
    path.unlink()
    path.write_bytes(data)
    os.chmod(path, 0o755)


def main() -> None:
    directory = pathlib.Path(sys.argv[1])
    weaken(directory / "libLibTorchSharp.so")
    source = directory / "shim.c"
    source.write_text("void _ZSt21ios_base_library_initv(void) {}\n")
    subprocess.check_call(["cc", "-shared", "-fPIC", "-o", str(directory / "shim.so"), str(source)])


main()
