"""Calls an echo server through a balancer with the official Python gRPC library.

    forwarding_client.py check --target HOST:PORT --server HOST:PORT [--server ...] [--peer]
    forwarding_client.py load --target HOST:PORT

`check` makes calls of every kind and exits with 1 at the first that goes wrong; the servers are
asked directly, past the balancer, what they saw; without any, the one server behind it. `--peer`
wants the servers to know the address of this client. `load` prints `ready`, makes calls of all four
shapes until a line comes in, and prints how many ended well at which server, and what failed. The
servers run `rpc-bench serve --probe`.
"""

import argparse
import os
import sys
import threading
import time
import uuid

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from laurel.benchmark.v1 import echo_pb2 as pb
from laurel.benchmark.v1 import echo_pb2_grpc

# Long enough for a machine that is busy with other tests; nothing waits for it when all is well.
TIMEOUT = 20
LARGE = 3 * 1024 * 1024


class Failure(Exception):
    """Something that is not as it has to be."""


def expect(actual, expected, what):
    if actual != expected:
        raise Failure(f"{what}: {actual!r} instead of {expected!r}")


def entry(title="A call about an invoice"):
    return pb.Entry(entry_id="7f9c2ba4-e88f-427a", title=title, score=0.875, counts=[3, 14, 159],
                    author=pb.Author(name="A. Person", number=4711))


def eventually(read, expected, what):
    """Asks again for some seconds until the answer is the expected one."""
    end = time.monotonic() + TIMEOUT
    while (actual := read()) != expected and time.monotonic() < end:
        time.sleep(0.02)
    expect(actual, expected, what)


class Client:
    """A connection of its own to the balancer or a server."""

    def __init__(self, target):
        self.channel = grpc.insecure_channel(target, options=[
            ("grpc.use_local_subchannel_pool", 1), ("grpc.enable_http_proxy", 0)])
        self.service = echo_pb2_grpc.EchoServiceStub(self.channel)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.channel.close()

    def echo(self, title="A call about an invoice", **options):
        """One unary call: the metadata before and after the response."""
        sent = entry(title)
        response, call = self.service.Echo.with_call(
            pb.EchoRequest(entry=sent), timeout=options.pop("timeout", TIMEOUT), **options)
        expect(response.entry, sent, "the answer of Echo")
        return dict(call.initial_metadata()), dict(call.trailing_metadata())


class Requests:
    """Requests of a call that are sent when a test says so."""

    def __init__(self):
        self.items, self.changed, self.ended = [], threading.Condition(), False

    def send(self, item):
        with self.changed:
            self.items.append(item)
            self.changed.notify()

    def finish(self):
        with self.changed:
            self.ended = True
            self.changed.notify()

    def __iter__(self):
        return self

    def __next__(self):
        with self.changed:
            self.changed.wait_for(lambda: self.items or self.ended)
            if self.items:
                return self.items.pop(0)
        raise StopIteration


def bidirectional(title="x"):
    return pb.BidirectionalStreamRequest(entry=entry(title))


def check_shapes(client):
    client.echo()
    answers = client.service.ServerStream(
        pb.ServerStreamRequest(entry=entry(), repeat_count=300), timeout=TIMEOUT)
    expect([answer.entry for answer in answers], [entry()] * 300, "the answers of ServerStream")
    answer = client.service.ClientStream(
        (pb.ClientStreamRequest(entry=entry(str(index))) for index in range(300)), timeout=TIMEOUT)
    expect(answer.entry_count, 300, "the answer of ClientStream")
    requests = Requests()
    answers = client.service.BidirectionalStream(requests, timeout=TIMEOUT)
    for index in range(50):
        requests.send(bidirectional(str(index)))
        expect(next(answers).entry.title, str(index), "an answer before the next request")
    requests.finish()
    expect(list(answers), [], "answers after the last request")
    expect(answers.code(), grpc.StatusCode.OK, "the end of BidirectionalStream")


def check_large_messages(client):
    title = "x" * LARGE
    client.echo(title)
    answers = client.service.ServerStream(
        pb.ServerStreamRequest(entry=entry(title), repeat_count=4), timeout=TIMEOUT)
    expect([len(answer.entry.title) for answer in answers], [LARGE] * 4, "large answers")
    answer = client.service.ClientStream(
        (pb.ClientStreamRequest(entry=entry(title)) for _ in range(4)), timeout=TIMEOUT)
    expect(answer.entry_count, 4, "large requests")
    answers = client.service.BidirectionalStream(
        (bidirectional(title) for _ in range(3)), timeout=TIMEOUT)
    expect([answer.entry.title == title for answer in answers], [True] * 3, "large both ways")


