"""Runs the interoperability cases with the official Python gRPC library.

Left out, because the library's public interface does not show or control the compressed flag of
single messages:
- client_compressed_streaming sends a compressed and an uncompressed request on one call; the
  library compresses all requests of a call or none. What can be sent is, as
  client_compressed_streaming_whole, a case of our own: the probe, then only compressed requests.
- server_compressed_unary and server_compressed_streaming run, but whether the responses came
  compressed cannot be checked.
"""

import argparse
import queue
import sys
import time

import testing_protos
from testing_protos import content, empty_pb2, messages_pb2, test_pb2_grpc, truth

import grpc

GZIP = grpc.Compression.Gzip
LARGE_REQUEST, LARGE_RESPONSE = 271828, 314159
REQUEST_SIZES, RESPONSE_SIZES = [27182, 8, 1828, 45904], [31415, 9, 2653, 58979]
INITIAL, TRAILING = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"
SPECIAL = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
TIMEOUT = 30


class Failure(Exception):
    pass


def expect(actual, expected, what):
    if actual != expected:
        raise Failure(f"{what}: {actual!r} instead of {expected!r}")


def expect_status(call, code, details=None):
    try:
        call()
    except grpc.RpcError as error:
        expect(error.code(), code, "code")
        if details is not None:
            expect(error.details(), details, "message")
        return
    raise Failure(f"the call succeeded instead of {code}")


def boolean(value):
    return messages_pb2.BoolValue(value=value)


def payload(size):
    return messages_pb2.Payload(body=bytes(size))


def large(**fields):
    return messages_pb2.SimpleRequest(
        response_size=LARGE_RESPONSE, payload=payload(LARGE_REQUEST), **fields)


def output_request(response_size=None, request_size=None, **fields):
    request = messages_pb2.StreamingOutputCallRequest(**fields)
    if response_size is not None:
        request.response_parameters.add(size=response_size)
    if request_size is not None:
        request.payload.body = bytes(request_size)
    return request


def expect_zeros(response, size):
    expect(response.payload.body, bytes(size), "payload")


class Requests:
    """The requests of a call, written one by one while it runs."""

    def __init__(self):
        self.queue = queue.SimpleQueue()

    def write(self, request):
        self.queue.put(request)

    def finish(self):
        self.queue.put(None)

    def __iter__(self):
        return iter(self.queue.get, None)


def empty_unary(stub, _):
    expect(stub.EmptyCall(empty_pb2.Empty(), timeout=TIMEOUT), empty_pb2.Empty(), "response")


def large_unary(stub, _):
    expect_zeros(stub.UnaryCall(large(), timeout=TIMEOUT), LARGE_RESPONSE)


def client_compressed_unary(stub, _):
    expect_status(
        lambda: stub.UnaryCall(large(expect_compressed=boolean(True)), timeout=TIMEOUT),
        grpc.StatusCode.INVALID_ARGUMENT)
    expect_zeros(
        stub.UnaryCall(large(expect_compressed=boolean(True)), timeout=TIMEOUT, compression=GZIP),
        LARGE_RESPONSE)
    expect_zeros(
        stub.UnaryCall(large(expect_compressed=boolean(False)), timeout=TIMEOUT), LARGE_RESPONSE)


def server_compressed_unary(stub, _):
    for value in (True, False):
        expect_zeros(
            stub.UnaryCall(large(response_compressed=boolean(value)), timeout=TIMEOUT),
            LARGE_RESPONSE)


def input_requests(sizes, **fields):
    return iter([messages_pb2.StreamingInputCallRequest(payload=payload(size), **fields)
                 for size in sizes])


def client_streaming(stub, _):
    response = stub.StreamingInputCall(input_requests(REQUEST_SIZES), timeout=TIMEOUT)
    expect(response.aggregated_payload_size, 74922, "size")


def client_compressed_streaming_whole(stub, _):
    expect_status(
        lambda: stub.StreamingInputCall(
            input_requests([27182], expect_compressed=boolean(True)), timeout=TIMEOUT),
        grpc.StatusCode.INVALID_ARGUMENT)
    response = stub.StreamingInputCall(
        input_requests([27182, 45904], expect_compressed=boolean(True)), timeout=TIMEOUT,
        compression=GZIP)
    expect(response.aggregated_payload_size, 73086, "size")


def server_streaming(stub, _):
    request = messages_pb2.StreamingOutputCallRequest()
    for size in RESPONSE_SIZES:
        request.response_parameters.add(size=size)
    responses = list(stub.StreamingOutputCall(request, timeout=TIMEOUT))
    expect([len(response.payload.body) for response in responses], RESPONSE_SIZES, "sizes")


