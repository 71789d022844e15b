"""What is measured, and what each result has to be against each peer."""

import mmap
import statistics
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import connections
import messages
from loads import LoadGenerator
from processes import LOAD_CORE, BenchmarkError, FileServer, Process, Server

OURS, GRPC_SWIFT, GRPC_CPP, CEILING = "laurel", "grpc-swift-2", "gRPC C++", "nghttpd"
PEERS = [GRPC_SWIFT, GRPC_CPP]
IDLE_CONNECTIONS = 1000
CLIENT_SECONDS_MAX = 300


@dataclass(frozen=True)
class Target:
    """A bound of the ratio of our value to a peer's."""

    bound: float
    is_maximum: bool = True

    def holds(self, ratio):
        return ratio <= self.bound if self.is_maximum else ratio >= self.bound

    def __str__(self):
        return f"{'<=' if self.is_maximum else '>='} {self.bound:.3g}"


@dataclass
class Result:
    """One line of the table: the values of each side, one for each round."""

    title: str
    unit: str
    targets: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    unavailable: str = ""

    def add(self, side, value):
        self.values.setdefault(side, []).append(value)

    def median(self, side):
        return statistics.median(self.values[side])

    def ratio(self, peer):
        """The median of the rounds' ratios of our value to the peer's."""
        pairs = zip(self.values[OURS], self.values[peer])
        return statistics.median(ours / theirs for ours, theirs in pairs)

    def falls_short(self):
        """Whether a target is missed, or was not measured."""
        if self.unavailable:
            return bool(self.targets)
        return any(not target.holds(self.ratio(peer)) for peer, target in self.targets.items())


def at_most(swift, cpp=None):
    targets = {GRPC_SWIFT: Target(swift)}
    if cpp is not None:
        targets[GRPC_CPP] = Target(cpp)
    return targets


def at_least(swift, cpp):
    return {GRPC_SWIFT: Target(swift, False), GRPC_CPP: Target(cpp, False)}


