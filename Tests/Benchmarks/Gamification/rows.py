"""What is measured: each row sets itself up, lets both sides take turns, says what must hold."""

import re
import socket
import statistics
import subprocess
import time
from dataclasses import dataclass
from datetime import timedelta

from suite import (
    BenchmarkError, Organization, free_port, processor_seconds, run, stop, wait_for_port, weekdays)

NEIGHBORS = 5
PLACES = 300
BARE_TABLE = """
CREATE SCHEMA bench;
CREATE TABLE bench.fact (
  person_id text, workday date, measure_id text, queue_id text, amount double precision)
"""


@dataclass
class Sizes:
    """How much there is."""

    upload_people: int = 5_000
    upload_days: int = 10
    many_people: int = 100_000
    few_people: int = 1_000
    month_days: int = 30
    top_people: int = 5_000
    top_days: int = 90
    samples: int = 40


QUICK = Sizes(
    upload_people=200, upload_days=3, many_people=2_000, few_people=200, month_days=7,
    top_people=400, top_days=14, samples=5)


@dataclass
class Line:
    """One line of the table; the ratio is the median of the rounds' ratios."""

    title: str
    unit: str
    ours: list
    peer: list
    target: float | None  # ours to the other side's
    sign: str = ">="
    note: str = ""

    @property
    def ratio(self):
        return statistics.median(ours / peer for ours, peer in zip(self.ours, self.peer))

    @property
    def holds(self):
        if self.target is None:
            return True
        return self.ratio >= self.target if self.sign == ">=" else self.ratio < self.target

    def __str__(self):
        verdict = "" if self.target is None else (
            f"{self.sign:>2} {self.target:<5}{'pass' if self.holds else 'FALLS SHORT'}{self.note}")
        return (
            f"{self.title:<58}{statistics.median(self.ours):>12,.1f} {self.unit:<3}"
            f"{statistics.median(self.peer):>12,.1f} {self.unit:<3}{self.ratio:>8.3f}  {verdict}")


class Row:
    """What all rows have in common."""

    def __init__(self, service, sizes, options, folder):
        self.service = service
        self.cluster = service.cluster
        self.sizes = sizes
        self.options = options
        self.folder = folder

    def measure(self):
        """Lets both sides take turns; who is first changes from round to round."""
        self.set_up()
        for number in range(self.options.rounds):
            turns = [self.our_turn, self.peer_turn]
            for turn in reversed(turns) if number % 2 else turns:
                turn(number)
        self.tear_down()
        return self.lines()

    def tear_down(self):
        pass

    def metered(self, processes, load):
        """Runs a load; what it gives, and the processor time of each process in seconds."""
        before = [processor_seconds(process) for process in processes]
        result = load()
        return result, [
            processor_seconds(process) - was for process, was in zip(processes, before)]

    @property
    def our_processes(self):
        return [self.service.process, self.cluster.server]


class Upload(Row):
    """Facts into the scored ledger, and the same rows with COPY into a table without anything."""

    def set_up(self):
        self.organization = Organization(self.service, "upload", self.sizes.upload_people)
        days = [
            self.organization.today - timedelta(days=number)
            for number in range(self.sizes.upload_days, 0, -1)]
        self.plan = self.organization.plan(days)
        self.file = self.folder / "facts.tsv"
        run([self.service.bench, "facts", *self.plan, self.file])
        self.count = self.sizes.upload_people * len(days) * self.organization.metrics
        self.days = self.sizes.upload_people * len(days)
        self.cluster.sql(BARE_TABLE)
        self.ours, self.peer, self.processor = [], [], []

    def our_turn(self, _):
        self.cluster.sql("TRUNCATE gamification.person_day, gamification.ledger_posting")
        self.cluster.sql("CHECKPOINT")
        words, used = self.metered(
            self.our_processes, lambda: self.service.call(["upload"], "upload", *self.plan))
        count, seconds = map(float, words)
        self.ours.append(count / seconds)
        self.processor.append([each / count * 1e6 for each in used])
        found = self.cluster.sql("""
            SELECT count(*), sum(points_e2), sum(cardinality(profile_metric_ids))
            FROM gamification.ledger_posting""")
        self.stored = tuple(map(int, found.strip().split("|")))

    def peer_turn(self, _):
        self.cluster.sql("TRUNCATE bench.fact")
        self.cluster.sql("CHECKPOINT")
        start = time.monotonic()
        self.cluster.run(
            "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", self.cluster.url, "-c",
            f"\\copy bench.fact FROM '{self.file}'")
        self.peer.append(self.count / (time.monotonic() - start))

    def tear_down(self):
        points = int(self.cluster.sql("SELECT sum(amount * 100)::bigint FROM bench.fact"))
        if self.stored != (self.days, points, self.count):
            raise BenchmarkError(
                f"the ledger has {self.stored}, not {(self.days, points, self.count)}")
        self.cluster.sql("""
            TRUNCATE gamification.person_day, gamification.ledger_posting;
            DROP SCHEMA bench CASCADE""")

    def lines(self):
        title = f"upload: {self.count:,} facts, RecordFacts / psql \\copy"
        service, database = map(statistics.median, zip(*self.processor))
        return [
            Line(title, "/s", self.ours, self.peer, 0.1, note=" (aim: 0.25)"),
            f"  processor time of a fact: service {service:.1f} us, PostgreSQL {database:.1f} us"]


