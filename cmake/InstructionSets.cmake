# Adds the kernels of each instruction set the target processor family has. Only these files get instruction-set flags;
# which of them runs is decided at run time.
function(strnn_add_instruction_sets target)
  if(NOT MSVC AND STRNN_RID MATCHES "-(x64|arm64)$")
    # Hardly a processor of these has nothing better, and it is the file that takes longest to compile.
    set_source_files_properties(src/scalar/kernels.cpp PROPERTIES COMPILE_OPTIONS "-O2")
  endif()
  if(STRNN_RID MATCHES "-x64$")
    target_sources(${target} PRIVATE src/avx2/kernels.cpp src/avx512/kernels.cpp)
    if(MSVC)
      set_source_files_properties(src/avx2/kernels.cpp PROPERTIES COMPILE_OPTIONS "/arch:AVX2")
      set_source_files_properties(src/avx512/kernels.cpp PROPERTIES COMPILE_OPTIONS "/arch:AVX512")
    else()
      set_source_files_properties(src/avx2/kernels.cpp PROPERTIES COMPILE_OPTIONS "-mavx2;-mfma")
      set_source_files_properties(src/avx512/kernels.cpp PROPERTIES
        COMPILE_OPTIONS "-mavx2;-mfma;-mavx512f;-mavx512dq;-mavx512bw;-mavx512vl")
      if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # All kernels of an instruction set are one file. Beyond GCC's limit of how much inlining may enlarge a file,
        # tanh and logistic become calls, which reload their constants: 6 % of an LSTM sequence's instructions.
        set_property(SOURCE src/avx2/kernels.cpp src/avx512/kernels.cpp
          APPEND PROPERTY COMPILE_OPTIONS "--param=inline-unit-growth=100")
        # GCC 12 warns of its own intrinsics, whose undefined operands are meant to be undefined.
        set_property(SOURCE src/avx512/kernels.cpp
          APPEND PROPERTY COMPILE_OPTIONS "-Wno-maybe-uninitialized;-Wno-uninitialized")
      endif()
    endif()
    target_compile_definitions(${target} PUBLIC STRNN_HAVE_AVX2 STRNN_HAVE_AVX512)
  elseif(STRNN_RID MATCHES "-arm64$")
    # Every 64-bit ARM processor has NEON: no flag is needed.
    target_sources(${target} PRIVATE src/neon/kernels.cpp)
    target_compile_definitions(${target} PUBLIC STRNN_HAVE_NEON)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      set_source_files_properties(src/neon/kernels.cpp PROPERTIES COMPILE_OPTIONS "--param=inline-unit-growth=100")
    endif()
  endif()
endfunction()
