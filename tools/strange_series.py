#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a register anew with series that no table knows: each letter of a number becomes another one, the same all through.

  tools/strange_series.py sp_firearms.csv > strange.csv

Letters that look like digits change places among each other, and so do the rest, so that numbers are as easily misread
as before. What the search for marks is worth on it is what it is worth in a country whose registers it has not seen
(docs/reference/benchmarks.md). The register has a column serial_raw; texts that are no number stay as they are.
"""
import csv
import random
import re
import sys

LIKE_DIGITS = "BDGILOQSZ"
SEED = 7
NUMBER_MAX = 14  # longer texts are remarks


def exchange(rng, letters):
    drawn = list(letters)
    rng.shuffle(drawn)
    return dict(zip(letters, drawn))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    rng = random.Random(SEED)
    others = "".join(letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter not in LIKE_DIGITS)
    upper = {**exchange(rng, LIKE_DIGITS), **exchange(rng, others)}
    table = str.maketrans({**upper, **{one.lower(): other.lower() for one, other in upper.items()}})
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = csv.reader(file)
        out = csv.writer(sys.stdout)
        head = next(rows)
        out.writerow(head)
        at = head.index("serial_raw")
        for row in rows:
            if len(row) == len(head) and re.search(r"\d", row[at]) and len(row[at]) <= NUMBER_MAX:
                row[at] = row[at].translate(table)
            out.writerow(row)


if __name__ == "__main__":
    main()