class Month:
    """The last days up to today, whose weekdays before today have facts."""

    def __init__(self, service, name, people, days):
        self.organization = Organization(service, name, people, metrics=2)
        today = self.organization.today
        self.start, self.end = today - timedelta(days=days), today
        self.organization.fill(weekdays(today - timedelta(days=1), days))
        self.range = ["--start", self.start, "--end", self.end]


class Months(dict):
    """The months that rows share, each filled when a row asks first."""

    def __init__(self, service, sizes):
        super().__init__()
        self.service = service
        self.sizes = sizes

    def __missing__(self, people):
        self[people] = Month(self.service, f"month-{people}", people, self.sizes.month_days)
        return self[people]


class Rank(Row):
    """The own place and those around it, and the same of a sorted set of Redis."""

    def __init__(self, *arguments, months):
        super().__init__(*arguments)
        self.months = months

    def set_up(self):
        self.month = self.months[self.sizes.many_people]
        self.ours, self.peer, self.processor, self.their_processor = [], [], [], []
        self.program = self.folder / "ranking"
        subprocess.run(
            ["cc", "-O2", "-Wall", "-Werror", "-o", self.program,
             self.options.here / "ranking.c", "-lpthread"], check=True, timeout=60)
        self.port = free_port()
        self.redis = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no", "--dir", self.folder], stdout=subprocess.DEVNULL)
        wait_for_port(self.port, self.redis, "redis-server")
        self.fill()
        self.compare()

    def measure(self):
        try:
            return super().measure()
        finally:
            if hasattr(self, "redis"):
                stop(self.redis)

    def totals(self):
        """Who has how many hundredths of points."""
        organization = self.month.organization
        text = self.cluster.sql(f"""
            SELECT person_id, sum(points_e2) FROM gamification.ledger_posting
            WHERE organization_id = '{organization.name}'
              AND workday BETWEEN '{self.month.start}' AND '{self.month.end}'
            GROUP BY person_id""")
        return dict(line.split("|") for line in text.splitlines())

    def fill(self):
        """Writes the ready totals into a sorted set."""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            answers = connection.makefile("rb")
            for person, points in self.totals().items():
                words = ["ZADD", "board", points, person]
                connection.sendall("".join(
                    [f"*{len(words)}\r\n", *(f"${len(word)}\r\n{word}\r\n" for word in words)]
                ).encode())
                if not answers.readline().startswith(b":"):
                    raise BenchmarkError("Redis did not take a member")

    def compare(self):
        """Fails unless the service shows the points that Redis was given."""
        words = self.service.call(["answer", "rank"], self.month.organization.name, *self.reads())
        places = list(zip(words[::3], words[1::3], words[2::3]))
        totals = self.totals()
        # Somebody may share a rank; whoever is better than that has more points.
        better = sum(int(points) > int(places[0][2]) for points in totals.values())
        if any(totals[person] != points for person, _, points in places) or (
                int(places[0][1]) != better + 1):
            raise BenchmarkError(f"the board is not what the ledger has: {places}")

    def reads(self):
        readers = self.month.organization.readers
        return [*self.month.range, "--readers", readers, "--neighbors", NEIGHBORS]

    def our_turn(self, _):
        self.add(self.ours, self.processor, *self.metered(
            self.our_processes, lambda: self.service.call(
                ["read", "rank"], self.month.organization.name, *self.reads(), "--clients",
                self.options.clients, "--seconds", self.options.seconds)))

    def peer_turn(self, _):
        self.add(self.peer, self.their_processor, *self.metered([self.redis], lambda: run([
            self.program, self.port, self.options.clients, self.options.seconds,
            self.month.organization.readers, NEIGHBORS]).split()))

    @staticmethod
    def add(loads, processor, words, used):
        count, seconds, median, percentile = map(float, words)
        loads.append((count / seconds, median, percentile))
        # The calls to warm up are a fifth as many.
        processor.append([each / (count * 1.2) * 1e6 for each in used])

    def lines(self):
        people = self.month.organization.people
        title = f"rank: own of {people:,}, {self.options.clients} clients / Redis"
        (rates, medians, percentiles), (their_rates, their_medians, their_percentiles) = (
            zip(*self.ours), zip(*self.peer))
        service, database = map(statistics.median, zip(*self.processor))
        redis, = map(statistics.median, zip(*self.their_processor))
        return [
            Line(title, "/s", rates, their_rates, 0.3),
            f"  processor time of a call, about: service {service:.1f} us,"
            f" PostgreSQL {database:.1f} us; Redis {redis:.1f} us",
            Line("  median", "us", medians, their_medians, None),
            Line("  99th percentile", "us", percentiles, their_percentiles, 5, sign="<")]


