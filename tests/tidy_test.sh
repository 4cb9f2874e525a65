#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tidy_test.sh ROOT: what a machine can see of the house rules. One line a finding; fails where there is one.
# tests/tidy_finds_test.sh shows for each rule that it finds.
set -euo pipefail
export LC_ALL=C
cd "$1"
findings=$(mktemp)
trap 'rm -f "$findings"' EXIT

mapfile -t lists < <(find . -name build -prune -o \( -name CMakeLists.txt -o -name '*.cmake' \) -print | sed 's,^\./,,')
folders=()
for folder in src tools tests; do
  [[ ! -d $folder ]] || folders+=("$folder")
done
mapfile -t sources < <(find "${folders[@]}" \( -name '*.cc' -o -name '*.h' \) | sort)

# The layer of each room, as its CMakeLists.txt gives it: "base=0 vocab=1".
layers=$(sed -n 's/^ *proofmark_room( *\([a-z_]*\)  *LAYER  *\([0-9]*\).*/\1=\2/p' src/*/CMakeLists.txt | tr '\n' ' ')

# One pass over all C++ files: their form, their lengths, their names, their includes.
check_sources() {
  awk -v layers="$layers" '
    function say(sentence) { print FILENAME ":" FNR ": " sentence }
    function end_file() {
      if (file == "") return
      if (header && !pragma) print file ":1: a header without #pragma once"
      if (lines > 800) print file ":" lines ": " lines " lines; at most 800"
      else if (lines > 400) print file ":" lines ": note: " lines " lines; better at most 400"
    }
    function check_include(line,   parts, other) {
      if (room == "" || line !~ /^#include "[^"]+"/) return
      split(line, parts, "\"")
      other = parts[2]
      if (other !~ /\//) { say("include \"" room "/" other "\" by its path from src/"); return }
      sub(/\/.*/, "", other)
      if (other == room) return
      if (other == "tests" && FILENAME ~ /_test\.cc$/) return  # what tests of several rooms stand on
      if (!(other in layer)) say("includes " other "/, which is no room")
      else if (!(room in layer)) say("room " room " has no layer")
      else if (layer[other] >= layer[room])
        say("room " room " (layer " layer[room] ") includes " other " (layer " layer[other] "): only lower layers")
    }
    function check_names(line,   name, found) {
      while (match(line, /(^|[ (<;])(class|struct|enum|union|concept|using)[ \t]+(class[ \t]+|struct[ \t]+)?(\[\[[a-z_]+\]\][ \t]+)?[A-Z][A-Za-z0-9_]*/)) {
        found = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        name = found
        sub(/.*[ \t]/, "", name)
        if (name ~ /(Manager|Helper|Util|Utils|Common|Misc|Handler|Impl)([A-Z0-9]|$)/ || name ~ /(Info|Data)$/ ||
            name ~ /^Base[A-Z]/)
          say("type " name ": the name says nothing; use the word of the trade (docs/terms.md)")
      }
    }
    BEGIN {
      n = split(layers, pairs, " ")
      for (i = 1; i <= n; i++) { split(pairs[i], kv, "="); layer[kv[1]] = kv[2] + 0 }
    }
    FNR == 1 {
      end_file()
      file = FILENAME; header = file ~ /\.h$/; pragma = 0; raw = ""; start = 0; declaration = 0; room = ""
      if (file ~ /^src\/[a-z_]+\//) { room = file; sub(/^src\//, "", room); sub(/\/.*/, "", room) }
      base = file; sub(/.*\//, "", base)
      if (base ~ /^(util|utils|common|misc|helper|helpers|manager|handler|data|info)[._]/)
        say("file " base ": the name says nothing")
      if ($0 != "// SPDX-License-Identifier: Apache-2.0") say("the first line is not the SPDX line")
    }
    { lines = FNR }
    /\t/ { say("a tab") }
    /[ \t]$/ { say("white space at the end of the line") }
    length($0) > 120 { text = $0; gsub(/[\200-\277]/, "", text); if (length(text) > 120) say("longer than 120 columns") }
    raw != "" { if (index($0, raw)) raw = ""; next }
    /R"[A-Za-z_]*\(/ {
      match($0, /R"[A-Za-z_]*\(/)
      close_mark = ")" substr($0, RSTART + 2, RLENGTH - 3) "\""
      if (!index(substr($0, RSTART + RLENGTH), close_mark)) raw = close_mark
    }
    /^#pragma once/ { pragma = 1 }
    /^#include/ { check_include($0); next }
    /^[ \t]*\/\// { next }
    { check_names($0) }
    # clang-format puts the first line of a function and its closing brace at column 0, and nothing between.
    /^[A-Za-z_\[]/ {
      start = FNR
      declaration = /^(namespace|class|struct|enum|union|extern "C" \{|using)/ || /^template .*> *(class|struct)/
    }
    /^}$/ {
      if (start > 0 && !declaration && FNR - start + 1 > 70) say("a function of " FNR - start + 1 " lines; at most 70")
      start = 0
    }
    END { end_file() }' "${sources[@]}"
}

# A source that no CMakeLists.txt above it lists is not built; a header that nobody includes is not read.
check_dead_files() {
  local -A listed=() included=()
  local line file folder rest
  while IFS= read -r line; do listed[$line]=1; done < <(
    for file in "${lists[@]}"; do
      folder=$(dirname "$file")
      [[ $file == *.cmake ]] && folder=.
      sed 's/#.*//; s/\${PROOFMARK_ROOT}\///g' "$file" | { grep -oE '[A-Za-z0-9_./-]+\.(cc|h|sh)' || true; } | sed "s,^,$folder/,; s,^\./,,"
    done)
  while IFS= read -r line; do included[$line]=1; done < <(
    sed -n 's/^#include "\([^"]*\)".*/\1/p' "${sources[@]}" | sort -u)
  mapfile -t scripts < <(find tests -name '*_test.sh' 2>/dev/null)
  for file in "${sources[@]}" "${scripts[@]}"; do
    if [[ $file == *.h ]]; then
      [[ -n ${included[${file#src/}]:-} || -n ${included[$file]:-} ]] || echo "$file:1: nothing includes this header"
      continue
    fi
    [[ -z ${listed[$file]:-} ]] || continue
    echo "$file:1: no CMakeLists.txt lists it: it is not built"
  done
}

# Places of one machine do not belong into what everybody builds.
check_machine_paths() {
  local places=()
  local place
  for place in src tests tools docs data cmake scenarios dev .ci README.md CHANGELOG.md CMakeLists.txt CMakePresets.json; do
    [[ ! -e $place ]] || places+=("$place")
  done
  { grep -rnIE --exclude-dir=node_modules '(^|[^A-Za-z0-9_.-])/(home|root|work)/' "${places[@]}" || true; } |
    cut -c 1-160 | sed 's/^\([^:]*:[0-9]*\):/\1: a path of one machine:/'
}

if [[ ${#sources[@]} -gt 0 ]]; then
  check_sources >>"$findings"
  check_dead_files >>"$findings"
fi
check_machine_paths >>"$findings"
cat "$findings"
if grep -qv ': note: ' "$findings"; then exit 1; fi
echo "${#sources[@]} sources are tidy"