def check_metadata(client):
    sent = bytes(range(256))
    metadata = (("probe-initial", "first"), ("probe-trailing-bin", sent))
    initial, trailing = client.echo(metadata=metadata)
    expect(initial.get("probe-initial"), "first", "metadata before the response")
    expect(trailing.get("probe-trailing-bin"), sent, "metadata after the response")
    call = client.service.BidirectionalStream(iter([bidirectional()]), metadata=metadata,
                                              timeout=TIMEOUT)
    expect(dict(call.initial_metadata()).get("probe-initial"), "first", "metadata of a stream")
    expect(len(list(call)), 1, "the answers of a stream")
    expect(dict(call.trailing_metadata()).get("probe-trailing-bin"), sent, "metadata at its end")


def check_failure(call, code, what):
    """Runs a call that the server refuses, and looks at the status and its details."""
    try:
        call()
    except grpc.RpcError as error:
        expect(error.code(), code, what)
        expect(error.details(), "Refused as asked: 100 % für 1 €.", f"{what}: message")
        details = rpc_status.from_call(error).details
        info, request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
        expect([details[0].Unpack(info), details[1].Unpack(request)], [True] * 2, f"{what}: types")
        expect((info.reason, info.domain, dict(info.metadata)),
               ("PROBE_STATUS", "probe.laurel", {"code": code.name}), f"{what}: ErrorInfo")
        expect(request.field_violations[0].field, "entry.title", f"{what}: BadRequest")
    else:
        raise Failure(f"{what}: the call succeeded")


def check_failures(client):
    for code in grpc.StatusCode:
        if code is grpc.StatusCode.OK:
            continue
        metadata = (("probe-status", str(code.value[0])),)
        check_failure(lambda: client.echo(metadata=metadata), code, f"{code.name} alone")
        seen = []

        def stream():
            for answer in client.service.ServerStream(
                    pb.ServerStreamRequest(entry=entry(), repeat_count=3), metadata=metadata,
                    timeout=TIMEOUT):
                seen.append(answer)

        check_failure(stream, code, f"{code.name} after answers")
        expect(len(seen), 3, f"answers before {code.name}")
    try:
        client.channel.unary_unary("/laurel.benchmark.v1.EchoService/Missing")(b"", timeout=TIMEOUT)
    except grpc.RpcError as error:
        expect(error.code(), grpc.StatusCode.UNIMPLEMENTED, "a method that does not exist")


def outcome(servers, key):
    """What became of a call, as whichever server had it remembers."""
    answers = {server.echo(metadata=(("probe-ask", key),))[1]["probe-answer"] for server in servers}
    return (answers - {"unknown"} or {"unknown"}).pop()


def check_deadline(client, servers):
    initial, _ = client.echo(timeout=15)
    left = int(initial["probe-deadline"])
    # The library rounds up.
    expect(0 < left <= 16_000, True, f"the deadline reaches the server ({left} ms)")
    key = str(uuid.uuid4())
    begin = time.monotonic()
    try:
        client.echo(timeout=0.4, metadata=(("probe-wait", "30000"), ("probe-key", key)))
    except grpc.RpcError as error:
        expect(error.code(), grpc.StatusCode.DEADLINE_EXCEEDED, "a call that takes too long")
    else:
        raise Failure("a call that waits for 30 s ended within 0.4 s")
    expect(time.monotonic() - begin < 10, True, "the deadline ends the call in time")
    eventually(lambda: outcome(servers, key), "cancelled", "the handler at the deadline")


def check_cancellation(client, servers):
    """A caller that goes away, in each shape and moment, ends the handler."""
    waiting = (("probe-wait", "30000"),)

    def unary(metadata):
        return client.service.Echo.future(
            pb.EchoRequest(entry=entry()), metadata=metadata + waiting, timeout=TIMEOUT)

    def server_stream(metadata):
        call = client.service.ServerStream(
            pb.ServerStreamRequest(entry=entry("x" * 10_000), repeat_count=1_000_000),
            metadata=metadata, timeout=TIMEOUT)
        expect(next(call).entry.title[:1], "x", "the first of many answers")
        return call

    def client_stream(metadata):
        requests = Requests()
        requests.send(pb.ClientStreamRequest(entry=entry()))
        return client.service.ClientStream.future(requests, metadata=metadata, timeout=TIMEOUT)

    def bidirectional_stream(metadata):
        requests = Requests()
        call = client.service.BidirectionalStream(requests, metadata=metadata, timeout=TIMEOUT)
        requests.send(bidirectional())
        expect(next(call).entry.title, "x", "the first of the answers")
        return call

    for start in (unary, server_stream, client_stream, bidirectional_stream):
        key = str(uuid.uuid4())
        call = start((("probe-key", key),))
        eventually(lambda: outcome(servers, key), "running", f"{start.__name__} at the server")
        call.cancel()
        eventually(
            lambda: outcome(servers, key), "cancelled", f"{start.__name__} that is cancelled")


def check_many_at_once(client):
    """More calls than a server allows at a time on one connection."""
    calls = [client.service.Echo.future(
        pb.EchoRequest(entry=entry()), metadata=(("probe-wait", "50"),), timeout=TIMEOUT)
        for _ in range(250)]
    expect([call.result().entry == entry() for call in calls], [True] * 250, "250 calls at once")


