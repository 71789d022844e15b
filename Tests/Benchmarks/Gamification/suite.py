"""A private gamification service with its database, and organisations with people and points."""

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Store"))

# pylint: disable=wrong-import-position
from cluster import BenchmarkError, free_port

START_SECONDS_MAX = 30
PROGRAM_SECONDS_MAX = 3_600
# People whose workdays the service itself writes; those of all others are copies of them.
TEMPLATE_PEOPLE = 100
# People who may read boards.
READERS = 1_000
METRICS = 20
MEASURES = [
    "interactions_offered", "interactions_answered", "interactions_handled",
    "interactions_transferred", "interactions_short", "handle_seconds", "hold_seconds",
    "after_call_work_seconds"]
TICKS = os.sysconf("SC_CLK_TCK")


def run(command, environment=None):
    """Runs a program and returns what it prints."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True,
        timeout=PROGRAM_SECONDS_MAX, check=False, env=environment)
    if done.returncode != 0:
        raise BenchmarkError(
            f"{Path(str(command[0])).name} {command[1]} failed: {done.stderr.strip()}")
    return done.stdout


def processor_seconds(process):
    """User and system time of a process that has started others, and of these."""
    total = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(entry.name) == process.pid:
            # With those that it had and that are gone.
            total += sum(map(int, fields[11:15]))
        elif int(fields[1]) == process.pid:
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def wait_for_port(port, process, what):
    """Waits until something listens."""
    end = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise BenchmarkError(f"{what} does not listen")


def stop(process):
    """Ends a program that was started here."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def weekdays(last, count):
    """The weekdays among so many days up to the last one, in their order."""
    days = [last - timedelta(days=number) for number in reversed(range(count))]
    return [day for day in days if day.weekday() < 5]