def server_compressed_streaming(stub, _):
    request = messages_pb2.StreamingOutputCallRequest()
    request.response_parameters.add(size=31415, compressed=boolean(True))
    request.response_parameters.add(size=92653, compressed=boolean(False))
    responses = list(stub.StreamingOutputCall(request, timeout=TIMEOUT))
    expect([response.payload.body for response in responses], [bytes(31415), bytes(92653)],
           "payloads")


def slow_consumer(stub, _):
    request = messages_pb2.StreamingOutputCallRequest()
    for _ in range(2000):
        request.response_parameters.add(size=1030)
    count = 0
    for response in stub.StreamingOutputCall(request, timeout=TIMEOUT):
        expect_zeros(response, 1030)
        count += 1
        if count % 10 == 0:
            time.sleep(0.005)
    expect(count, 2000, "responses")


def ping_pong(stub, _):
    requests = Requests()
    responses = stub.FullDuplexCall(iter(requests), timeout=TIMEOUT)
    for request_size, response_size in zip(REQUEST_SIZES, RESPONSE_SIZES):
        requests.write(output_request(response_size, request_size))
        expect_zeros(next(responses), response_size)
    requests.finish()
    expect(list(responses), [], "further responses")


def empty_stream(stub, _):
    expect(list(stub.FullDuplexCall(iter([]), timeout=TIMEOUT)), [], "responses")


def half_duplex(stub, _):
    requests = [output_request(size) for size in RESPONSE_SIZES]
    responses = list(stub.HalfDuplexCall(iter(requests), timeout=TIMEOUT))
    expect([len(response.payload.body) for response in responses], RESPONSE_SIZES, "sizes")


def expect_echo(call):
    expect(dict(call.initial_metadata()).get(INITIAL), "test_initial_metadata_value", INITIAL)
    expect(dict(call.trailing_metadata()).get(TRAILING), b"\xab\xab\xab", TRAILING)


def custom_metadata(stub, _):
    metadata = ((INITIAL, "test_initial_metadata_value"), (TRAILING, b"\xab\xab\xab"))
    response, call = stub.UnaryCall.with_call(large(), metadata=metadata, timeout=TIMEOUT)
    expect_zeros(response, LARGE_RESPONSE)
    expect_echo(call)
    requests = Requests()
    call = stub.FullDuplexCall(iter(requests), metadata=metadata, timeout=TIMEOUT)
    requests.write(output_request(LARGE_RESPONSE, LARGE_REQUEST))
    expect_zeros(next(call), LARGE_RESPONSE)
    requests.finish()
    expect(list(call), [], "further responses")
    expect_echo(call)


def status_code_and_message(stub, _):
    status = messages_pb2.EchoStatus(code=2, message="test status message")
    request = messages_pb2.SimpleRequest(response_status=status)
    expect_status(lambda: stub.UnaryCall(request, timeout=TIMEOUT),
                  grpc.StatusCode.UNKNOWN, "test status message")
    request = output_request(response_status=status)
    expect_status(lambda: list(stub.FullDuplexCall(iter([request]), timeout=TIMEOUT)),
                  grpc.StatusCode.UNKNOWN, "test status message")


def special_status_message(stub, _):
    request = messages_pb2.SimpleRequest(
        response_status=messages_pb2.EchoStatus(code=2, message=SPECIAL))
    expect_status(lambda: stub.UnaryCall(request, timeout=TIMEOUT),
                  grpc.StatusCode.UNKNOWN, SPECIAL)


def unimplemented_method(stub, _):
    expect_status(lambda: stub.UnimplementedCall(empty_pb2.Empty(), timeout=TIMEOUT),
                  grpc.StatusCode.UNIMPLEMENTED)


def unimplemented_service(_, flags):
    with channel(flags) as connection:
        stub = test_pb2_grpc.UnimplementedServiceStub(connection)
        expect_status(lambda: stub.UnimplementedCall(empty_pb2.Empty(), timeout=TIMEOUT),
                      grpc.StatusCode.UNIMPLEMENTED)


def cancel_after_begin(stub, _):
    requests = Requests()
    call = stub.StreamingInputCall.future(iter(requests))
    call.cancel()
    expect(call.code(), grpc.StatusCode.CANCELLED, "code")
    requests.finish()


def cancel_after_first_response(stub, _):
    requests = Requests()
    call = stub.FullDuplexCall(iter(requests))
    requests.write(output_request(31415, 27182))
    expect_zeros(next(call), 31415)
    call.cancel()
    expect_status(lambda: next(call), grpc.StatusCode.CANCELLED)
    requests.finish()


