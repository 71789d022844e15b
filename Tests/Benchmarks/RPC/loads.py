"""Loading a server with h2load, and making sure that what was measured was calls that succeed."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from processes import LOAD_CORE, BenchmarkError

LOAD_SECONDS_MAX = 300
GRPC_HEADERS = ["-H", "content-type: application/grpc", "-H", "te: trailers"]


@dataclass
class Load:
    """What one run of h2load has shown."""

    cpu_microseconds: float  # of the server, per request
    requests_per_second: float


def run(command, seconds_max=LOAD_SECONDS_MAX):
    result = subprocess.run(
        ["taskset", "-c", str(LOAD_CORE), *map(str, command)],
        capture_output=True, text=True, errors="replace", timeout=seconds_max)
    if result.returncode != 0:
        raise BenchmarkError(f"{command[0]} failed: {result.stdout}{result.stderr}")
    return result.stdout


class LoadGenerator:
    """Sends the methods' requests; bodies lie in files of a folder."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def body(self, method):
        path = self.folder / method.name
        if not path.exists():
            path.write_bytes(method.body)
        return path

    def check_status(self, server, method):
        """Fails unless a call ends with `grpc-status: 0`, which h2load does not look at."""
        output = run(
            ["nghttp", "-v", "-d", self.body(method), *GRPC_HEADERS, server.url(method.path)], 30)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
        if "grpc-status: 0" not in plain:
            raise BenchmarkError(f"{method.name} does not succeed:\n{plain}")

    def call(self, server, method, connections, streams, count, extra=()):
        """Makes `count` calls; fails unless each is answered by as many bytes as it must be."""
        arguments = ["-d", self.body(method), *GRPC_HEADERS, *extra]
        return self.request(
            server, method.path, connections, streams, count, method.answer_bytes, arguments)

    def request(self, server, path, connections, streams, count, answer_bytes, arguments=()):
        before = server.cpu_seconds()
        output = run([
            "h2load", "-t1", "-n", count, "-c", connections, "-m", streams, *arguments,
            server.url(path)])
        cpu = server.cpu_seconds() - before
        succeeded = int(re.search(r"(\d+) succeeded", output).group(1))
        status_ok = int(re.search(r"status codes: (\d+) 2xx", output).group(1))
        received = int(re.search(r"\((\d+)\) data", output).group(1))
        if succeeded != count or status_ok != count or received != count * answer_bytes:
            raise BenchmarkError(
                f"of {count} requests to {path} {succeeded} succeeded, {status_ok} with 2xx; "
                f"{received} bytes of {count * answer_bytes}")
        per_second = float(re.search(r"finished in .*?, ([\d.]+) req/s", output).group(1))
        return Load(cpu / count * 1e6, per_second)

    def latencies(self, server, method, connections, streams, count, per_second):
        """Microseconds of each call at a given rate, in ascending order."""
        log = self.folder / "latencies"
        log.unlink(missing_ok=True)
        rate = max(1, round(per_second / connections))
        self.call(
            server, method, connections, streams, count,
            ["--rps", rate, "--log-file", log])
        return sorted(int(line.split()[2]) for line in log.read_text().splitlines())
