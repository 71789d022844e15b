"""Drives two workers as the benchmark driver of the gRPC project does, and judges what they say.

One worker is the server and one the client, for a second or so each time: unary calls as fast as
they go, ping-pong on streams, calls at random with a given rate, bytes without protobuf, and, when
the workers have certificates, TLS.
"""

import argparse
import math
import sys
import time

from testing_protos import control_pb2, payloads_pb2, stats_pb2, truth, worker_service_pb2_grpc

import grpc

RESOLUTION, MAX_POSSIBLE = 0.01, 60e9
WARMUP_SECONDS, SECONDS = 0.3, 1.0


class Stream:
    """A call that is told one thing after the other and answers each."""

    def __init__(self, method, message):
        self.message = message
        self.requests = []
        self.ended = False
        self.call = method(self.outgoing(), timeout=60, wait_for_ready=True)

    def outgoing(self):
        while not self.ended or self.requests:
            if self.requests:
                yield self.requests.pop(0)
            else:
                time.sleep(0.001)

    def ask(self, **fields):
        self.requests.append(self.message(**fields))
        return next(self.call)

    def finish(self):
        """Ends the requests; the worker has to answer with success."""
        self.ended = True
        expect(list(self.call) == [], "a worker says nothing without being asked")
        expect(self.call.code() == grpc.StatusCode.OK, f"the stream ends: {self.call.code()}")


def expect(condition, what):
    if not condition:
        sys.exit(f"FAILED: {what}")


def mark(reset=True):
    return control_pb2.Mark(reset=reset)


def check_usage(stats, name, elapsed):
    expect(elapsed * 0.9 <= stats.time_elapsed <= elapsed * 1.5 + 0.5,
           f"{name}: {stats.time_elapsed} s have passed instead of {elapsed}")
    used = stats.time_user + stats.time_system
    expect(0 < stats.time_user and 0 < used < 64 * stats.time_elapsed,
           f"{name}: it has worked {used} s")


def check_latencies(data, name):
    expect(len(data.bucket) == int(math.log(MAX_POSSIBLE) / math.log(1 + RESOLUTION)) + 1,
           f"{name}: {len(data.bucket)} buckets")
    expect(sum(data.bucket) == data.count, f"{name}: the buckets hold all values")
    expect(1_000 < data.min_seen <= data.sum / data.count <= data.max_seen < 10e9,
           f"{name}: {data.min_seen} <= mean of {data.count} <= {data.max_seen} ns")
    expect(data.sum_of_squares >= data.sum ** 2 / data.count * 0.999,
           f"{name}: the squares are too small")


def percentile(data, percent):
    """In microseconds; the upper limit of the bucket."""
    wanted, seen = data.count * percent / 100, 0
    for number, count in enumerate(data.bucket):
        seen += count
        if seen >= wanted:
            return (1 + RESOLUTION) ** (number + 1) / 1000
    return 0


def run(workers, name, server_fields, client_fields, rate=None):
    server_worker, client_worker = workers
    server = Stream(server_worker.RunServer, control_pb2.ServerArgs)
    ready = server.ask(setup=control_pb2.ServerConfig(
        server_type=control_pb2.ASYNC_SERVER, **server_fields))
    expect(0 < ready.port < 65536 and ready.cores > 0, f"{name}: the server is ready: {ready}")
    config = control_pb2.ClientConfig(
        server_targets=[f"127.0.0.1:{ready.port}"], client_type=control_pb2.ASYNC_CLIENT,
        histogram_params=stats_pb2.HistogramParams(
            resolution=RESOLUTION, max_possible=MAX_POSSIBLE), **client_fields)
    if rate is None:
        config.load_params.closed_loop.SetInParent()
    else:
        config.load_params.poisson.offered_load = rate
    client = Stream(client_worker.RunClient, control_pb2.ClientArgs)
    expect(client.ask(setup=config) == control_pb2.ClientStatus(), f"{name}: the client is ready")
    client.ask(mark=mark())
    time.sleep(WARMUP_SECONDS)
    server.ask(mark=mark())
    client.ask(mark=mark())
    started = time.monotonic()
    time.sleep(SECONDS / 2)
    halfway = client.ask(mark=mark(reset=False)).stats
    time.sleep(SECONDS / 2)
    stats = client.ask(mark=mark()).stats
    elapsed = time.monotonic() - started
    served = server.ask(mark=mark())
    expect(served.port == ready.port, f"{name}: the server tells its port again")
    check_usage(stats, f"{name} client", elapsed)
    check_usage(served.stats, f"{name} server", elapsed)
    expect(served.stats.total_cpu_time > served.stats.idle_cpu_time,
           f"{name}: the machine has worked")
    data = stats.latencies
    check_latencies(data, name)
    expect(0 < halfway.latencies.count < data.count, f"{name}: counting goes on without a reset")
    results = {result.status_code: result.count for result in stats.request_results}
    expect(results == {0: data.count}, f"{name}: outcomes {results} of {data.count} calls")
    if rate is not None:
        per_second = data.count / stats.time_elapsed
        expect(rate * 0.6 < per_second < rate * 1.4,
               f"{name}: {per_second} calls per second instead of {rate}")
    client.finish()
    server.finish()
    print(f"passed: {name}: {data.count / stats.time_elapsed:.0f} per second, "
          f"p50 {percentile(data, 50):.0f} us, p99 {percentile(data, 99):.0f} us", flush=True)


