#!/usr/bin/env python3
"""Compares the store with blocking libpq, pgbench and psql on a private cluster.

The sides take turns; values are medians of the rounds, ratios (ours to theirs) medians of the
rounds' ratios. CPU is user and system time of the client's process. Ends with 1 when a target is
missed.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from cluster import BenchmarkError, Cluster

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
ROWS = 100_000
FACTS = 1_000_000
# A stream keeps a few pieces of rows; ten times the rows must not need more memory than this.
MEMORY_GROWTH_MIB = 16
FACT_TABLE = """
CREATE TABLE bench.metric_fact (
  organization_id text NOT NULL, metric_id text NOT NULL, person_id text NOT NULL,
  workday date NOT NULL, value double precision NOT NULL)
"""


@dataclass
class Load:
    """What one run did."""

    rate: float  # statements or rows in a second
    cpu: float  # microseconds of the client's processor time for each
    memory: float = 0  # the most memory of the client, in MiB


@dataclass
class Comparison:
    title: str
    rate_target: float | None  # ours to theirs, at least
    cpu_target: float | None  # ours to theirs, at most
    ours: list[Load] = field(default_factory=list)
    peer: list[Load] = field(default_factory=list)

    def take_turns(self, number, ours, peer):
        """Runs both sides; who is first changes from round to round."""
        sides = [(self.ours, ours), (self.peer, peer)]
        for loads, run in reversed(sides) if number % 2 else sides:
            loads.append(run())

    def ratio(self, name):
        pairs = zip(self.ours, self.peer)
        return statistics.median(getattr(a, name) / getattr(b, name) for a, b in pairs)

    @property
    def holds(self):
        return (self.rate_target is None or self.ratio("rate") >= self.rate_target) and (
            self.cpu_target is None or self.ratio("cpu") <= self.cpu_target)


def measured(command, environment=None):
    """Runs a command; what it printed, and its processor time in seconds."""
    before = os.times()
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=600,
        check=False, env=environment)
    after = os.times()
    if done.returncode != 0:
        raise BenchmarkError(f"{Path(command[0]).name} failed: {done.stderr.strip()}")
    used = after.children_user + after.children_system
    return done.stdout, used - before.children_user - before.children_system


class Loads:
    """The programs that put load on the cluster."""

    def __init__(self, cluster, program, folder, seconds):
        self.cluster = cluster
        self.program = program
        self.seconds = seconds
        self.blocking_program = Path(folder) / "blocking"
        include = subprocess.run(
            ["pg_config", "--includedir"], capture_output=True, text=True, check=True).stdout
        subprocess.run(
            ["cc", "-O2", "-Wall", "-Werror", "-o", self.blocking_program, "-I", include.strip(),
             HERE / "blocking.c", "-lpq", "-lpthread"], check=True, timeout=60)
        self.insert_script = Path(folder) / "insert.sql"
        self.insert_script.write_text(
            f"\\set account random(1, {ROWS})\n"
            "INSERT INTO bench.entry (account) VALUES (:account);\n")

    @staticmethod
    def parse(line):
        count, seconds, cpu, *memory = map(float, line.split())
        return Load(count / seconds, cpu / count * 1e6, memory[0] / 1024 if memory else 0)

    def ours(self, work, callers, lanes, place="loop"):
        line, _ = measured(
            [self.program, "load", work, "--url", self.cluster.url, "--place", place,
             "--callers", callers, "--lanes", lanes, "--seconds", self.seconds, "--rows", ROWS])
        return self.parse(line)

    def empty(self):
        self.cluster.sql("TRUNCATE bench.metric_fact")
        # Nobody pays for what others have written before.
        self.cluster.sql("CHECKPOINT")

    def copy_in(self, file):
        self.empty()
        return self.whole("import", file)

    def read(self):
        return self.whole("read")

    def whole(self, *command):
        """Runs our program for rows, with its start, as psql is measured."""
        start = time.monotonic()
        line, cpu = measured([self.program, *command, "--url", self.cluster.url])
        count, _, _, memory = map(float, line.split())
        return Load(count / (time.monotonic() - start), cpu / count * 1e6, memory / 1024)

    def psql(self, command, rows):
        """Runs one command of psql that moves so many rows."""
        start = time.monotonic()
        _, cpu = measured(
            [self.cluster.binaries / "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d",
             self.cluster.url, "-o", "/dev/null", "-c", command])
        return Load(rows / (time.monotonic() - start), cpu / rows * 1e6)

    def psql_in(self, file, rows):
        self.empty()
        return self.psql(f"\\copy bench.metric_fact FROM '{file}'", rows)

    def blocking(self, work, connections):
        line, _ = measured(
            [self.blocking_program, self.cluster.url, work, connections, self.seconds, ROWS])
        return self.parse(line)

    def pgbench(self, clients, threads, script=None):
        what = ["-f", script] if script else ["-S"]
        text, cpu = measured(
            [self.cluster.binaries / "pgbench", "-n", "-M", "prepared", *what, "-c", clients, "-j",
             threads, "-T", max(1, round(self.seconds)), "-h", "127.0.0.1", "-p",
             self.cluster.port, "-U", "postgres", "postgres"])
        count = int(re.search(r"transactions actually processed: (\d+)", text)[1])
        rate = float(re.search(r"tps = ([\d.]+)", text)[1])
        return Load(rate, cpu / count * 1e6)


def write_facts(path, count):
    """A file of facts as a platform would send them."""
    metrics = ["handle_time", "hold_time", "adherence", "quality_score", "first_contact"]
    with open(path, "w", encoding="ascii") as file:
        for number in range(count):
            file.write(
                f"acme\t{metrics[number % 5]}\tagent-{number % 997}\t"
                f"2026-{1 + number // 28 % 12:02}-{1 + number % 28:02}\t{number % 7919 / 8}\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="rounds of which medians are taken")
    parser.add_argument("--seconds", type=float, default=3, help="seconds of each run")
    parser.add_argument("--lanes", type=int, default=2, help="our shared connections")
    parser.add_argument("--growth", action="store_true", help="also show 1 to 1,000 callers, and rows")
    parser.add_argument(
        "--laurel", type=Path, default=ROOT / ".build/static/release/store-bench",
        help="our program (default: that of `make bench-store`)")
    return parser.parse_args()


def show(comparison):
    for name, unit, target, sign in [
        ("rate", "/s", comparison.rate_target, ">="), ("cpu", " us", comparison.cpu_target, "<=")]:
        ratio = comparison.ratio(name)
        ours, peer = (
            statistics.median(getattr(load, name) for load in side)
            for side in (comparison.ours, comparison.peer))
        verdict = ""
        if target is not None:
            holds = ratio >= target if sign == ">=" else ratio <= target
            verdict = f"{sign} {target:<6}{'pass' if holds else 'FALLS SHORT'}"
        what = comparison.title if name == "rate" else "  client CPU each"
        print(
            f"{what:<58}{ours:>11,.1f}{unit:<3}{peer:>11,.1f}{unit:<3}{ratio:>8.3f}  {verdict}",
            flush=True)


def show_memory(name, small, comparison):
    """Whether the memory for all rows is about that for a tenth of them."""
    large = statistics.median(load.memory for load in comparison.ours)
    flat = large - small.memory <= MEMORY_GROWTH_MIB
    print(
        f"{'memory, ' + name + ' of ' + format(FACTS, ',') + ' facts / a tenth of them':<58}"
        f"{large:>11,.1f}MiB{small.memory:>11,.1f}MiB{'':>8}  <= +{MEMORY_GROWTH_MIB:<4}"
        f"{'pass' if flat else 'FALLS SHORT'}", flush=True)
    return flat


def main():
    options = arguments()
    # Autovacuum would come in the turn of whoever is unlucky.
    with tempfile.TemporaryDirectory() as folder, Cluster(["autovacuum=off"]) as cluster:
        cluster.run(
            "pgbench", "-i", "-q", "-s", ROWS // 100_000, "-h", "127.0.0.1", "-p", cluster.port,
            "-U", "postgres", "postgres")
        cluster.sql(
            "CREATE SCHEMA bench; CREATE TABLE bench.entry ("
            "entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account integer NOT NULL);"
            + FACT_TABLE)
        file, tenth = Path(folder) / "facts.tsv", Path(folder) / "tenth.tsv"
        write_facts(file, FACTS)
        write_facts(tenth, FACTS // 10)
        os.chmod(folder, 0o755)
        loads = Loads(cluster, options.laurel, folder, options.seconds)
        select = Comparison("SELECT of a row, 100 callers / blocking libpq x 8", 2.5, 0.35)
        # Services run calls on an event loop; what else uses the store runs where Swift likes.
        pooled = Comparison("  the same, callers on Swift's pool of threads", None, None)
        bench = Comparison("SELECT of a row, 100 callers / pgbench -S -c 8 -j 2", 1.5, None)
        insert = Comparison("INSERT of a row, 100 callers / pgbench -c 16 -j 2", 1.0, 0.5)
        copy_in = Comparison(f"COPY of {FACTS:,} facts of a file / psql \\copy", 0.8, None)
        read = Comparison(f"stream of {FACTS:,} facts / psql COPY TO STDOUT", 0.5, None)
        small_in, small_read = loads.copy_in(tenth), loads.read()
        for number in range(options.rounds):
            select.take_turns(
                number, lambda: loads.ours("select", 100, options.lanes),
                lambda: loads.blocking("select", 8))
            pooled.ours.append(loads.ours("select", 100, options.lanes, "pool"))
            pooled.peer.append(select.peer[-1])
            bench.ours.append(select.ours[-1])
            bench.peer.append(loads.pgbench(8, 2))
            insert.take_turns(
                number, lambda: loads.ours("insert", 100, options.lanes),
                lambda: loads.pgbench(16, 2, loads.insert_script))
            copy_in.take_turns(
                number, lambda: loads.copy_in(file), lambda: loads.psql_in(file, FACTS))
            # Or the first to read would have to mark the rows as committed.
            cluster.sql("VACUUM bench.metric_fact")
            read.take_turns(
                number, loads.read,
                lambda: loads.psql("COPY (TABLE bench.metric_fact) TO STDOUT", FACTS))
        comparisons = [select, pooled, bench, insert, copy_in, read]
        print(f"{'':<58}{'laurel':>14}{'peer':>14}{'ratio':>8}  target")
        for comparison in comparisons:
            show(comparison)
        flat = all([
            show_memory("COPY", small_in, copy_in), show_memory("stream", small_read, read)])
        if options.growth:
            print("\ncallers      SELECT/s  CPU us      INSERT/s  CPU us")
            for callers in (1, 10, 100, 1_000):
                select_load = loads.ours("select", callers, options.lanes)
                insert_load = loads.ours("insert", callers, options.lanes)
                print(
                    f"{callers:>7,}{select_load.rate:>14,.0f}{select_load.cpu:>8.1f}"
                    f"{insert_load.rate:>14,.0f}{insert_load.cpu:>8.1f}", flush=True)
            print("\n   rows        COPY/s  CPU us      stream/s  CPU us")
            for rows, written, rows_read in [
                (FACTS // 10, small_in, small_read), (FACTS, copy_in.ours[-1], read.ours[-1])]:
                print(
                    f"{rows:>9,}{written.rate:>12,.0f}{written.cpu:>8.1f}"
                    f"{rows_read.rate:>14,.0f}{rows_read.cpu:>8.1f}", flush=True)
    return 0 if flat and all(comparison.holds for comparison in comparisons) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchmarkError as error:
        sys.exit(f"bench_store.py: {error}")
