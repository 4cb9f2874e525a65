# What every file of the project is compiled with.
set(CMAKE_CXX_FLAGS_DEV "-O1 -g" CACHE STRING "flags of the build type Dev" FORCE)
# PM_ASSERT does not depend on NDEBUG and stays on.
set(CMAKE_CXX_FLAGS_RELEASE "-O2" CACHE STRING "flags of the build type Release" FORCE)

add_compile_options(-Wall -Wextra)
if(PROOFMARK_WERROR)
  add_compile_options(-Werror)
endif()

# Bounds checks of the standard library, and a guarded stack: their cost is small beside that of a wrong answer.
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_compile_options(-fstack-protector-strong)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()

if(PROOFMARK_SANITIZE)
  add_compile_options(-fsanitize=${PROOFMARK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PROOFMARK_SANITIZE})
endif()
if(PROOFMARK_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# A build knows itself again by its content (base/program.h).
add_link_options(-Wl,--build-id=sha1)

find_program(PROOFMARK_CCACHE ccache)
if(PROOFMARK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${PROOFMARK_CCACHE})
endif()
