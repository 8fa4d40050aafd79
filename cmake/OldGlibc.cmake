# A library that is linked against today's glibc asks for today's versions of its functions, and does not load where
# glibc is older. Three things bring it back to 2.28; a test reads the versions that a library asks for.
# - Functions that moved from libpthread into libc in 2.34: a stub with the old name and versions stands before libc at
#   link time. It is not shipped: the real libpthread.so.0 is on every system.
# - Functions that got a new version (exp and log in 2.29): native/glibc/compat.cpp calls the old one.
# - Functions that did not exist, and that the compiler's own libraries want: native/glibc/compat.cpp defines them.
include(CheckCXXSourceCompiles)

function(strnn_support_old_glibc target)
  check_cxx_source_compiles("#include <features.h>\n#ifndef __GLIBC__\n#error\n#endif\nint main() {}" STRNN_GLIBC)
  if(NOT STRNN_GLIBC)
    return()
  endif()
  set(folder "${CMAKE_CURRENT_SOURCE_DIR}/glibc")
  set(oldest "GLIBC_2.2.5")
  if(STRNN_RID STREQUAL "linux-arm64")
    set(oldest "GLIBC_2.17")
  endif()
  target_sources(${target} PRIVATE ${folder}/compat.cpp)
  set_source_files_properties(${folder}/compat.cpp PROPERTIES
    COMPILE_DEFINITIONS "STRNN_OLDEST_GLIBC=\"${oldest}\"")
  target_link_options(${target} PRIVATE -Wl,--wrap=exp,--wrap=log)

  check_cxx_source_compiles(
    "#include <features.h>\n#if !__GLIBC_PREREQ(2, 34)\n#error\n#endif\nint main() {}" STRNN_GLIBC_HAS_PTHREAD)
  if(NOT STRNN_GLIBC_HAS_PTHREAD)
    return()
  endif()
  add_library(strnn_old_pthread SHARED ${folder}/stubs.cpp)
  target_compile_options(strnn_old_pthread PRIVATE -fno-builtin -fvisibility=default)
  target_link_options(strnn_old_pthread PRIVATE
    -nostdlib -Wl,--version-script=${folder}/${STRNN_RID}.map -Wl,-soname,libpthread.so.0)
  set_target_properties(strnn_old_pthread PROPERTIES
    LIBRARY_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/glibc"
    NO_SONAME ON)
  add_dependencies(${target} strnn_old_pthread)
  # By its path, which stands before the C library, and kept although only the compiler's own libraries need it.
  target_link_options(${target} PRIVATE
    -Wl,--push-state,--no-as-needed $<TARGET_FILE:strnn_old_pthread> -Wl,--pop-state)
endfunction()
