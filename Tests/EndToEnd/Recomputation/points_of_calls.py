#!/usr/bin/env python3
"""Computes the points of a call file a second time, from the file alone.

Shares nothing with the suite: it reads the raw lines, sums up what each agent handled on each day,
and scores it with the default profile in exact fractions. Writes one line a person and day:
person, day, interactions, seconds, points of the handle time, points of the interactions.

usage: points_of_calls.py FILE    (plain or gzip)
"""

import gzip
import sys
from fractions import Fraction


def lines_of(path):
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    return data.decode("utf-8").splitlines()


def rounded(points):
    """To whole points, halves away from zero."""
    sign = -1 if points < 0 else 1
    return sign * ((abs(points) + Fraction(1, 2)).__floor__())


def handle_time_points(seconds, interactions):
    """100 points up to 120 s, none from 300 s, a straight line between."""
    value = Fraction(seconds, interactions)
    if value <= 120:
        return 100
    if value >= 300:
        return 0
    return rounded(100 - (value - 120) * Fraction(100, 180))


def interaction_points(interactions):
    """A point each, up to a thousand."""
    return min(interactions, 1000)


def main():
    lines = lines_of(sys.argv[1])
    columns = [name.strip() for name in lines[0].split("\t")]
    sums = {}
    seen = set()
    for line in lines[1:]:
        if not line or line in seen:
            continue
        seen.add(line)
        row = dict(zip(columns, line.split("\t")))
        if row["outcome"] != "AGENT" or row["server"] == "NO_SERVER":
            continue
        date = row["date"]
        century = "19" if date >= "70" else "20"
        day = f"{century}{date[:2]}-{date[2:4]}-{date[4:]}"
        key = (row["server"], day)
        interactions, seconds = sums.get(key, (0, 0))
        sums[key] = (interactions + 1, seconds + int(row["ser_time"]))
    for (person, day), (interactions, seconds) in sorted(sums.items()):
        print(
            person, day, interactions, seconds, handle_time_points(seconds, interactions),
            interaction_points(interactions), sep="\t")


main()