class Top(Row):
    """The best of a metric, and the same by SQL over the ledger."""

    def set_up(self):
        organization = Organization(self.service, "top", self.sizes.top_people)
        self.organization = organization
        last = organization.today - timedelta(days=1)
        organization.fill(weekdays(last, self.sizes.top_days))
        self.start, self.end = last - timedelta(days=self.sizes.top_days - 1), last
        # All that the statement reads is in it.
        self.cluster.sql("""
            CREATE INDEX bench_posting ON gamification.ledger_posting (organization_id, workday)
            INCLUDE (person_id, profile_metric_ids, metric_points_e2)""")
        self.cluster.sql("VACUUM ANALYZE gamification.ledger_posting")
        self.script = self.folder / "top.sql"
        self.script.write_text(
            f"\\set number random(0, {organization.metrics - 1})\n{self.statement(':number')};\n")
        self.ours, self.peer = [], []
        self.compare()

    def statement(self, number):
        metric = self.organization.metric_id(number)
        return f"""
            SELECT person_id, sum(metric_points_e2[array_position(profile_metric_ids, {metric})])
            FROM gamification.ledger_posting
            WHERE organization_id = 'top' AND workday BETWEEN '{self.start}' AND '{self.end}'
            GROUP BY person_id ORDER BY 2 DESC NULLS LAST, 1 LIMIT {PLACES}
            """.strip()

    def reads(self):
        return [
            "--start", self.start, "--end", self.end, "--places", PLACES, "--metrics",
            ",".join(self.organization.metric_ids())]

    def compare(self):
        """Fails unless both sides see the same points in the same order."""
        words = self.service.call(["answer", "top"], "top", *self.reads())
        lines = self.cluster.sql(self.statement(0)).splitlines()
        if words[2::3] != [line.split("|")[1] for line in lines]:
            raise BenchmarkError("the board is not what the ledger has")

    def our_turn(self, _):
        count, seconds, *_ = map(float, self.service.call(
            ["read", "top"], "top", *self.reads(), "--clients", self.options.clients, "--seconds",
            self.options.seconds))
        self.ours.append(count / seconds)

    def peer_turn(self, _):
        text = self.cluster.run(
            "pgbench", "-n", "-M", "prepared", "-f", self.script, "-c", self.options.clients, "-j",
            2, "-T", max(1, round(self.options.seconds)), "-h", "127.0.0.1", "-p",
            self.cluster.port, "-U", "postgres", "postgres")
        self.peer.append(float(re.search(r"tps = ([\d.]+)", text)[1]))

    def tear_down(self):
        self.cluster.sql("DROP INDEX gamification.bench_posting")

    def lines(self):
        title = (
            f"top: {PLACES} of {self.organization.people:,}, {self.sizes.top_days} days, a metric"
            " / SQL, pgbench")
        return [Line(title, "/s", self.ours, self.peer, 5)]


class Visible(Row):
    """From the call with a fact on until it shows, with many people and with few."""

    def __init__(self, *arguments, months):
        super().__init__(*arguments)
        self.months = months

    def set_up(self):
        self.months_of = [
            self.months[people] for people in (self.sizes.many_people, self.sizes.few_people)]
        self.times = [[], []]

    def our_turn(self, number):
        self.times[0].append(self.wait(self.months_of[0], number))

    def peer_turn(self, number):
        self.times[1].append(self.wait(self.months_of[1], number))

    def wait(self, month, number):
        first = number * self.sizes.samples
        if first + self.sizes.samples > month.organization.people:
            raise BenchmarkError("there are more rounds than people")
        _, *times = map(float, self.service.call(
            ["visible"], month.organization.name, *month.range, "--first", first, "--samples",
            self.sizes.samples))
        return times

    def lines(self):
        many, few = (list(zip(*times)) for times in self.times)
        people = f"{self.sizes.many_people:,} / {self.sizes.few_people:,} people"
        return [
            Line(f"visible: scorecard, median, {people}", "ms", many[0], few[0], None),
            Line("  95th percentile", "ms", many[1], few[1], 2, sign="<"),
            Line(f"visible: board, median, {people}", "ms", many[2], few[2], None),
            Line("  95th percentile", "ms", many[3], few[3], 2, sign="<")]
