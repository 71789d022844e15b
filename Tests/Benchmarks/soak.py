#!/usr/bin/env python3
"""Loads a server with everything that callers do, for long, and sees whether its memory grows.

One server process; one process with callers of every kind of `rpc-bench load`: some stay, some come
and go in the middle of calls, some cancel, some give too little time, some sit behind connections
that drain every few seconds or that this script cuts. Ten times a second the resident memory of
both processes is looked at; before that they warm up, for a third of the time or eight minutes.
Exits with 1 when the median of the last quarter exceeds that of the first by more than 5 % in
either process, when a call ended in a way that its kind of caller does not explain, when a process
ended, or when the server kept sockets or did not drain.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import socket
import statistics
import struct
import sys
import time
from pathlib import Path

GROWTH_MAX = 1.05
AGE_SECONDS = 3
CUT_SECONDS_MAX = 3
# Large messages come and go in less than a second, so single looks lie far apart.
LOOK_SECONDS = 0.1
# The heap grows each time more large messages than ever before happen to come together: in a run of
# 24 minutes by 4 MiB within the first eight, after which it stayed between 38 and 41 MiB.
WARM_UP_SECONDS = 480
START_SECONDS_MAX = 30
END_SECONDS_MAX = 60


class SoakError(Exception):
    """Something that a server or a client must not do."""


class Process:
    """A program that talks by lines."""

    def __init__(self, name, child):
        self.name, self.child, self.samples = name, child, []

    @classmethod
    async def start(cls, name, *command):
        child = await asyncio.create_subprocess_exec(
            *map(str, command), stdout=asyncio.subprocess.PIPE)
        return cls(name, child)

    async def read_line(self):
        async with asyncio.timeout(START_SECONDS_MAX):
            line = (await self.child.stdout.readline()).decode().split()
        if not line:
            raise SoakError(f"the {self.name} has ended")
        return line

    def resident_bytes(self):
        try:
            pages = int(Path(f"/proc/{self.child.pid}/statm").read_text().split()[1])
        except (FileNotFoundError, IndexError) as error:
            raise SoakError(f"the {self.name} has ended") from error
        return pages * os.sysconf("SC_PAGE_SIZE")

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def socket_count(self):
        folder, count = Path(f"/proc/{self.child.pid}/fd"), 0
        for entry in folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                count += os.readlink(entry).startswith("socket:")
        return count

    async def end(self):
        """Asks the process to end; what it still says."""
        self.child.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(END_SECONDS_MAX):
                output, _ = await self.child.communicate()
        except TimeoutError as error:
            raise SoakError(f"the {self.name} does not end") from error
        if self.child.returncode:
            raise SoakError(f"the {self.name} ended with {self.child.returncode}")
        return output.decode().splitlines()

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            self.child.kill()


class Cutter:
    """Forwards connections and cuts each after a while, in the middle of whatever passes."""

    def __init__(self, port):
        self.port, self.count, self.tasks = port, 0, set()

    async def start(self):
        self.server = await asyncio.start_server(self.forward, "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()[1]

    async def forward(self, near_reader, near_writer):
        with contextlib.suppress(ConnectionError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
            pumps = [asyncio.create_task(pump(near_reader, far_writer)),
                     asyncio.create_task(pump(far_reader, near_writer))]
            life = random.uniform(0.05, CUT_SECONDS_MAX)
            await asyncio.wait(pumps, timeout=life, return_when=asyncio.FIRST_COMPLETED)
            self.count += 1
            for task in pumps:
                task.cancel()
            for writer in (near_writer, far_writer):
                cut(writer)

    def stop(self):
        self.server.close()


async def pump(reader, writer):
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()


def cut(writer):
    """Ends a connection: half of them politely, half with a reset, as from a host that is gone."""
    if random.random() < 0.5:
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def mebibytes(number):
    return f"{number / 1048576:.1f} MiB"


def show_memory(process):
    """Prints first and last quarter; whether the memory has stayed as it was."""
    quarter = max(1, len(process.samples) // 4)
    first = statistics.median(process.samples[:quarter])
    last = statistics.median(process.samples[-quarter:])
    print(f"{process.name:<8} RSS: first quarter {mebibytes(first)}, last {mebibytes(last)}, "
          f"ratio {last / first:.3f}, most {mebibytes(max(process.samples))}")
    return last / first <= GROWTH_MAX


def show_calls(lines):
    """Prints the counts of the load; the number of outcomes without an explanation."""
    unexplained, counts = None, {}
    for line in lines:
        word, *rest = line.split(" ", 3)
        if word == "count":
            counts.setdefault(rest[0], []).append((rest[1], int(rest[2])))
        elif word == "unexplained":
            unexplained = int(rest[0])
        else:
            print(line)
    if unexplained is None:
        raise SoakError("the load told no counts")
    for kind, outcomes in counts.items():
        print(f"{kind:<12}" + ", ".join(f"{name} {count:,}" for name, count in outcomes))
    total = sum(count for outcomes in counts.values() for _, count in outcomes)
    print(f"{total:,} calls, {unexplained} unexplained")
    return unexplained


async def watch(processes, seconds):
    """Looks at the memory again and again, and counts nothing of the time for warming up."""
    warm_up = min(WARM_UP_SECONDS, seconds / 3)
    begin = time.monotonic()
    end, next_look, next_report = begin + warm_up + seconds, begin, begin + 60
    while next_look < end:
        await asyncio.sleep(max(0, next_look - time.monotonic()))
        for process in processes:
            resident = process.resident_bytes()
            if next_look >= begin + warm_up:
                process.samples.append(resident)
            if next_look >= next_report:
                print(f"minute {(next_look - begin) / 60:.0f}: {process.name} "
                      f"{mebibytes(resident)}", flush=True)
        if next_look >= next_report:
            next_report += 60
        next_look += LOOK_SECONDS
    return warm_up + seconds


async def soak(program, seconds):
    started = []
    try:
        server = await Process.start(
            "server", program, "serve", "--probe", "soak", "--age-max", AGE_SECONDS)
        started.append(server)
        port, aged_port = [int((await server.read_line())[1]) for _ in range(2)]
        sockets = server.socket_count()
        cutter = Cutter(port)
        cut_port = await cutter.start()
        load = await Process.start(
            "client", program, "load", "--steady", port, "--aged", aged_port, "--cancelling", port,
            "--hurried", port, "--restless", port, "--cut", cut_port)
        started.append(load)
        await load.read_line()
        whole_seconds = await watch(started, seconds)

        cpu = server.cpu_seconds()
        lines = await load.end()
        cutter.stop()
        print(f"== {whole_seconds / 60:g} min with warming up, {cpu:.0f} s of processor time of the server, "
              f"{cutter.count} connections cut")
        unexplained = show_calls(lines)
        is_flat = all([show_memory(process) for process in started])
        end = time.monotonic() + 10
        while server.socket_count() > sockets and time.monotonic() < end:
            await asyncio.sleep(0.2)
        left = server.socket_count() - sockets
        print(f"sockets of the server that are left: {left}")
        await server.end()
        return unexplained == 0 and is_flat and left == 0
    finally:
        for process in started:
            process.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=24)
    parser.add_argument("--program", default=".build/release/rpc-bench")
    arguments = parser.parse_args()
    try:
        is_good = asyncio.run(soak(arguments.program, arguments.minutes * 60))
    except (SoakError, TimeoutError) as error:
        print(f"FAILED: {error!r}", file=sys.stderr)
        is_good = False
    print("soak: good" if is_good else "soak: FAILED")
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
