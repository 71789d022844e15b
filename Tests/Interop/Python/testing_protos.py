"""The compiled protos of the interoperability tests.

They lie in LAUREL_TESTING_PROTOS as `grpc/testing/*_pb2.py`. The library has a package `grpc` of its
own, so they are found only when their folder is part of that package.
"""

import argparse
import os

import grpc

grpc.__path__.append(os.path.join(os.environ["LAUREL_TESTING_PROTOS"], "grpc"))

from grpc.testing import control_pb2, empty_pb2, messages_pb2  # noqa: E402
from grpc.testing import payloads_pb2, stats_pb2  # noqa: E402
from grpc.testing import test_pb2_grpc, worker_service_pb2_grpc  # noqa: E402

__all__ = ["control_pb2", "empty_pb2", "messages_pb2", "payloads_pb2", "stats_pb2",
           "test_pb2_grpc", "worker_service_pb2_grpc", "truth"]

LARGE_MESSAGES = [("grpc.max_receive_message_length", 16 * 1024 * 1024)]


def truth(text):
    """The value of a flag as the interoperability programs write it."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    raise argparse.ArgumentTypeError(f"{text} is neither true nor false")


def content(path):
    with open(path, "rb") as file:
        return file.read()
