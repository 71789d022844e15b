"""Serves the interoperability cases with the official Python gRPC library until it is killed.

Whether a request came compressed cannot be seen through the library's public interface, so the
cases client_compressed_unary and client_compressed_streaming cannot be served: a request that says
how it should have come is refused with UNIMPLEMENTED, lest such a case pass by accident.
"""

import argparse
import concurrent.futures
import time
import uuid

import testing_protos
from testing_protos import content, empty_pb2, messages_pb2, test_pb2_grpc, truth

import grpc

INITIAL, TRAILING = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"
CODES = {code.value[0]: code for code in grpc.StatusCode}


def echo_metadata(context):
    for key, value in context.invocation_metadata():
        if key == INITIAL:
            context.send_initial_metadata(((key, value),))
        elif key == TRAILING:
            context.set_trailing_metadata(((key, value),))


def check(request, context):
    """Refuses what cannot be checked and answers with the status that the request asks for."""
    if hasattr(request, "expect_compressed") and request.HasField("expect_compressed"):
        context.abort(grpc.StatusCode.UNIMPLEMENTED, "compressed requests cannot be recognized")
    if hasattr(request, "response_status") and request.HasField("response_status"):
        status = request.response_status
        if status.code != 0:
            context.abort(CODES.get(status.code, grpc.StatusCode.UNKNOWN), status.message)


def payload(request, context, size):
    if request.response_type != messages_pb2.COMPRESSABLE or size < 0:
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, "there is no such payload")
    return messages_pb2.Payload(body=bytes(size))


class TestService(test_pb2_grpc.TestServiceServicer):
    """UnimplementedCall is inherited: it answers UNIMPLEMENTED."""

    def __init__(self):
        self.server_id = str(uuid.uuid4())

    def EmptyCall(self, request, context):
        echo_metadata(context)
        return empty_pb2.Empty()

    def UnaryCall(self, request, context):
        # The compression is agreed on in the initial metadata.
        if request.response_compressed.value:
            context.set_compression(grpc.Compression.Gzip)
        echo_metadata(context)
        check(request, context)
        return messages_pb2.SimpleResponse(
            payload=payload(request, context, request.response_size),
            server_id=self.server_id if request.fill_server_id else "")

    def CacheableUnaryCall(self, request, context):
        context.send_initial_metadata((("cache-control", "max-age=60, public"),))
        return messages_pb2.SimpleResponse(
            payload=messages_pb2.Payload(body=str(time.time_ns()).encode()))

    def StreamingInputCall(self, request_iterator, context):
        size = 0
        for request in request_iterator:
            check(request, context)
            size += len(request.payload.body)
        return messages_pb2.StreamingInputCallResponse(aggregated_payload_size=size)

    def StreamingOutputCall(self, request, context):
        if any(parameters.compressed.value for parameters in request.response_parameters):
            context.set_compression(grpc.Compression.Gzip)
        echo_metadata(context)
        yield from self.answer(request, context)

    def FullDuplexCall(self, request_iterator, context):
        echo_metadata(context)
        for request in request_iterator:
            yield from self.answer(request, context)

    def HalfDuplexCall(self, request_iterator, context):
        echo_metadata(context)
        for request in list(request_iterator):
            yield from self.answer(request, context)

    def answer(self, request, context):
        check(request, context)
        for parameters in request.response_parameters:
            if parameters.interval_us > 0:
                time.sleep(parameters.interval_us / 1_000_000)
            if not parameters.compressed.value:
                context.disable_next_message_compression()
            yield messages_pb2.StreamingOutputCallResponse(
                payload=payload(request, context, parameters.size))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--use_tls", type=truth, nargs="?", const=True, default=False)
    parser.add_argument("--tls_cert_file")
    parser.add_argument("--tls_key_file")
    flags = parser.parse_args()
    server = grpc.server(
        concurrent.futures.ThreadPoolExecutor(max_workers=32),
        options=testing_protos.LARGE_MESSAGES)
    test_pb2_grpc.add_TestServiceServicer_to_server(TestService(), server)
    address = f"{flags.host}:{flags.port}"
    if flags.use_tls:
        credentials = grpc.ssl_server_credentials(
            [(content(flags.tls_key_file), content(flags.tls_cert_file))])
        port = server.add_secure_port(address, credentials)
    else:
        port = server.add_insecure_port(address)
    server.start()
    print(f"listening on {flags.host}:{port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