class Benchmark:
    """The programs that are compared, and how they are measured."""

    def __init__(self, programs, allocation_counter, folder, rounds, scale):
        self.programs = programs
        self.allocation_counter = allocation_counter
        self.folder = Path(folder)
        self.rounds = rounds
        self.scale = scale
        self.load = LoadGenerator(folder)
        self.certificate = None

    def count(self, number, streams=1):
        """A number of requests, scaled, and enough for every stream to have some."""
        return max(round(number * self.scale), 2 * streams)

    # Servers

    def serve(self, side, tls=False, environment=None):
        command = [self.programs[side]]
        if side != GRPC_CPP:
            command.append("serve")
        if tls:
            certificate, key = self.make_certificate()
            command += ["--tls-certificate", certificate, "--tls-private-key", key]
        return Server(command, tls, environment)

    def make_certificate(self):
        if self.certificate is None:
            certificate, key = self.folder / "certificate.pem", self.folder / "key.pem"
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificate,
                 "-days", "2", "-subj", "/CN=localhost", "-addext",
                 "subjectAltName=DNS:localhost,IP:127.0.0.1"],
                check=True, capture_output=True, timeout=30)
            self.certificate = certificate, key
        return self.certificate

    def each_round(self, measure, sides=(OURS, *PEERS)):
        """Calls `measure` for each side in turn, round after round."""
        for _ in range(self.rounds):
            for side in sides:
                measure(side)

    # Rows

    def unary(self, shape, number, cpu_targets, rate_targets=None, tls=False):
        """CPU per call and, where asked for, calls per second."""
        clients, streams = shape
        name = f"unary {clients} x {streams}{' TLS' if tls else ''}"
        cpu = Result(f"{name}: CPU per call", "us", cpu_targets)
        rate = Result(f"{name}: calls per second", "1/s", rate_targets or {})
        results = [cpu, rate] if rate_targets else [cpu]
        number = self.count(number, clients * streams)

        def measure(side):
            with self.serve(side, tls) as server:
                self.load.check_status(server, messages.ECHO)
                self.load.call(server, messages.ECHO, clients, streams, max(
                    number // 10, 2 * clients * streams))
                load = self.load.call(server, messages.ECHO, clients, streams, number)
            cpu.add(side, load.cpu_microseconds)
            rate.add(side, load.requests_per_second)

        self.each_round(measure)
        return results

    def streaming(self, title, method, targets):
        """CPU per message at 4 connections with 4 calls of 1,000 messages each."""
        result = Result(f"{title} streaming 4 x 4: CPU per message", "us", targets)
        number = self.count(160, 16)

        def measure(side):
            with self.serve(side) as server:
                self.load.check_status(server, method)
                self.load.call(server, method, 4, 4, 32)
                load = self.load.call(server, method, 4, 4, number)
            result.add(side, load.cpu_microseconds / method.messages)

        self.each_round(measure)
        return [result]

    def client(self, targets):
        """CPU per call of a client with 100 calls in flight against our server.

        Our callers run on the thread of the connection, which grpc-swift-2 has no way to ask for,
        and for comparison as its callers do, on other threads.
        """
        title = "client, 100 in flight: CPU per call"
        results = [Result(title, "us", targets), Result(f"{title}, other threads", "us")]
        number = self.count(50_000, 100) // 100 * 100

        def measure(side):
            command = [self.programs[side], "client", "--calls", number, "--in-flight", 100]
            if side == OURS:
                results[0].add(side, self.client_cpu([*command, "--on-loop"], number))
            cpu = self.client_cpu(command, number)
            results[1].add(side, cpu)
            if side != OURS:
                results[0].add(side, cpu)

        self.each_round(measure, (OURS, GRPC_SWIFT))
        return results

    def client_cpu(self, command, number):
        """Microseconds of the processor that a client takes for each of its calls."""
        with self.serve(OURS) as server:
            with Process([*command, "--port", server.port], LOAD_CORE) as client:
                self.expect(client, "ready")
                before = client.cpu_seconds()
                client.write_line()
                self.expect(client, "done")
                return (client.cpu_seconds() - before) / number * 1e6

    @staticmethod
    def expect(client, word):
        if client.read_line(CLIENT_SECONDS_MAX) != word:
            raise BenchmarkError(f"the client does not say {word}")

    def idle_memory(self, targets):
        """Resident bytes that a connection adds after one call on it."""
        result = Result(
            f"memory per idle connection, of {IDLE_CONNECTIONS:,}", "KB", targets)

        def measure(side):
            with self.serve(side) as server:
                held = [connections.open_used(server.port)]
                before = server.memory_bytes("VmRSS")
                held += [connections.open_used(server.port) for _ in range(IDLE_CONNECTIONS)]
                grown = server.memory_bytes("VmRSS") - before
                for connection in held:
                    connection.close()
            result.add(side, grown / IDLE_CONNECTIONS / 1000)

        self.each_round(measure)
        return [result]

    def busy_memory(self, targets):
        """The most memory that was resident at 100 connections with 10 calls each."""
        result = Result("resident memory at 100 x 10", "MB", targets)

        def measure(side):
            with self.serve(side) as server:
                self.load.call(server, messages.ECHO, 100, 10, self.count(60_000, 1000))
                result.add(side, server.memory_bytes("VmHWM") / 1e6)

        self.each_round(measure)
        return [result]

    def allocations(self, targets):
        """Allocations of the server per call, at 1 x 100."""
        allocations = Result("unary 1 x 100: allocations per call", "", targets)
        size = Result("unary 1 x 100: bytes allocated per call", "B")
        number = self.count(20_000, 100)
        path = self.folder / "allocations"

        def measure(side):
            path.write_bytes(bytes(16))
            environment = {
                "LD_PRELOAD": str(self.allocation_counter), "COUNT_ALLOCATIONS_FILE": str(path)}
            with open(path, "r+b") as file, mmap.mmap(file.fileno(), 16) as counters:
                with self.serve(side, environment=environment) as server:
                    self.load.call(server, messages.ECHO, 1, 100, number)
                    before = struct.unpack("QQ", counters[:])
                    self.load.call(server, messages.ECHO, 1, 100, number)
                    after = struct.unpack("QQ", counters[:])
            allocations.add(side, (after[0] - before[0]) / number)
            size.add(side, (after[1] - before[1]) / number)

        self.each_round(measure)
        return [allocations, size]

    def latency(self):
        """Latency at half of what the slowest side can do at 10 x 10."""
        p50 = Result("p50 latency, 10 x 10 at half of the slowest side's rate", "us")
        p99 = Result("p99 latency, 10 x 10 at half of the slowest side's rate", "us")
        number = self.count(20_000, 100)
        rates = []
        for side in (OURS, *PEERS):
            with self.serve(side) as server:
                self.load.call(server, messages.ECHO, 10, 10, number)
                rates.append(
                    self.load.call(server, messages.ECHO, 10, 10, number).requests_per_second)

        def measure(side):
            with self.serve(side) as server:
                self.load.call(server, messages.ECHO, 10, 10, number // 10)
                times = self.load.latencies(
                    server, messages.ECHO, 10, 10, number, min(rates) / 2)
            p50.add(side, times[len(times) // 2])
            p99.add(side, times[len(times) * 99 // 100])

        self.each_round(measure)
        return [p50, p99]

    def growth(self, files_max):
        """CPU per call and memory from 1 to 10,000 connections with one call at a time each.

        A peer that does not answer all calls is told of, and has no values.
        """
        results = []
        for clients in (1, 100, 1000, 10_000):
            cpu = Result(f"{clients:,} connections: CPU per call", "us")
            memory = Result(f"{clients:,} connections: resident memory", "MB")
            results += [cpu, memory]
            if files_max < clients + 100:
                cpu.unavailable = memory.unavailable = f"only {files_max} open files are allowed"
                continue
            number = self.count(40_000 if clients > 1 else 10_000, clients)
            for side in (OURS, *PEERS):
                try:
                    with self.serve(side) as server:
                        self.load.call(server, messages.ECHO, clients, 1, 2 * clients)
                        load = self.load.call(server, messages.ECHO, clients, 1, number)
                        resident = server.memory_bytes("VmHWM") / 1e6
                except BenchmarkError as error:
                    if side == OURS:
                        raise
                    print(f"{side} with {clients:,} connections: {error}", file=sys.stderr)
                    continue
                cpu.add(side, load.cpu_microseconds)
                memory.add(side, resident)
        return results

    def ceiling(self):
        """Our unary call against a file of the same size from nghttpd."""
        results = []
        (self.folder / "files").mkdir(exist_ok=True)
        (self.folder / "files" / "answer").write_bytes(messages.ECHO.body)
        for clients, streams in ((1, 100), (10, 10)):
            result = Result(
                f"ceiling {clients} x {streams}: CPU per request", "us", {CEILING: Target(1.5)})
            number = self.count(60_000, clients * streams)
            for _ in range(self.rounds):
                with self.serve(OURS) as server:
                    self.load.call(server, messages.ECHO, clients, streams, number // 10)
                    load = self.load.call(server, messages.ECHO, clients, streams, number)
                    result.add(OURS, load.cpu_microseconds)
                with FileServer(self.folder / "files") as server:
                    size = len(messages.ECHO.body)
                    for count in (number // 10, number):
                        load = self.load.request(
                            server, "/answer", clients, streams, count, size)
                    result.add(CEILING, load.cpu_microseconds)
            results.append(result)
        return results

    def rows(self, files_max):
        """Every row by its name, in the order of the table."""
        many, rate = at_most(1 / 15, 1 / 3), at_least(7, 2)
        tls = at_most(1 / 8, 0.6)
        shapes = {"1x100": (1, 100), "10x10": (10, 10), "100x10": (100, 10)}
        rows = {"unary-1x1": lambda: self.unary((1, 1), 20_000, at_most(1 / 6, 0.9))}
        for name, shape in shapes.items():
            rows[f"unary-{name}"] = lambda shape=shape: self.unary(shape, 60_000, many, rate)
        for name, shape in shapes.items():
            rows[f"tls-{name}"] = lambda shape=shape: self.unary(shape, 60_000, tls, tls=True)
        rows |= {
            "stream-server": lambda: self.streaming(
                "server", messages.SERVER_STREAM, at_most(1 / 6, 0.6)),
            "stream-client": lambda: self.streaming(
                "client", messages.CLIENT_STREAM, at_most(1 / 12, 0.6)),
            "stream-bidirectional": lambda: self.streaming(
                "bidirectional", messages.BIDIRECTIONAL_STREAM, at_most(1 / 10, 0.6)),
            "client": lambda: self.client(at_most(1 / 12)),
            "memory-idle": lambda: self.idle_memory(at_most(0.6, 1.1)),
            "memory-busy": lambda: self.busy_memory(at_most(0.5, 1.1)),
            "allocations": lambda: self.allocations(at_most(1 / 5)),
            "latency": self.latency,
            "growth": lambda: self.growth(files_max),
            "ceiling": self.ceiling,
        }
        return rows
