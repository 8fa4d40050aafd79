# Builds for win-x64 on Linux: Debian's g++-mingw-w64-x86-64-posix; wine64 runs the tests.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
# Debian does not put it on the search path.
find_program(STRNN_WINE NAMES wine64 wine PATHS /usr/lib/wine)
if(STRNN_WINE)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${STRNN_WINE})
endif()
include(${CMAKE_CURRENT_LIST_DIR}/SearchTarget.cmake)
