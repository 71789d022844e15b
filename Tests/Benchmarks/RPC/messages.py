"""The bytes that the benchmark sends, written by hand so that no side's codec makes them."""

import struct

MESSAGES_PER_STREAM = 1000


def varint(number):
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def field(number, value):
    """One field: bytes and text by length, a float as double, an int as varint."""
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return varint(number << 3 | 2) + varint(len(value)) + value
    if isinstance(value, float):
        return varint(number << 3 | 1) + struct.pack("<d", value)
    return varint(number << 3) + varint(value)


def frame(message):
    """A message with its gRPC prefix: not compressed, four bytes of length."""
    return b"\0" + struct.pack(">I", len(message)) + message


ENTRY = (
    field(1, "7f9c2ba4-e88f-427a")
    + field(2, "A call about an invoice")
    + field(3, 1_785_340_800_000_000)
    + field(4, 0.875)
    + field(5, varint(3) + varint(14) + varint(159))
    + field(6, "billing")
    + field(6, "sales")
    + field(7, field(1, "A. Person") + field(2, 4711))
)
ONE = frame(field(1, ENTRY))


class Method:
    """A method with a request body and the size of the answer it must get."""

    def __init__(self, name, body, answer_bytes, messages):
        self.name = name
        self.path = f"/laurel.benchmark.v1.EchoService/{name}"
        self.body = body
        self.answer_bytes = answer_bytes
        self.messages = messages


ECHO = Method("Echo", ONE, len(ONE), 1)
SERVER_STREAM = Method(
    "ServerStream",
    frame(field(1, ENTRY) + field(2, MESSAGES_PER_STREAM)),
    MESSAGES_PER_STREAM * len(ONE),
    MESSAGES_PER_STREAM,
)
CLIENT_STREAM = Method(
    "ClientStream",
    MESSAGES_PER_STREAM * ONE,
    len(frame(field(1, MESSAGES_PER_STREAM))),
    MESSAGES_PER_STREAM,
)
BIDIRECTIONAL_STREAM = Method(
    "BidirectionalStream",
    MESSAGES_PER_STREAM * ONE,
    MESSAGES_PER_STREAM * len(ONE),
    MESSAGES_PER_STREAM,
)
METHODS = [ECHO, SERVER_STREAM, CLIENT_STREAM, BIDIRECTIONAL_STREAM]