def own_addresses(port):
    """The ends of this process's connections to a port of 127.0.0.1, as the kernel tells."""
    inodes = set()
    for name in os.listdir("/proc/self/fd"):
        try:
            inodes.add(os.readlink(f"/proc/self/fd/{name}"))
        except FileNotFoundError:
            pass
    found = set()
    for table in ("tcp", "tcp6"):
        for line in open(f"/proc/self/net/{table}").read().splitlines()[1:]:
            fields = line.split()
            if int(fields[2].rsplit(":")[1], 16) == port and f"socket:[{fields[9]}]" in inodes:
                found.add(f"127.0.0.1:{int(fields[1].rsplit(':')[1], 16)}")
    return found


def check_peer(target):
    """The server sees the client's address behind the balancer, for each connection its own."""
    before = own_addresses(int(target.rsplit(":")[1]))
    with Client(target) as first, Client(target) as second:
        peers = [client.echo()[0]["probe-peer"] for client in (first, second, first)]
        own = own_addresses(int(target.rsplit(":")[1])) - before
        expect({peers[0], peers[1]}, own, "the callers' addresses at the server")
        expect(peers[2], peers[0], "the address of another call on the same connection")


def check(arguments):
    servers = [Client(server) for server in arguments.server or [arguments.target]]
    with Client(arguments.target) as client:
        check_shapes(client)
        check_large_messages(client)
        check_metadata(client)
        check_failures(client)
        check_deadline(client, servers)
        check_cancellation(client, servers)
        check_many_at_once(client)
    if arguments.peer:
        check_peer(arguments.target)
    for server in servers:
        server.channel.close()


class Load:
    """Calls without pause, and how they ended."""

    CHANNELS = 3
    # Through every reload, also calls that last longer than it.
    STREAM_SECONDS = 2

    def __init__(self, target):
        self.target, self.end = target, threading.Event()
        self.lock, self.counts, self.failures = threading.Lock(), {}, []

    def unary(self, client):
        initial, _ = client.echo()
        return initial

    def server_stream(self, client):
        call = client.service.ServerStream(
            pb.ServerStreamRequest(entry=entry(), repeat_count=20), timeout=TIMEOUT)
        expect(len(list(call)), 20, "the answers of ServerStream")
        return dict(call.initial_metadata())

    def client_stream(self, client):
        requests = (pb.ClientStreamRequest(entry=entry()) for _ in range(20))
        answer, call = client.service.ClientStream.with_call(requests, timeout=TIMEOUT)
        initial = dict(call.initial_metadata())
        expect(answer.entry_count, 20, f"the answer of ClientStream at {initial['probe-server']}")
        return initial

    def long_stream(self, client):
        requests = Requests()
        call = client.service.BidirectionalStream(requests, timeout=TIMEOUT)
        end = time.monotonic() + self.STREAM_SECONDS
        while time.monotonic() < end and not self.end.is_set():
            requests.send(bidirectional())
            expect(next(call).entry.title, "x", "an answer of a long stream")
            time.sleep(0.02)
        requests.finish()
        expect(list(call), [], "answers after the last request")
        return dict(call.initial_metadata())

    def make_calls(self, client, shape):
        while not self.end.is_set():
            begin = time.monotonic()
            try:
                server = shape(client)["probe-server"]
                with self.lock:
                    self.counts[server] = self.counts.get(server, 0) + 1
            except (grpc.RpcError, Failure) as error:
                text = (f"{error.code().name} {error.details()}"
                        if isinstance(error, grpc.RpcError) else str(error))
                with self.lock:
                    self.failures.append(
                        f"{shape.__name__} at {time.strftime('%T')}, "
                        f"after {time.monotonic() - begin:.3f} s: {text}")
                time.sleep(0.05)
            time.sleep(0.002)

    def run(self):
        clients = [Client(self.target) for _ in range(self.CHANNELS)]
        shapes = (self.unary, self.server_stream, self.client_stream, self.long_stream)
        threads = [threading.Thread(target=self.make_calls, args=(client, shape))
                   for client in clients for shape in shapes]
        for thread in threads:
            thread.start()
        print("ready", flush=True)
        sys.stdin.readline()
        self.end.set()
        for thread in threads:
            thread.join()
        for server, count in sorted(self.counts.items()):
            print(f"server {server} {count}")
        for failure in self.failures[:20]:
            print(f"failure {failure}")
        print(f"failures {len(self.failures)}", flush=True)
        for client in clients:
            client.channel.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=["check", "load"])
    parser.add_argument("--target", required=True)
    parser.add_argument("--server", action="append", default=[])
    parser.add_argument("--peer", action="store_true")
    arguments = parser.parse_args()
    if arguments.mode == "load":
        return Load(arguments.target).run()
    try:
        check(arguments)
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")


if __name__ == "__main__":
    main()
