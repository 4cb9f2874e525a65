#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# layers_test.sh ROOT CMAKE COMPILER: cmake/room.cmake refuses a room that depends on one that is not lower, and
# takes the legal version of the same project.
set -euo pipefail
root=$1
cmake=$2
compiler=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

echo 'int One() { return 1; }' >"$scratch/one.cc"
cat >"$scratch/CMakeLists.txt" <<TEXT
cmake_minimum_required(VERSION 3.25)
project(scratch LANGUAGES CXX)
include($root/cmake/room.cmake)
proofmark_room(base LAYER 0 SOURCES one.cc)
proofmark_room(vocab LAYER 1 SOURCES one.cc DEPENDS base)
if(VARIANT STREQUAL "legal")
  proofmark_room(model LAYER 2 SOURCES one.cc DEPENDS base vocab)
elseif(VARIANT STREQUAL "same")
  proofmark_room(ledger LAYER 1 SOURCES one.cc DEPENDS vocab)
elseif(VARIANT STREQUAL "higher")
  proofmark_room(below LAYER 0 SOURCES one.cc DEPENDS vocab)
elseif(VARIANT STREQUAL "unknown")
  proofmark_room(model LAYER 2 SOURCES one.cc DEPENDS attic)
elseif(VARIANT STREQUAL "twice")
  proofmark_room(base LAYER 2 SOURCES one.cc)
elseif(VARIANT STREQUAL "nowhere")
  proofmark_room(model SOURCES one.cc)
elseif(VARIANT STREQUAL "typing")
  proofmark_room(model LAYER 2 SOURCE one.cc)
endif()
TEXT

# configure VARIANT: the output of cmake on one line; the status is cmake's.
configure() {
  "$cmake" -S "$scratch" -B "$scratch/build" -DVARIANT="$1" -DCMAKE_CXX_COMPILER="$compiler" 2>&1 | tr -s '\n ' '  '
}

refuses() {
  local output
  if output=$(configure "$1"); then
    echo "$1: not refused"
    failed=1
  elif ! grep -qF -- "$2" <<<"$output"; then
    printf '%s: refused, but not with "%s":\n%s\n' "$1" "$2" "$output"
    failed=1
  fi
}

if ! output=$(configure legal); then
  printf 'the legal version is refused:\n%s\n' "$output"
  failed=1
fi
refuses same "room ledger is on layer 1 and may not depend on vocab on layer 1"
refuses higher "room below is on layer 0 and may not depend on vocab on layer 1"
refuses unknown "room model depends on attic, which is not a room declared before it"
refuses twice "room base is declared twice"
refuses nowhere "room model: LAYER must be a number"
refuses typing "room model: I do not know what to do with: SOURCE"
exit $failed
