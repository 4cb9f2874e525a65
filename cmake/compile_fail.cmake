# A misuse that the compiler must refuse, as a test. FILE is compiled twice: as it is (must compile), and with
# PM_MISUSE defined (must not), so that a misuse that fails for another reason does not pass for long.
#
#   proofmark_compile_fail(view_is_made_by_app_only view_is_made_by_app_only.cc proofmark_store)
include_guard(GLOBAL)

function(proofmark_compile_fail NAME FILE)
  if(PROOFMARK_FUZZ)
    return()
  endif()
  get_filename_component(path ${FILE} ABSOLUTE)
  # Never built: it lends its include folders and definitions to the test.
  add_library(compile_fail_${NAME} OBJECT EXCLUDE_FROM_ALL ${path})
  target_link_libraries(compile_fail_${NAME} PRIVATE ${ARGN})
  set(includes $<TARGET_PROPERTY:compile_fail_${NAME},INCLUDE_DIRECTORIES>)
  add_test(NAME compile_fail_${NAME}
           COMMAND bash ${CMAKE_SOURCE_DIR}/tests/compile_fail.sh ${CMAKE_CXX_COMPILER} ${path} -std=c++20
                   "$<$<BOOL:${includes}>:-I$<JOIN:${includes},;-I>>"
           COMMAND_EXPAND_LISTS)
  set_tests_properties(compile_fail_${NAME} PROPERTIES TIMEOUT 120)
endfunction()
