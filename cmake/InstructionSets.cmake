# Adds the kernels of each instruction set the target processor family has. Only these files get instruction-set flags; which of them
# runs is decided at run time.
function(strnn_add_instruction_sets target)
  if(STRNN_RID MATCHES "-x64$")
    target_sources(${target} PRIVATE src/avx2/kernels.cpp)
    if(MSVC)
      set_source_files_properties(src/avx2/kernels.cpp PROPERTIES COMPILE_OPTIONS "/arch:AVX2")
    else()
      set_source_files_properties(src/avx2/kernels.cpp PROPERTIES COMPILE_OPTIONS "-mavx2;-mfma")
    endif()
    target_compile_definitions(${target} PUBLIC STRNN_HAVE_AVX2)
  endif()
endfunction()
