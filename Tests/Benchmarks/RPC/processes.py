"""Starting, measuring and ending the programs of the benchmark."""

import contextlib
import os
import resource
import select
import signal
import socket
import subprocess
import time
from pathlib import Path

SERVER_CORE, LOAD_CORE = 0, 1
START_SECONDS_MAX = 20


class BenchmarkError(Exception):
    """Something that makes a measurement worthless."""


def raise_file_limit():
    """Lets this process and those it starts have as many open files as they may; the number."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A program on one core that talks by lines; ended when its block is left."""

    def __init__(self, command, core, environment=None):
        self.child = subprocess.Popen(
            ["taskset", "-c", str(core), *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGKILL)
        self.child.wait()
        self.child.stdin.close()
        self.child.stdout.close()

    def read_line(self, seconds_max):
        if not select.select([self.child.stdout], [], [], seconds_max)[0]:
            raise BenchmarkError(f"{self.child.args[3]} says nothing for {seconds_max} s")
        line = self.child.stdout.readline().decode().strip()
        if not line:
            raise BenchmarkError(f"{self.child.args[3]} has ended")
        return line

    def write_line(self):
        self.child.stdin.write(b"\n")
        self.child.stdin.flush()

    def cpu_seconds(self):
        """User and system time of all threads that live."""
        total = 0
        for task in Path(f"/proc/{self.child.pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError):
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def memory_bytes(self, name):
        """`VmRSS` (resident now) or `VmHWM` (the most it ever was)."""
        for line in Path(f"/proc/{self.child.pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
        raise BenchmarkError(f"the kernel does not tell {name}")


class Server(Process):
    """A server on its own core that says on which port it listens."""

    def __init__(self, command, tls=False, environment=None):
        super().__init__(command, SERVER_CORE, environment)
        word, number = self.read_line(START_SECONDS_MAX).split()
        if word != "port":
            raise BenchmarkError(f"{command[0]} did not name its port")
        self.port = int(number)
        self.scheme = "https" if tls else "http"

    def url(self, path):
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"


class FileServer(Process):
    """nghttpd with one thread: HTTP/2 in C++ with nothing behind it."""

    scheme = "http"

    def __init__(self, folder):
        self.port = free_port()
        super().__init__(
            ["nghttpd", "--no-tls", "-n1", "-a", "127.0.0.1", "-d", folder, self.port], SERVER_CORE
        )
        self.wait_until_it_listens()

    def wait_until_it_listens(self):
        end = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < end:
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            time.sleep(0.05)
        raise BenchmarkError("nghttpd does not listen")

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"
