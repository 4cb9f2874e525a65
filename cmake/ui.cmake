# The web interface: built from web/ with node, packed, and linked into the program.
#
#   PROOFMARK_UI=OFF          a program without pages: the service alone
#   PROOFMARK_UI_DIR=FOLDER   the pages of a release (a folder with index.html), for a machine without npm; node packs them
#   PROOFMARK_NODE=FILE       which node builds them: 20.19 or newer
include_guard(GLOBAL)
option(PROOFMARK_UI "build the web interface into the program" ON)
set(PROOFMARK_UI_DIR "" CACHE PATH "built pages of a release, in place of building web/")
set(PROOFMARK_NODE_LEAST 20.19)

# Sets FOUND; where it is not there, says what is needed, and the program is built without pages.
function(proofmark_find_node FOUND)
  find_program(PROOFMARK_NODE NAMES node nodejs)
  find_program(PROOFMARK_NPM npm)
  set(ways "Install node ${PROOFMARK_NODE_LEAST} or newer with npm, or name one with -DPROOFMARK_NODE=FILE, or give the \
pages of a release with -DPROOFMARK_UI_DIR=FOLDER. Until then the service is built without pages.")
  set(${FOUND} OFF PARENT_SCOPE)
  if(NOT PROOFMARK_NODE OR NOT (PROOFMARK_NPM OR PROOFMARK_UI_DIR))
    message(WARNING "The web interface needs node and npm. ${ways}")
    return()
  endif()
  execute_process(COMMAND ${PROOFMARK_NODE} --version OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE)
  string(REPLACE "v" "" version "${version}")
  if(NOT PROOFMARK_UI_DIR AND version VERSION_LESS PROOFMARK_NODE_LEAST)
    message(WARNING "node ${version} is too old for the web interface. ${ways}")
    return()
  endif()
  set(${FOUND} ON PARENT_SCOPE)
endfunction()

# Sets OUT to the source file that holds the pages; to EMPTY_SOURCE where there are to be none.
function(proofmark_ui_archive OUT EMPTY_SOURCE)
  set(found OFF)
  if(PROOFMARK_UI)
    proofmark_find_node(found)
  endif()
  set_property(GLOBAL PROPERTY PROOFMARK_HAS_UI ${found})
  if(NOT found)
    set(${OUT} ${EMPTY_SOURCE} PARENT_SCOPE)
    return()
  endif()
  set(web ${CMAKE_SOURCE_DIR}/web)
  set(made ${CMAKE_BINARY_DIR}/ui)
  if(PROOFMARK_UI_DIR)
    set(pages ${PROOFMARK_UI_DIR})
    file(GLOB_RECURSE inputs CONFIGURE_DEPENDS ${PROOFMARK_UI_DIR}/*)
  else()
    set(pages ${CMAKE_BINARY_DIR}/ui/pages)
    set(inputs ${made}/pages.stamp)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${web}/src/* ${web}/public/*)
    set(packages ${web}/package.json ${web}/package-lock.json ${web}/.npmrc)
    # node_modules are one for all build folders; npm ci makes them anew when the list of packages changed.
    add_custom_command(OUTPUT ${web}/node_modules/.proofmark-stamp
      COMMAND ${PROOFMARK_NPM} ci --silent --no-fund --no-audit
      COMMAND ${CMAKE_COMMAND} -E touch ${web}/node_modules/.proofmark-stamp
      DEPENDS ${packages} WORKING_DIRECTORY ${web} COMMENT "Fetching the packages of the web interface")
    add_custom_command(OUTPUT ${made}/pages.stamp
      COMMAND ${PROOFMARK_NODE} node_modules/typescript/bin/tsc --noEmit
      COMMAND ${PROOFMARK_NODE} node_modules/vite/bin/vite.js build --logLevel warn --emptyOutDir --outDir ${pages}
      COMMAND ${CMAKE_COMMAND} -E touch ${made}/pages.stamp
      DEPENDS ${web}/node_modules/.proofmark-stamp ${sources} ${web}/index.html ${web}/vite.config.ts ${web}/tsconfig.json
      WORKING_DIRECTORY ${web} COMMENT "Building the web interface")
  endif()
  add_custom_command(OUTPUT ${made}/ui_archive.cc ${made}/ui.bin
    COMMAND ${PROOFMARK_NODE} ${CMAKE_SOURCE_DIR}/tools/pack_ui.mjs ${pages} ${made}
    DEPENDS ${inputs} ${CMAKE_SOURCE_DIR}/tools/pack_ui.mjs COMMENT "Packing the web interface")
  set_source_files_properties(${made}/ui_archive.cc PROPERTIES OBJECT_DEPENDS ${made}/ui.bin)
  set(${OUT} ${made}/ui_archive.cc PARENT_SCOPE)
endfunction()
