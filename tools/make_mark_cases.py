#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws labelled cases for `proofmark evaluate marks` from a register: rows damaged as clerks, stamps and years do.

  tools/make_mark_cases.py sp_firearms.csv --seed 7 --cases 3000 > cases.jsonl

The register has the columns id, serial_raw, type, make or make_raw, calibre or calibre_raw. One case in four is absent:
its record, and each whose number is the same but for look-alikes, is left out of the search. `pairs` are no invention:
two rows of one make whose numbers differ in look-alikes alone, one asked for with the other left out.
"""
import argparse
import collections
import csv
import json
import random
import re
import sys

CLASSES = ["0OQD", "1IL", "2Z", "5S", "8B", "6G", "UV", "CG", "PR", "7T", "MN"]
NEAR = collections.defaultdict(str)
for group in CLASSES:
    for sign in group:
        NEAR[sign] += group.replace(sign, "")
FOLD = str.maketrans("OQDILZSBG", "000112586")
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
SHARES = [("confusable", 18), ("substituted", 10), ("dropped", 9), ("inserted", 7), ("exchanged", 7), ("two_edits", 9),
          ("unread", 18), ("series_lost", 5), ("joined", 5), ("case_and_signs", 6), ("clear", 6)]


def read_register(path):
    rows = []
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            number = re.sub(r"[ ./-]", "", row["serial_raw"].upper())
            if not re.fullmatch(r"[A-Z0-9]{4,12}", number) or not re.search(r"\d", number):
                continue
            rows.append({"id": row["id"], "number": number, "raw": row["serial_raw"], "type": row["type"],
                         "make": row.get("make_raw", row.get("make", "")),
                         "calibre": row.get("calibre_raw", row.get("calibre", ""))})
    return rows


def other_sign(rng, sign):
    pool = "0123456789" if sign.isdigit() and rng.random() < 0.85 else LETTERS + "0123456789"
    return rng.choice(pool.replace(sign, ""))


def edit(rng, number, kind):
    at = rng.randrange(len(number))
    if kind == "confusable":
        places = [i for i, sign in enumerate(number) if NEAR[sign]]
        if not places:
            return None
        at = rng.choice(places)
        return number[:at] + rng.choice(NEAR[number[at]]) + number[at + 1:]
    if kind == "substituted":
        return number[:at] + other_sign(rng, number[at]) + number[at + 1:]
    if kind == "dropped":
        return number[:at] + number[at + 1:]
    if kind == "inserted":
        return number[:at] + other_sign(rng, "") + number[at:]
    places = [i for i in range(len(number) - 1) if number[i] != number[i + 1]]
    if not places:
        return None
    at = rng.choice(places)
    return number[:at] + number[at + 1] + number[at] + number[at + 2:]


def unread(rng, number):
    much = rng.choices([1, 2, 3, 4, 5], [36, 29, 17, 13, 5])[0]
    much = min(much, len(number) - 2)
    if rng.random() < 0.74:
        head = {0: 0, 1: len(number) - much}.get(rng.choices([0, 1, 2], [15, 25, 60])[0])
        at = rng.randrange(len(number) - much + 1) if head is None else head
        places = range(at, at + much)
    else:
        places = rng.sample(range(len(number)), much)
    return "".join("?" if i in places else sign for i, sign in enumerate(number))


def damage(rng, number, kind):
    if kind == "two_edits":
        once = edit(rng, number, rng.choice(["confusable", "substituted", "dropped", "inserted", "exchanged"]))
        return once and edit(rng, once, rng.choice(["confusable", "substituted", "dropped", "inserted", "exchanged"]))
    if kind == "unread":
        return unread(rng, number)
    if kind == "series_lost":
        rest = re.fullmatch(r"[A-Z]{1,4}(\d{4,})", number)
        return rest and rest.group(1)
    if kind == "joined":
        mark = rng.choice(LETTERS) + rng.choice(LETTERS) + rng.choice("123456789")
        return mark + number if rng.random() < 0.6 else number + rng.choice(LETTERS) + rng.choice("0123456789")
    if kind == "case_and_signs":
        at = rng.randrange(1, len(number))
        return (number[:at] + rng.choice([" ", "-", ".", "/", "  "]) + number[at:]).lower()
    return number if kind == "clear" else edit(rng, number, kind)


def description(rng, row, rows):
    """What was noted of the weapon: now and then nothing, now and then something else."""
    out = {}
    for field, missing, wrong in (("make", 0.08, 0.02), ("calibre", 0.15, 0.08), ("type", 0.1, 0.02)):
        draw = rng.random()
        value = row[field] if draw > missing + wrong else "" if draw < missing else rng.choice(rows)[field]
        if value and value != "NULL":
            out[field] = value
    return out


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("register")
    words.add_argument("--seed", type=int, default=7)
    words.add_argument("--cases", type=int, default=3000)
    words.add_argument("--absent", type=float, default=0.25)
    words.add_argument("--pairs", type=float, default=0.05)
    asked = words.parse_args()
    rng = random.Random(asked.seed)
    rows = read_register(asked.register)
    by_fold = collections.defaultdict(list)
    by_number = collections.defaultdict(list)
    for row in rows:
        by_fold[row["number"].translate(FOLD)].append(row)
        by_number[row["number"]].append(row)
    pairs = [(one, other) for group in by_fold.values() for one in group for other in group
             if one["number"] != other["number"] and one["make"] == other["make"] and len(one["number"]) >= 5]
    rng.shuffle(pairs)
    kinds, weights = zip(*SHARES)
    written = 0

    def same_weapon(row, number):
        """Rows of that number that may be of the same weapon: two makers use one number."""
        plain = lambda one: one["make"].strip().lower()
        return [one["id"] for one in by_number[number] if plain(one) == plain(row) or not plain(one)]

    def write(name, row, text, expected, excluded):
        nonlocal written
        case = {"case": written, "class": name, "query": {"serial": text, **description(rng, row, rows)},
                "expected_ids": expected, "exclude_ids": excluded, "truth": row["number"]}
        print(json.dumps(case, ensure_ascii=False))
        written += 1

    for one, other in pairs[:int(asked.cases * asked.pairs)]:
        same = [row["id"] for row in by_fold[one["number"].translate(FOLD)] if row["number"] == one["number"]]
        write("pairs", one, one["raw"], same_weapon(one, other["number"]), same)
    while written < asked.cases:
        row = rng.choice(rows)
        kind = rng.choices(kinds, weights)[0]
        text = damage(rng, row["number"], kind)
        if not text:
            continue
        if rng.random() < asked.absent:
            # A clear reading of a number that is not there is no trial: nothing comes near it.
            write("absent", row, text, [], [one["id"] for one in by_fold[row["number"].translate(FOLD)]])
        else:
            write(kind, row, text, same_weapon(row, row["number"]), [])
    return 0


if __name__ == "__main__":
    sys.exit(main())
