#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Invents a register of recovered weapons to try the search for marks on: no row of it is a real weapon's.

  tools/make_marks_register.py --seed 1 --rows 420 > testdata/registers/marks_synthetic.csv

It has the columns of mappings/rj.json and what makes registers hard: weapons out of one box, with neighbouring numbers;
weapons examined twice, of which one number was read otherwise and the calibre written otherwise; numbers with
characters that nobody could read. The makes are real, the numbers are drawn.
"""
import argparse
import csv
import random
import sys

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
# make, type, models, calibres as different clerks write them, form of the number: L a letter, 9 a digit
KINDS = [("TAURUS", "REVÓLVER", ["RT 82", "RT 85"], [".38", ".38 SPL"], "LL99999", 24),
         ("TAURUS", "PISTOLA", ["PT 100", "PT 940"], [".40", ".40 S&W"], "LLL99999", 20),
         ("TAURUS", "PISTOLA", ["PT 92"], ["9MM", "9x19"], "LLL99999", 10),
         ("ROSSI", "REVÓLVER", ["", "NÃO IDENTIFICADO"], [".38", ".32"], "L999999", 14),
         ("ROSSI", "CARABINA", ["PUMA"], [".38"], "L999999", 4),
         ("IMBEL", "PISTOLA", ["GC MD1"], [".45", ".380"], "LLL9999", 6),
         ("IMBEL", "FUZIL", ["FAL"], ["7.62"], "99999", 4),
         ("COLT", "FUZIL", ["AR-15"], ["5.56", ".223"], "LL999999", 6),
         ("GLOCK", "PISTOLA", ["17", "19"], ["9MM"], "LLL999", 8),
         ("SMITH & WESSON", "REVÓLVER", [""], [".38"], "999999", 4)]
TWINS = {"0": "O", "O": "0", "1": "I", "8": "B", "B": "8", "6": "G", "5": "S", "S": "5", "2": "Z", "Z": "2"}


def number_of(rng, form):
    return "".join(rng.choice(LETTERS) if sign == "L" else rng.choice("0123456789") for sign in form)


def neighbour(rng, number):
    """Another weapon out of the same box: other last digits."""
    digits = rng.choice([1, 1, 2, 2, 3])
    tail = "".join(rng.choice("0123456789") for _ in range(digits))
    return number[:-digits] + tail if number[-digits:].isdigit() else number


def read_again(rng, number):
    """How the same number was read on another day: mostly the same."""
    draw = rng.random()
    places = [i for i, sign in enumerate(number) if sign in TWINS]
    if draw < 0.55 or not places:
        return number
    if draw < 0.9:
        at = rng.choice(places)
        return number[:at] + TWINS[number[at]] + number[at + 1:]
    at = rng.randrange(len(number))
    return number[:at] + rng.choice("0123456789") + number[at + 1:]


def partly_read(rng, number):
    at = rng.randrange(1, len(number) - 1)
    much = rng.choice([1, 1, 2])
    return number[:at] + "?" * much + number[at + much:]


def weapons(rng, rows):
    taken = set()
    out = []
    while len(out) < rows:
        if out and rng.random() < 0.12:
            first = dict(rng.choice(out))
            again = {**first, "number": read_again(rng, first["number"]), "calibre": rng.choice(first["calibres"])}
            if rng.random() < 0.1:
                again["make"] = ""
            out.append(again)
            continue
        if out and rng.random() < 0.2:
            like = rng.choice(out)
            number = neighbour(rng, like["number"])
            weapon = {**like, "number": number}
        else:
            make, kind, models, calibres, form, _ = rng.choices(KINDS, [kind[-1] for kind in KINDS])[0]
            weapon = {"number": number_of(rng, form), "make": make, "type": kind, "model": rng.choice(models),
                      "calibre": rng.choice(calibres), "calibres": calibres}
        if weapon["number"] in taken:
            continue
        taken.add(weapon["number"])
        out.append(weapon)
    return out


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--rows", type=int, default=420)
    asked = words.parse_args()
    rng = random.Random(asked.seed)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["id", "date", "serial_raw", "type", "make", "model", "calibre", "platform", "country",
                    "importer_country", "owner_mark", "origin", "case_ix"])
    for i, weapon in enumerate(weapons(rng, asked.rows), 1):
        date = f"{rng.randrange(2017, 2023)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        number = weapon["number"] if rng.random() > 0.02 else partly_read(rng, weapon["number"])
        table.writerow([f"MX{i:05}", date, number, weapon["type"], weapon["make"], weapon["model"], weapon["calibre"],
                        "", "", "", "", "I", i])
    return 0


if __name__ == "__main__":
    sys.exit(main())
