# STRNN_SANITIZE=address;undefined or STRNN_SANITIZE=thread, see CMakePresets.json.
function(strnn_add_sanitizers target)
  if(STRNN_SANITIZE)
    string(REPLACE ";" "," strnn_sanitizers "${STRNN_SANITIZE}")
    target_compile_options(${target} PRIVATE
      -fsanitize=${strnn_sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${strnn_sanitizers})
  endif()
endfunction()
