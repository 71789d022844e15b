#!/usr/bin/env python3
"""Compares the RPC runtime with grpc-swift-2 and gRPC C++ and prints one table.

Every server runs on core 0 with one event loop thread, every load on core 1. The sides take turns;
values are medians of the rounds, ratios (ours to theirs) medians of the rounds' ratios. CPU is
user and system time of the server process. Ends with 1 when a target is missed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from processes import BenchmarkError, raise_file_limit
from rows import CEILING, GRPC_CPP, GRPC_SWIFT, OURS, PEERS, Benchmark

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
NOTE = "* Debian's gRPC C++ library is built without NDEBUG: slower than one built by upstream's rules."


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--rounds", type=int, default=int(os.environ.get("ROUNDS", "5")),
        help="rounds of which medians are taken (default: ROUNDS or 5)")
    parser.add_argument(
        "--only", action="append", metavar="ROW", default=[],
        help="measure the rows whose names begin so; may be given more than once")
    parser.add_argument(
        "--quick", action="store_true", help="one round with a third of the calls")
    parser.add_argument("--list", action="store_true", help="print the names of the rows")
    parser.add_argument(
        "--laurel", type=Path, default=ROOT / ".build/static/release/rpc-bench",
        help="our program (default: that of `make bench-rpc`)")
    return parser.parse_args()


def text(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def line(result):
    """The cells of a result; a line's peers that were not measured stay empty."""
    cells = [result.title, result.unit]
    if result.unavailable:
        return [*cells, "not available: " + result.unavailable]
    cells.append(text(result.median(OURS)))
    for peer in (CEILING,) if CEILING in result.values else PEERS:
        if peer not in result.values:
            cells += ["", "", "", ""]
            continue
        ratio = result.ratio(peer)
        target = result.targets.get(peer)
        verdict = "" if target is None else "pass" if target.holds(ratio) else "FALLS SHORT"
        name = f" ({peer})" if peer == CEILING else ""
        cells += [
            text(result.median(peer)) + name, f"{ratio:.3g}", str(target or ""), verdict]
    return cells


WIDTHS = [58, 4, 9, 16, 8, 9, 11, 16, 8, 9, 11]
TITLES = [
    "work", "unit", OURS, GRPC_SWIFT, "ratio", "target", "",
    GRPC_CPP + "*", "ratio", "target", ""]


def show(cells):
    shown = [cell.ljust(width) for cell, width in zip(cells, WIDTHS)]
    print("  ".join(shown).rstrip(), flush=True)


def compile_allocation_counter(folder):
    library = Path(folder) / "count_allocations.so"
    subprocess.run(
        ["cc", "-O2", "-shared", "-fPIC", "-fno-builtin", "-o", library,
         HERE / "Allocations/count_allocations.c"], check=True, timeout=60)
    return library


def main():
    options = arguments()
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("the benchmark needs two cores: one for the server and one for the load")
    programs = {
        OURS: options.laurel,
        GRPC_SWIFT: HERE / ".build/release/peer-grpc-swift",
        GRPC_CPP: HERE / ".build/peer-grpc-cpp/peer-grpc-cpp",
    }
    for program in programs.values():
        if not program.exists():
            sys.exit(f"{program} is not built; run: make bench-rpc")
    files_max = raise_file_limit()
    fell_short = []
    with tempfile.TemporaryDirectory() as folder:
        benchmark = Benchmark(
            programs, compile_allocation_counter(folder), folder,
            rounds=1 if options.quick else options.rounds, scale=1 / 3 if options.quick else 1)
        rows = benchmark.rows(files_max)
        chosen = [
            name for name in rows
            if not options.only or any(name.startswith(only) for only in options.only)]
        if not chosen:
            sys.exit(f"no such row; there are: {', '.join(rows)}")
        if options.list:
            print("\n".join(rows))
            return
        show(TITLES)
        for name in chosen:
            try:
                results = rows[name]()
            except (BenchmarkError, subprocess.TimeoutExpired, OSError) as error:
                print(f"{name}: not measured: {error}", flush=True)
                fell_short.append(name)
                continue
            for result in results:
                show(line(result))
            fell_short += [result.title for result in results if result.falls_short()]
    print(NOTE)
    if fell_short:
        sys.exit("Falls short: " + "; ".join(fell_short))


if __name__ == "__main__":
    main()
