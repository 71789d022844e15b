#!/usr/bin/env python3
"""Compares the gamification service with COPY, Redis and SQL on a private cluster.

The sides take turns; values are medians of the rounds, ratios (ours to theirs) medians of the
rounds' ratios. Ends with 1 when a target is missed; with --quick only when something fails.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from rows import QUICK, Months, Rank, Sizes, Top, Upload, Visible
from suite import BenchmarkError, Service

# Behind the folder that suite.py adds to the path.
from cluster import Cluster

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
# Upload comes first: it begins with empty tables.
ROWS = ["upload", "top", "rank", "visible"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, help="rounds of which medians are taken (default: 3)")
    parser.add_argument("--seconds", type=float, help="seconds of each run (default: 5)")
    parser.add_argument("--clients", type=int, default=8, help="readers at a time, on both sides")
    parser.add_argument(
        "--rows", default=",".join(ROWS), help="what to measure, with commas between them")
    parser.add_argument(
        "--quick", action="store_true", help="a round with little data: shows that all runs")
    parser.add_argument(
        "--programs", type=Path, default=ROOT / ".build/static/release",
        help="the folder of our programs (default: that of `make bench-gamification`)")
    options = parser.parse_args()
    options.here = HERE
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.seconds = options.seconds or (1 if options.quick else 5)
    options.rows = options.rows.split(",")
    unknown = set(options.rows) - set(ROWS)
    if unknown or options.rounds < 1 or options.seconds <= 0 or options.clients < 1:
        parser.error(f"rows are {', '.join(ROWS)}; numbers are greater than 0")
    return options


def main():
    options = arguments()
    sizes = QUICK if options.quick else Sizes()
    start = time.monotonic()

    def tell(text):
        print(f"== {time.monotonic() - start:6.0f} s: {text}", file=sys.stderr, flush=True)

    lines, failures = [], []
    # Autovacuum would come in the turn of whoever is unlucky.
    with tempfile.TemporaryDirectory() as folder, Cluster(["autovacuum=off"]) as cluster:
        tell("starting gamification")
        with Service(cluster, options.programs, folder) as service:
            months = Months(service, sizes)
            common = (service, sizes, options, Path(folder))
            rows = {
                "upload": lambda: Upload(*common),
                "top": lambda: Top(*common),
                "rank": lambda: Rank(*common, months=months),
                "visible": lambda: Visible(*common, months=months)}
            for name in ROWS:
                if name in options.rows:
                    tell(name)
                    try:
                        lines += rows[name]().measure()
                    except BenchmarkError as error:
                        failures.append(name)
                        lines.append(f"{name}: FAILS: {error}")
        tell("done")
    print(f"{'':<58}{'laurel':>16}{'peer':>16}{'ratio':>8}  target")
    for line in lines:
        print(line)
    holds = options.quick or all(getattr(line, "holds", True) for line in lines)
    return 0 if holds and not failures else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchmarkError as error:
        sys.exit(f"bench_gamification.py: {error}")