def timeout_on_sleeping_server(stub, _):
    requests = Requests()
    call = stub.FullDuplexCall(iter(requests), timeout=0.001)
    requests.write(output_request(request_size=27182))
    expect_status(lambda: next(call), grpc.StatusCode.DEADLINE_EXCEEDED)
    requests.finish()


def soak(call, flags):
    limit = flags.soak_per_iteration_max_acceptable_latency_ms
    for iteration in range(flags.soak_iterations):
        started = time.monotonic()
        call()
        milliseconds = int((time.monotonic() - started) * 1000)
        print(f"soak iteration: {iteration} elapsed_ms: {milliseconds} "
              f"peer: {flags.server_host}:{flags.server_port} succeeded", flush=True)
        if milliseconds > limit:
            raise Failure(f"iteration {iteration} took more than {limit} ms")


def rpc_soak(stub, flags):
    soak(lambda: large_unary(stub, flags), flags)


def channel_soak(_, flags):
    def call():
        with channel(flags) as connection:
            large_unary(test_pb2_grpc.TestServiceStub(connection), flags)

    soak(call, flags)


def long_lived_channel(stub, flags):
    for _ in range(flags.soak_iterations):
        large_unary(stub, flags)
        time.sleep(flags.iteration_interval)


def concurrent_large_unary(stub, flags):
    calls = [stub.UnaryCall.future(large(), timeout=TIMEOUT) for _ in range(flags.concurrent_calls)]
    for call in calls:
        expect_zeros(call.result(), LARGE_RESPONSE)


def pick_first_unary(stub, _):
    request = messages_pb2.SimpleRequest(fill_server_id=True)
    ids = {stub.UnaryCall(request, timeout=TIMEOUT).server_id for _ in range(100)}
    expect(len(ids), 1, "servers")
    expect("" in ids, False, "empty id")


def very_large_request(stub, _):
    request = messages_pb2.SimpleRequest(response_size=10, payload=payload(10 * 1024 * 1024))
    expect_zeros(stub.UnaryCall(request, timeout=TIMEOUT), 10)


CASES = {case.__name__: case for case in [
    empty_unary, large_unary, client_compressed_unary, server_compressed_unary, client_streaming,
    client_compressed_streaming_whole, server_streaming, server_compressed_streaming, ping_pong,
    empty_stream, half_duplex, slow_consumer, custom_metadata, status_code_and_message,
    special_status_message, unimplemented_method, unimplemented_service, cancel_after_begin,
    cancel_after_first_response, timeout_on_sleeping_server, rpc_soak, channel_soak,
    long_lived_channel, concurrent_large_unary, pick_first_unary, very_large_request]}


def channel(flags):
    address = f"{flags.server_host}:{flags.server_port}"
    # Channels of one process share connections unless they are told not to.
    options = testing_protos.LARGE_MESSAGES + [("grpc.use_local_subchannel_pool", 1)]
    if not flags.use_tls:
        return grpc.insecure_channel(address, options)
    if flags.server_host_override:
        options.append(("grpc.ssl_target_name_override", flags.server_host_override))
    roots = content(flags.ca_file) if flags.use_test_ca else None
    return grpc.secure_channel(address, grpc.ssl_channel_credentials(roots), options)


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server_host", default="127.0.0.1")
    parser.add_argument("--server_port", type=int, required=True)
    parser.add_argument("--server_host_override")
    parser.add_argument("--test_case", default="large_unary")
    parser.add_argument("--use_tls", type=truth, nargs="?", const=True, default=False)
    parser.add_argument("--use_test_ca", type=truth, nargs="?", const=True, default=False)
    parser.add_argument("--ca_file")
    parser.add_argument("--soak_iterations", type=int, default=10)
    parser.add_argument(
        "--soak_per_iteration_max_acceptable_latency_ms", type=int, default=1000)
    parser.add_argument("--iteration_interval", type=float, default=10)
    parser.add_argument("--concurrent_calls", type=int, default=1000)
    return parser.parse_args()


def main():
    flags = parse()
    names = list(CASES) if flags.test_case == "all" else flags.test_case.split(",")
    with channel(flags) as connection:
        stub = test_pb2_grpc.TestServiceStub(connection)
        for name in names:
            if name not in CASES:
                sys.exit(f"there is no case {name}")
            try:
                CASES[name](stub, flags)
            except (Failure, grpc.RpcError) as error:
                sys.exit(f"FAILED: {name}: {error}")
            print(f"passed: {name}", flush=True)


if __name__ == "__main__":
    main()
