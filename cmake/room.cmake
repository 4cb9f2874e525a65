# A room is one folder of src/ that answers one question: a library, its tests, its fuzz programs, its benchmarks.
#
#   proofmark_room(match LAYER 4
#     SOURCES mark_index.cc mark_search.cc
#     TESTS mark_search_test.cc
#     FUZZ query_fuzz.cc
#     DEPENDS store vocab
#     LIBRARIES fmt::fmt)
#
# makes  proofmark_match    the static library; its include root is src/
#        match_test         its GoogleTest program, in tests/ of the build folder
#        match_query_fuzz   run over testdata/fuzz/match_query/ as the test replay_match_query
#        match_bench        where BENCH is given
#
# Configuring stops when a room depends on one that is not on a strictly lower layer: see tests/layers_test.sh.
include_guard(GLOBAL)
set(PROOFMARK_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR})
get_filename_component(PROOFMARK_ROOT ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)

function(proofmark_room NAME)
  cmake_parse_arguments(ROOM "" "LAYER" "SOURCES;TESTS;TEST_LIBRARIES;FUZZ;BENCH;DEPENDS;LIBRARIES" ${ARGN})
  if(ROOM_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "room ${NAME}: I do not know what to do with: ${ROOM_UNPARSED_ARGUMENTS}")
  endif()
  proofmark_check_layer(${NAME} "${ROOM_LAYER}" "${ROOM_DEPENDS}")

  add_library(proofmark_${NAME} STATIC ${ROOM_SOURCES})
  target_include_directories(proofmark_${NAME} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  foreach(lower IN LISTS ROOM_DEPENDS)
    target_link_libraries(proofmark_${NAME} PUBLIC proofmark_${lower})
  endforeach()
  target_link_libraries(proofmark_${NAME} PUBLIC ${ROOM_LIBRARIES})

  foreach(file IN LISTS ROOM_FUZZ)
    proofmark_fuzz(${NAME} ${file})
  endforeach()
  if(PROOFMARK_FUZZ)
    return()
  endif()
  if(ROOM_TESTS)
    proofmark_test(${NAME}_test SOURCES ${ROOM_TESTS} LIBRARIES proofmark_${NAME} ${ROOM_TEST_LIBRARIES})
  endif()
  if(ROOM_BENCH AND TARGET benchmark::benchmark)
    add_executable(${NAME}_bench ${ROOM_BENCH})
    target_link_libraries(${NAME}_bench PRIVATE proofmark_${NAME} benchmark::benchmark_main)
    set_target_properties(${NAME}_bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
  endif()
endfunction()

# Records the layer of a room, and stops where it looks up or sideways.
function(proofmark_check_layer NAME LAYER DEPENDS)
  if(NOT LAYER MATCHES "^[0-9]+$")
    message(FATAL_ERROR "room ${NAME}: LAYER must be a number, as in: proofmark_room(${NAME} LAYER 4 ...)")
  endif()
  get_property(known GLOBAL PROPERTY PROOFMARK_LAYER_${NAME} SET)
  if(known)
    message(FATAL_ERROR "room ${NAME} is declared twice")
  endif()
  foreach(lower IN LISTS DEPENDS)
    get_property(known GLOBAL PROPERTY PROOFMARK_LAYER_${lower} SET)
    if(NOT known)
      message(FATAL_ERROR "room ${NAME} depends on ${lower}, which is not a room declared before it")
    endif()
    get_property(layer GLOBAL PROPERTY PROOFMARK_LAYER_${lower})
    if(NOT layer LESS LAYER)
      message(FATAL_ERROR "room ${NAME} is on layer ${LAYER} and may not depend on ${lower} on layer ${layer}: "
                          "a room depends only on rooms of a lower layer")
    endif()
  endforeach()
  set_property(GLOBAL PROPERTY PROOFMARK_LAYER_${NAME} ${LAYER})
endfunction()

# A GoogleTest program that runs as one test of ctest and leaves its cases in test-results/NAME.xml.
#   proofmark_test(faults_test SOURCES faults_test.cc LIBRARIES proofmark_app)
function(proofmark_test NAME)
  cmake_parse_arguments(TEST "" "" "SOURCES;LIBRARIES" ${ARGN})
  if(PROOFMARK_FUZZ)
    return()
  endif()
  add_executable(${NAME} ${TEST_SOURCES})
  target_link_libraries(${NAME} PRIVATE ${TEST_LIBRARIES} rapidcheck GTest::gtest_main)
  target_compile_definitions(${NAME} PRIVATE PM_SOURCE_DIR="${CMAKE_SOURCE_DIR}" PM_DATA_DIR="${CMAKE_SOURCE_DIR}/data"
                                             PM_TESTDATA_DIR="${CMAKE_SOURCE_DIR}/testdata")
  set_target_properties(${NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${NAME} COMMAND ${NAME} WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  # One seed for the property tests, so that a red run is red again; run the program itself for other seeds.
  set(environment "GTEST_OUTPUT=xml:${CMAKE_BINARY_DIR}/test-results/${NAME}.xml" "RC_PARAMS=seed=2370")
  set_tests_properties(${NAME} PROPERTIES ENVIRONMENT "${environment}" TIMEOUT 600)
  set_property(GLOBAL APPEND PROPERTY PROOFMARK_GTESTS ${NAME})
endfunction()

# x_fuzz.cc of a room: libFuzzer in the fuzz preset, otherwise a replay of the committed corpus.
function(proofmark_fuzz ROOM FILE)
  get_filename_component(stem ${FILE} NAME_WE)
  set(target ${ROOM}_${stem})
  string(REGEX REPLACE "_fuzz$" "" corpus ${target})
  set(corpus_dir ${CMAKE_SOURCE_DIR}/testdata/fuzz/${corpus})
  add_executable(${target} ${FILE})
  target_link_libraries(${target} PRIVATE proofmark_${ROOM})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  if(PROOFMARK_FUZZ)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    if(NOT TARGET fuzzers)
      add_custom_target(fuzzers)
    endif()
    add_dependencies(fuzzers ${target})
  else()
    target_sources(${target} PRIVATE ${PROOFMARK_ROOT}/tests/replay_main.cc)
    target_link_libraries(${target} PRIVATE proofmark_base)
    add_test(NAME replay_${corpus} COMMAND ${target} ${corpus_dir} WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
    set_tests_properties(replay_${corpus} PROPERTIES TIMEOUT 300)
  endif()
endfunction()

# A script that runs as one test: exit code 0 passes, 77 skips (its last line says why).
#   proofmark_script_test(tidy tidy_test.sh ARGUMENTS ${CMAKE_SOURCE_DIR})
function(proofmark_script_test NAME SCRIPT)
  cmake_parse_arguments(TEST "" "" "ARGUMENTS" ${ARGN})
  add_test(NAME ${NAME} COMMAND bash ${CMAKE_CURRENT_SOURCE_DIR}/${SCRIPT} ${TEST_ARGUMENTS})
  set_tests_properties(${NAME} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900)
endfunction()

# A folder of src/ with a CMakeLists.txt that is not in PROOFMARK_ROOMS would never be built, and nobody would notice.
function(proofmark_refuse_unlisted_rooms)
  file(GLOB lists CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/*/CMakeLists.txt)
  foreach(list IN LISTS lists)
    get_filename_component(folder ${list} DIRECTORY)
    get_filename_component(room ${folder} NAME)
    if(NOT room IN_LIST PROOFMARK_ROOMS)
      message(FATAL_ERROR "src/${room} is not in PROOFMARK_ROOMS of the top CMakeLists.txt")
    endif()
  endforeach()
endfunction()

# The names of the GoogleTest programs, one a line: ./dev expects a report of cases from each of them.
function(proofmark_write_test_list)
  get_property(names GLOBAL PROPERTY PROOFMARK_GTESTS)
  list(JOIN names "\n" lines)
  file(WRITE ${CMAKE_BINARY_DIR}/gtests.txt "${lines}\n")
endfunction()
