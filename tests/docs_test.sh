#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# docs_test.sh CHECK ROOT [PROGRAM]: the documentation agrees with the tree. CHECK is one of
#   links     every relative link of a page leads to a file, and to a heading where it names one
#   commands  every `proofmark COMMAND` in code stands in the program's help
#   events    every event code of data/*_events.csv has a heading in docs/reference/events.md
#   errors    every code of base::Code stands in docs/reference/errors.md with its HTTP status and exit code
#   terms     no heading stands twice in docs/terms.md
#   weights   every weight of data/match_weights.csv has a row in docs/reference/matching.md
# One line a finding; 77 where what it compares with is not there. tests/docs_finds_test.sh shows that each can fail.
set -euo pipefail
check=$1
cd "$2"
program=${3:-}
findings=0

finding() {
  echo "$*"
  findings=$((findings + 1))
}

skip() {
  echo "$*"
  exit 77
}

pages() { find README.md CHANGELOG.md docs -name '*.md' 2>/dev/null | sort; }

# The headings of a page as anchors: lower case, blanks as hyphens, punctuation dropped.
anchors() {
  awk '/^```/ { code = !code } !code && /^#+ / { sub(/^#+ +/, ""); print tolower($0) }' "$1" |
    sed -E 's/[^a-z0-9 _-]//g; s/ /-/g'
}

check_links() {
  local page link target anchor path
  while IFS= read -r page; do
    while IFS= read -r link; do
      case $link in http://* | https://* | mailto:*) continue ;; esac
      target=${link%%#*}
      anchor=""
      [[ $link != *"#"* ]] || anchor=${link#*#}
      path=$(dirname "$page")/$target
      [[ -n $target ]] || path=$page
      if [[ ! -e $path ]]; then
        finding "$page: the link $link leads nowhere"
      elif [[ -n $anchor && $path == *.md ]] && ! anchors "$path" | grep -qxF -- "$anchor"; then
        finding "$page: the link $link names a heading that is not there"
      fi
    done < <(awk '/^```/ { code = !code } !code { gsub(/`[^`]*`/, ""); print }' "$page" |
      { grep -oE '\]\([^) ]+\)' || true; } | sed 's/^](//; s/)$//')
  done < <(pages)
}

# Does the help list the word as a command: at the start of an indented line?
lists_command() { grep -qE "^[[:space:]]+$2([[:space:],]|\$)" <<<"$1"; }

check_commands() {
  [[ -n $program && -x $program ]] || skip "the program proofmark is not built here"
  local help page first second inner
  help=$("$program" --help)
  while IFS=$'\t' read -r page first second; do
    if ! lists_command "$help" "$first"; then
      finding "$page: \`proofmark $first\` is not in the program's help"
      continue
    fi
    inner=$("$program" "$first" --help)
    # Only where a command has commands of its own is the next word one.
    if [[ -n $second ]] && grep -qi '^subcommands' <<<"$inner" && ! lists_command "$inner" "$second"; then
      finding "$page: \`proofmark $first $second\` is not in the program's help"
    fi
  done < <(
    while IFS= read -r page; do
      awk '/^```/ { code = !code; next }
           code { print; next }
           { while (match($0, /`[^`]+`/)) { print substr($0, RSTART + 1, RLENGTH - 2); $0 = substr($0, RSTART + RLENGTH) } }
          ' "$page" |
        sed -nE 's/(^|.*[ /|(])proofmark ([a-z][a-z_-]*)( ([a-z][a-z_-]*))?.*/\2\t\4/p' | sort -u | sed "s,^,$page\t,"
    done < <(pages))
}

check_events() {
  local file code checked=0 page=docs/reference/events.md
  for file in data/life_events.csv data/record_events.csv; do
    [[ -f $file ]] || continue
    [[ -f $page ]] || { finding "$page is missing"; return; }
    while IFS= read -r code; do
      checked=$((checked + 1))
      grep -qE "^#+ (.*[^a-z_])?$code([^a-z_]|\$)" "$page" || finding "$page: no heading for the event $code of $file"
    done < <(grep -v '^#' "$file" | sed '1d; s/,.*//; s/"//g; /^[[:space:]]*$/d')
  done
  [[ $checked -gt 0 || $findings -gt 0 ]] || skip "data/life_events.csv and data/record_events.csv are not there"
}

check_errors() {
  local source=src/base/error.cc page=docs/reference/errors.md name status exit_code checked=0
  [[ -f $source ]] || skip "$source is not there"
  [[ -f $page ]] || { finding "$page is missing"; return; }
  while read -r name status exit_code; do
    checked=$((checked + 1))
    grep -qE "^\| \`$name\` \| $status \| $exit_code \|" "$page" ||
      finding "$page: no line | \`$name\` | $status | $exit_code |"
  done < <(sed -nE 's/.*\{Code::k[A-Za-z]+, "([a-z_]+)", "[^"]*", ([0-9]+), ([0-9]+)\}.*/\1 \2 \3/p' "$source")
  [[ $checked -gt 0 ]] || finding "$source: no row of a code was found"
}

check_terms() {
  local page=docs/terms.md term
  [[ -f $page ]] || { finding "$page is missing"; return; }
  while IFS= read -r term; do
    finding "$page: the term \"$term\" has two headings"
  done < <(sed -nE 's/^#+ +//p' "$page" | tr '[:upper:]' '[:lower:]' | sort | uniq -d)
}

check_weights() {
  local file=data/match_weights.csv page=docs/reference/matching.md name checked=0
  [[ -f $file ]] || skip "$file is not there"
  [[ -f $page ]] || { finding "$page is missing"; return; }
  while IFS= read -r name; do
    checked=$((checked + 1))
    grep -qE "^\|.*\`$name\`.*\|" "$page" || finding "$page: no row for the weight $name of $file"
  done < <(grep -v '^#' "$file" | sed '1d; s/,.*//; /^[[:space:]]*$/d')
  [[ $checked -gt 0 ]] || finding "$file: no weight was found"
}

case $check in
  links | commands | events | errors | terms | weights) "check_$check" ;;
  *) finding "there is no check \"$check\"" ;;
esac
[[ $findings -eq 0 ]]
