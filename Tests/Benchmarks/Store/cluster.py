"""A private PostgreSQL that syncs its files as an operator's does."""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path


class BenchmarkError(Exception):
    """Says what went wrong, without a backtrace."""


def binaries():
    """The folder of the newest PostgreSQL of this machine."""
    found = sorted(
        glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: float(path.split("/")[-2]))
    if not found:
        raise BenchmarkError("PostgreSQL is not installed: run `make packages`")
    return Path(found[-1])


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Cluster:
    """Started by `with`, ended and removed behind it."""

    def __init__(self, settings=()):
        self.settings = ["-c" + setting for setting in settings]
        self.binaries = binaries()
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="laurel-bench-"))
        account = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        self.identity = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
        if account:
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.run(
            "initdb", "--pgdata", self.folder / "data", "--username=postgres", "--auth=trust",
            "--encoding=UTF8", "--locale=C", **self.identity)
        self.server = subprocess.Popen(
            [
                self.binaries / "postgres", "-D", self.folder / "data", "-p", str(self.port),
                "-clisten_addresses=127.0.0.1", "-cunix_socket_directories=",
                "-cmax_connections=200", "-clog_min_messages=fatal", *self.settings],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            **self.identity)
        for _ in range(200):
            if self.server.poll() is not None:
                break
            ready = subprocess.run(
                [self.binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)],
                check=False)
            if ready.returncode == 0:
                return self
            time.sleep(0.05)
        self.__exit__()
        raise BenchmarkError("PostgreSQL did not start")

    def __exit__(self, *_):
        # Asks for a fast shutdown, which does not wait for clients.
        self.server.send_signal(signal.SIGINT)
        try:
            self.server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program, *arguments, **options):
        """Runs a program of PostgreSQL and returns what it prints."""
        done = subprocess.run(
            [self.binaries / program, *map(str, arguments)], cwd=self.folder, text=True,
            capture_output=True, timeout=600, check=False, **options)
        if done.returncode != 0:
            raise BenchmarkError(f"{program} failed: {done.stderr.strip()}")
        return done.stdout

    def sql(self, text):
        return self.run("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.url, "-c", text)
