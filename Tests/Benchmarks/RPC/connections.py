"""Connections that are opened, used for one call, and then held."""

import socket
import struct

import messages

DATA, HEADERS, SETTINGS = 0, 1, 4
END_STREAM, END_HEADERS, ACK = 1, 4, 1


def http2_frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def header(name, value):
    """A field that is neither compressed nor remembered."""
    return b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()


def call_bytes(method, port):
    block = (
        header(":method", "POST")
        + header(":scheme", "http")
        + header(":path", method.path)
        + header(":authority", f"127.0.0.1:{port}")
        + header("content-type", "application/grpc")
        + header("te", "trailers")
    )
    return (
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        + http2_frame(SETTINGS, 0, 0)
        + http2_frame(HEADERS, END_HEADERS, 1, block)
        + http2_frame(DATA, END_STREAM, 1, method.body)
    )


def read_exactly(connection, count):
    received = b""
    while len(received) < count:
        more = connection.recv(count - len(received))
        if not more:
            raise RuntimeError("the server closed a connection that was to be held")
        received += more
    return received


def open_used(port):
    """A connection on which one unary call has been answered."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(call_bytes(messages.ECHO, port))
    while True:
        head = read_exactly(connection, 9)
        payload = read_exactly(connection, int.from_bytes(head[:3], "big"))
        kind, flags = head[3], head[4]
        if kind == SETTINGS and not flags & ACK:
            connection.sendall(http2_frame(SETTINGS, ACK, 0))
        elif kind == HEADERS and flags & END_STREAM:
            return connection
