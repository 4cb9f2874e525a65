#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Shows that tidy_test.sh can fail: small trees with one fault each, and the finding expected of it.
set -euo pipefail
tidy=$(dirname "${BASH_SOURCE[0]}")/tidy_test.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
spdx='// SPDX-License-Identifier: Apache-2.0'

# A tree without fault: two rooms, a header, a source.
fresh() {
  rm -rf "$scratch/tree"
  mkdir -p "$scratch/tree/src/low" "$scratch/tree/src/high"
  cd "$scratch/tree"
  printf 'proofmark_room(low LAYER 0 SOURCES a.cc)\n' >src/low/CMakeLists.txt
  printf 'proofmark_room(high LAYER 1 SOURCES b.cc DEPENDS low)\n' >src/high/CMakeLists.txt
  printf '%s\n#pragma once\nint A();\n' "$spdx" >src/low/a.h
  printf '%s\n#include "low/a.h"\nint A() { return 1; }\n' "$spdx" >src/low/a.cc
  printf '%s\n#include "low/a.h"\nint B() { return A(); }\n' "$spdx" >src/high/b.cc
}

# expect SENTENCE: tidy_test must fail and say so.
expect() {
  local output
  if output=$(bash "$tidy" "$scratch/tree" 2>&1); then
    echo "not found: $1"
    failed=1
  elif ! grep -qF -- "$1" <<<"$output"; then
    printf 'expected: %s\ngot: %s\n' "$1" "$output"
    failed=1
  fi
}

# passes WHAT: tidy_test must be content.
passes() {
  local output
  if ! output=$(bash "$tidy" "$scratch/tree" 2>&1); then
    printf 'refused %s: %s\n' "$1" "$output"
    failed=1
  fi
}

lines() { for ((i = 0; i < $1; ++i)); do echo "  // line $i"; done; }

tidy=$(cd "$(dirname "$tidy")" && pwd)/tidy_test.sh
fresh; passes "a tree without fault"
fresh; printf '#include "high/b.h"\n' >>src/low/a.cc; printf '%s\n#pragma once\n' "$spdx" >src/high/b.h
expect "room low (layer 0) includes high (layer 1)"
fresh; printf '#include "other/x.h"\n' >>src/low/a.cc; expect "includes other/, which is no room"
fresh; printf '#include "a.h"\n' >>src/low/a.cc; expect 'include "low/a.h" by its path'
fresh; lines 801 >>src/low/a.cc; expect "lines; at most 800"
fresh; lines 500 >>src/low/a.cc; passes "a file of 500 lines"
fresh; { echo 'int Long(int a,'; echo '         int b) {'; lines 69; echo '}'; } >>src/low/a.cc; expect "a function of 72 lines"
fresh; { echo 'int Short() {'; lines 68; echo '}'; } >>src/low/a.cc; passes "a function of 70 lines"
fresh; { echo 'namespace low {'; lines 100; echo '}  // namespace low'; } >>src/low/a.cc; passes "a long namespace"
fresh; { echo 'constexpr int kTable[] = {'; lines 100; echo '};'; } >>src/low/a.cc; passes "a long table"
for name in MarkManager Helper MarkUtil CommonMark MiscThing HandlerOfMarks MarkImpl MarkInfo MarkData BaseMark; do
  fresh; echo "struct $name {};" >>src/low/a.cc; expect "type $name: the name says nothing"
done
fresh; echo 'enum class MarkHandler { kA };' >>src/low/a.cc; expect "type MarkHandler"
fresh; echo 'struct Handling {}; struct Database {}; struct Implication {}; struct Utility {};' >>src/low/a.cc
passes "words that only look alike"
fresh; echo "$spdx" >src/low/lost.cc; expect "src/low/lost.cc:1: no CMakeLists.txt lists it"
fresh; printf '%s\n#pragma once\n' "$spdx" >src/low/lost.h; expect "src/low/lost.h:1: nothing includes this header"
fresh; mkdir tests; echo >tests/lost_test.sh; expect "tests/lost_test.sh:1: no CMakeLists.txt lists it"
fresh; sed -i 's/a\.cc/a.cc util.cc/' src/low/CMakeLists.txt; echo "$spdx" >src/low/util.cc; expect "file util.cc"
fresh; sed -i 1d src/low/a.cc; expect "the first line is not the SPDX line"
fresh; printf 'int c;  \n' >>src/low/a.cc; expect "white space at the end"
fresh; printf '\tint c;\n' >>src/low/a.cc; expect "a tab"
fresh; sed -i 2d src/low/a.h; expect "a header without #pragma once"
fresh; printf '// %0120d\n' 1 >>src/low/a.cc; expect "longer than 120 columns"
fresh; { printf '//'; for ((i = 0; i < 118; ++i)); do printf 'é'; done; echo; } >>src/low/a.cc
passes "120 letters in more bytes"
fresh; printf '// see /%s/somebody/notes\n' home >>src/low/a.cc; expect "a path of one machine"
fresh; mkdir docs; printf 'in /%s/x\n' work >docs/a.md; expect "docs/a.md:1: a path of one machine"
fresh; printf '// see https://example.org/%s/x\n' work >>src/low/a.cc; passes "a web address"
exit $failed