def sizes(request, response):
    return payloads_pb2.PayloadConfig(
        simple_params=payloads_pb2.SimpleProtoParams(req_size=request, resp_size=response))


def raw_sizes(request, response):
    return payloads_pb2.PayloadConfig(
        bytebuf_params=payloads_pb2.ByteBufferParams(req_size=request, resp_size=response))


def check_manners(workers):
    """A worker does one thing at a time and refuses what it does not understand."""
    worker = workers[0]
    expect(worker.CoreCount(control_pb2.CoreRequest(), timeout=10).cores > 0, "cores")
    server = Stream(worker.RunServer, control_pb2.ServerArgs)
    server.ask(setup=control_pb2.ServerConfig(server_type=control_pb2.ASYNC_SERVER))
    for refused, code in [
            (lambda: Stream(worker.RunClient, control_pb2.ClientArgs).ask(mark=mark()),
             grpc.StatusCode.RESOURCE_EXHAUSTED),
            (lambda: worker.QuitWorker(control_pb2.Void(), timeout=10),
             grpc.StatusCode.RESOURCE_EXHAUSTED)]:
        expect(code_of(refused) == code, f"a busy worker answers {code}")
    server.finish()
    expect(code_of(lambda: Stream(worker.RunServer, control_pb2.ServerArgs).ask(mark=mark()))
           == grpc.StatusCode.INVALID_ARGUMENT, "work comes before marks")


def code_of(call):
    try:
        call()
    except grpc.RpcError as error:
        return error.code()
    return grpc.StatusCode.OK


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--worker", action="append", required=True)
    parser.add_argument("--use_tls", type=truth, nargs="?", const=True, default=False)
    flags = parser.parse_args()
    channels = [grpc.insecure_channel(address) for address in flags.worker]
    workers = [worker_service_pb2_grpc.WorkerServiceStub(channel) for channel in channels]
    check_manners(workers)
    unary = {"rpc_type": control_pb2.UNARY, "client_channels": 3,
             "outstanding_rpcs_per_channel": 4, "payload_config": sizes(100, 200)}
    run(workers, "unary", {}, unary)
    run(workers, "unary at a rate", {"async_server_threads": 1}, unary, rate=200)
    run(workers, "streams", {}, {
        "rpc_type": control_pb2.STREAMING, "client_channels": 2,
        "outstanding_rpcs_per_channel": 5, "messages_per_stream": 7,
        "payload_config": sizes(0, 0)})
    run(workers, "requests on streams", {}, {
        "rpc_type": control_pb2.STREAMING_FROM_CLIENT, "client_channels": 1,
        "outstanding_rpcs_per_channel": 2, "payload_config": sizes(1000, 0)})
    run(workers, "responses on streams", {}, {
        "rpc_type": control_pb2.STREAMING_FROM_SERVER, "client_channels": 1,
        "outstanding_rpcs_per_channel": 2, "payload_config": sizes(0, 1000)})
    run(workers, "both ways", {}, {
        "rpc_type": control_pb2.STREAMING_BOTH_WAYS, "client_channels": 1,
        "outstanding_rpcs_per_channel": 2, "payload_config": sizes(100, 100)})
    run(workers, "bytes on streams", {"payload_config": raw_sizes(50, 500)}, {
        "rpc_type": control_pb2.STREAMING, "client_channels": 1,
        "outstanding_rpcs_per_channel": 2, "payload_config": raw_sizes(50, 500)})
    if flags.use_tls:
        security = control_pb2.SecurityParams(
            use_test_ca=True, server_host_override="foo.test.google.fr")
        run(workers, "unary with TLS", {"security_params": security},
            {"security_params": security, **unary})
    for worker in workers:
        worker.QuitWorker(control_pb2.Void(), timeout=10)
    for channel in channels:
        channel.close()


if __name__ == "__main__":
    main()
