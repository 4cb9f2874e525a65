#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Learns from a register how often a weapon is out of the lot of another one: lot_10, lot_100, lot_1000 of
data/match_weights.csv.

  tools/learn_lots.py sp_firearms.csv rj_firearms_2017_2018.csv

Each number of the register in turn is taken for one that is on no record. It came from the forms of numbers, or from the
lot of ten, a hundred or a thousand around another record: expectation-maximisation finds the shares under which the
numbers are likeliest. The forms are those of the register itself, by make, each character given what stands before it.
"""
import collections
import math
import sys

from make_mark_cases import FOLD, read_register

DIGITS = 3  # lots of 10, 100 and 1,000
FRONT_LEAST = 3  # characters before them
ROUNDS = 60
OFTEN = 400  # weapons from which on a make has forms of its own


def context(number, i):
    before = number[:i]
    if before and before[-1].isalpha():
        return "letter", before[-2:] if len(before) > 1 and before[-2].isalpha() else before[-1:]
    digits = len(before) - len(before.rstrip("0123456789"))
    return "digit", digits, min(len(before) - digits, 4)


class Forms:
    def __init__(self, rows):
        self.makes = collections.Counter(row["make"].strip().lower() for row in rows)
        self.next = collections.defaultdict(collections.Counter)
        for row in rows:
            for group in {self.group(row), "*"}:
                for i, sign in enumerate(row["number"] + "$"):
                    self.next[(group, *context(row["number"], i))][sign] += 1
        self.total = {key: sum(signs.values()) for key, signs in self.next.items()}

    def group(self, row):
        make = row["make"].strip().lower()
        return make if self.makes[make] >= OFTEN else "*"

    def share(self, row):
        out = 1.0
        for i, sign in enumerate(row["number"] + "$"):
            at = context(row["number"], i)
            own, every = (self.group(row), *at), ("*", *at)
            plain = (self.next[every][sign] + 0.05) / (self.total[every] + 2)
            out *= (self.next[own][sign] + 5 * plain) / (self.total[own] + 5)
        return out


def lot_of(number, digits):
    tail = number[-digits:]
    return number[:-digits] if tail.isdigit() and len(number) >= digits + FRONT_LEAST else None


def learn(rows):
    """Shares: of no lot, then of lots of 10, 100 and 1,000."""
    forms = Forms(rows)
    sizes = range(1, DIGITS + 1)
    mates = {size: collections.Counter((len(row["number"]), lot_of(row["number"], size)) for row in rows)
             for size in sizes}
    parts = []
    for row in rows:
        number = row["number"]
        part = [forms.share(row)]
        for size in sizes:
            lot = lot_of(number, size)
            others = 0 if lot is None else mates[size][(len(number), lot)] - 1
            part.append(others / (len(rows) - 1) * 10.0 ** -size)
        parts.append(part)
    shares = [1 / (DIGITS + 1)] * (DIGITS + 1)
    for _ in range(ROUNDS):
        found = [0.0] * len(shares)
        for part in parts:
            weighed = [share * one for share, one in zip(shares, part)]
            total = sum(weighed)
            for i, one in enumerate(weighed):
                found[i] += one / total
        shares = [one / len(rows) for one in found]
    bits = -sum(math.log2(sum(s * p for s, p in zip(shares, part))) for part in parts) / len(rows)
    plain = -sum(math.log2(part[0]) for part in parts) / len(rows)
    return shares, plain, bits


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for file in sys.argv[1:]:
        # A weapon that was examined twice stands there once.
        once = {}
        for row in read_register(file):
            once.setdefault(row["number"].translate(FOLD), row)
        rows = list(once.values())
        shares, plain, bits = learn(rows)
        print(f"{file}: {len(rows)} numbers, {plain:.2f} bits each by their forms, {bits:.2f} with lots")
        for size in range(1, DIGITS + 1):
            print(f"  lot_{10 ** size} {shares[size]:.3f}")


if __name__ == "__main__":
    main()