class Service:
    """`gamification serve`, as an operator starts it; ended when its block is left."""

    def __init__(self, cluster, programs, folder):
        self.cluster = cluster
        self.programs = Path(programs)
        self.folder = Path(folder)
        self.bench = self.programs / "gamification-bench"

    def __enter__(self):
        run([self.bench, "prepare", "--folder", self.folder, "--url", self.cluster.url])
        self.port = free_port()
        program = self.programs / "gamification"
        run([program, "migrate"], self.environment())
        with open(self.folder / "service.log", "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [program, "serve"], stdout=log, stderr=log, env=self.environment())
        try:
            wait_for_port(self.port, self.process, "gamification")
        except BenchmarkError as error:
            self.__exit__()
            log = (self.folder / "service.log").read_text(encoding="utf-8")
            raise BenchmarkError(f"{error}:\n{log[-2000:]}") from None
        return self

    def __exit__(self, *_):
        stop(self.process)

    def environment(self):
        url = f"127.0.0.1:{self.cluster.port}/postgres"
        return {
            **{key: value for key, value in os.environ.items() if not key.startswith("LAUREL_")},
            "LAUREL_LISTEN_PORT": str(self.port),
            "LAUREL_DATABASE_URL": f"postgresql://gamification_app@{url}",
            "LAUREL_DATABASE_OWNER_URL": f"postgresql://gamification_owner@{url}",
            "LAUREL_TRUSTED_KEYS_FILE": str(self.folder / "trusted-keys.json"),
            "LAUREL_SERVICE_KEY_FILE": str(self.folder / "service:gamification.pem"),
            "LAUREL_PAGE_TOKEN_KEY_FILE": str(self.folder / "page-token.key"),
            # Nobody is there: the copy of the directory is filled below.
            "LAUREL_PEER_DIRECTORY": "127.0.0.1:1",
            "LAUREL_LOG_LEVEL": "error"}

    def call(self, command, organization, *arguments):
        """Runs a command of our program about an organisation; the words that it prints."""
        return run([
            self.bench, *command, "--port", self.port, "--folder", self.folder,
            "--organization", organization, *arguments]).split()


class Organization:
    """People with a profile of metrics that each score one fact of a workday."""

    def __init__(self, service, name, people, metrics=METRICS):
        self.service = service
        self.sql = service.cluster.sql
        self.name = name
        self.people = people
        self.metrics = metrics
        self.readers = min(READERS, people)
        # Days of organisations in UTC.
        self.today = date.fromisoformat(self.sql("SELECT (now() AT TIME ZONE 'UTC')::date").strip())
        self.add_people()
        service.call(["activate"], name, "--start", self.today - timedelta(days=400))
        self.replace_metrics()

    def add_people(self):
        """Fills the copy of the directory: without a directory nothing else writes to it."""
        self.sql(f"""
            INSERT INTO gamification.replica_organization
              (organization_id, display_name, time_zone, version)
            VALUES ('{self.name}', '{self.name}', 'UTC', 1);
            INSERT INTO gamification.member (
              organization_id, person_id, display_name, division_id, team_id, manager_id, active,
              version)
            SELECT '{self.name}', {self.person('number')}, 'Agent ' || number, NULL,
              'team-' || number % 200, NULL, true, 1
            FROM generate_series(0, {self.people - 1}) AS number;
            INSERT INTO gamification.member_grant (
              organization_id, grant_id, person_id, role_id, permissions, scope_kind, scope_id,
              version)
            SELECT '{self.name}', gen_random_uuid(), {self.person('number')}, 'bench',
              ARRAY['gamification:leaderboard:view'], 'all', NULL, 1
            FROM generate_series(0, {self.readers - 1}) AS number""")

    def replace_metrics(self):
        """Lets the default profile have our metrics since the beginning.

        Calls can make metrics from today on only, and all of this is about past days.
        """
        measures = "ARRAY[" + ",".join(f"'{measure}'" for measure in MEASURES) + "]"
        self.sql(f"""
            DELETE FROM gamification.profile_metric WHERE organization_id = '{self.name}';
            INSERT INTO gamification.metric_definition (
              organization_id, metric_definition_id, display_name, unit, dividend_measure_ids,
              divisor_measure_ids, factor, create_time)
            SELECT '{self.name}', md5('{self.name}-definition-' || place)::uuid, measure,
              CASE WHEN measure LIKE '%_seconds' THEN 'seconds' ELSE 'number' END,
              ARRAY[measure], '{{}}', 1, now()
            FROM unnest({measures}) WITH ORDINALITY AS one (measure, place);
            INSERT INTO gamification.profile_metric (
              organization_id, profile_metric_id, profile_id, metric_definition_id, position,
              create_time)
            SELECT '{self.name}', {self.metric_id('number')}, profile_id,
              md5('{self.name}-definition-' || number % {len(MEASURES)} + 1)::uuid::text, number,
              now()
            FROM gamification.profile, generate_series(0, {self.metrics - 1}) AS number
            WHERE organization_id = '{self.name}' AND organization_default;
            INSERT INTO gamification.profile_metric_version (
              organization_id, profile_metric_id, version, start_workday, display_name, precision,
              objective_kind, zone_lower_values, zone_upper_values, zone_lower_points,
              zone_upper_points, zone_levels, queue_ids, media_types, topics, topic_match, form_ids,
              enabled, caller, update_time)
            SELECT '{self.name}', {self.metric_id('number')}, 1, '{self.today - timedelta(400)}',
              'Metric ' || number, 0, 'scaled', '{{0,1000}}', '{{1000,NULL}}', '{{0,1000}}',
              '{{1000,1000}}', '{{NULL,NULL}}',
              ARRAY['queue-' || number / {len(MEASURES)} + 1], '{{}}', '{{}}', 'all', '{{}}', true,
              'service:operator', now()
            FROM generate_series(0, {self.metrics - 1}) AS number;
            UPDATE gamification.rule_revision SET revision = revision + 1
            WHERE organization_id = '{self.name}'""")

    @staticmethod
    def person(number):
        """SQL of the id of a person."""
        return f"'agent-' || lpad(({number})::text, 6, '0')"

    def metric_id(self, number):
        """SQL of the id of a metric."""
        return f"md5('{self.name}-metric-' || {number})::uuid"

    def metric_ids(self):
        return self.sql(
            f"SELECT {self.metric_id('number')}"
            f" FROM generate_series(0, {self.metrics - 1}) AS number").split()

    def plan(self, days, people=None):
        """The options that say which facts there are."""
        return [
            "--people", people or self.people, "--days", ",".join(map(str, days)), "--metrics",
            self.metrics]

    def fill(self, days):
        """Gives everybody facts and points of workdays.

        The service itself writes those of some people; a workday of anybody else is that of one of
        them, by chance, with the ledger's posting. So every row is one that the service has made.
        """
        written = min(TEMPLATE_PEOPLE, self.people)
        self.service.call(["upload"], self.name, *self.plan(days, written))
        for table, replaced in [
            ("person_day", {"team_id": "'team-' || number % 200"}),
            ("ledger_posting", {"ledger_posting_id": "gen_random_uuid()"})]:
            self.copy_rows(table, {"person_id": self.person("number"), **replaced}, days, written)
        self.check_sums()
        # Index-only scans see then what everybody sees.
        self.sql("VACUUM ANALYZE")
        self.sql("CHECKPOINT")

    def copy_rows(self, table, replaced, days, written):
        columns = self.sql(f"""
            SELECT column_name FROM information_schema.columns
            WHERE table_schema = 'gamification' AND table_name = '{table}'
              AND column_name <> 'transaction_id' ORDER BY ordinal_position""").split()
        values = ", ".join(replaced.get(column, f"written.{column}") for column in columns)
        chosen = f"(hashint8(number::bigint * 4096 + place)::bigint & 2147483647) % {written}"
        dates = ",".join(f"'{day}'" for day in days)
        self.sql(f"""
            INSERT INTO gamification.{table} ({", ".join(columns)})
            SELECT {values}
            FROM generate_series({written}, {self.people - 1}) AS number
            CROSS JOIN unnest(ARRAY[{dates}]::date[]) WITH ORDINALITY AS day (workday, place)
            JOIN gamification.{table} AS written
              ON written.organization_id = '{self.name}' AND written.workday = day.workday
              AND written.person_id = {self.person(chosen)}""")

    def check_sums(self):
        """Fails unless the ledger of each person adds up to the points of the workdays."""
        wrong = self.sql(f"""
            SELECT count(*) FROM (
              SELECT person_id, sum(points_e2) AS points, count(*) AS rows
              FROM gamification.person_day
              WHERE organization_id = '{self.name}' GROUP BY person_id) AS day
            FULL JOIN (
              SELECT person_id, sum(points_e2) AS points, count(*) AS rows
              FROM gamification.ledger_posting
              WHERE organization_id = '{self.name}' GROUP BY person_id) AS ledger
            USING (person_id)
            WHERE (day.points, day.rows) IS DISTINCT FROM (ledger.points, ledger.rows)""")
        people = self.sql(
            "SELECT count(DISTINCT person_id) FROM gamification.person_day"
            f" WHERE organization_id = '{self.name}' AND points_e2 > 0")
        if int(wrong) != 0 or int(people) != self.people:
            raise BenchmarkError(
                f"{wrong.strip()} ledgers are wrong, {people.strip()} people have points")
