import RPC
import Testing

/// Frames that are well-formed and come at the wrong time, or on the wrong stream; and those that
/// are not well-formed.
@Suite("Frames and stream states", .timeLimit(.minutes(3))) struct StreamStateTests {
  /// Frames after the greeting, and the code with which the connection ends.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var frames: [RawFrame]
    var code: RawErrorCode
  }

  private static let head = RawHeaderBlock.encode(RawCall.head("Hold"))

  static let wrongStreams = [
    Fault(
      testDescription: "DATA on the stream 0", frames: [.data([1], on: 0)], code: .protocolError),
    Fault(
      testDescription: "HEADERS on the stream 0", frames: [.headers(head, on: 0)],
      code: .protocolError),
    Fault(
      testDescription: "RST_STREAM on the stream 0", frames: [.reset(0)], code: .protocolError),
    Fault(
      testDescription: "PRIORITY on the stream 0", frames: [.priority(0)], code: .protocolError),
    Fault(
      testDescription: "PING on a stream",
      frames: [
        RawFrame(kind: RawFrame.Kind.ping, stream: 1, payload: [UInt8](repeating: 0, count: 8))
      ], code: .protocolError),
    Fault(
      testDescription: "GOAWAY on a stream",
      frames: [
        RawFrame(kind: RawFrame.Kind.goAway, stream: 1, payload: [UInt8](repeating: 0, count: 8))
      ], code: .protocolError),
    Fault(
      testDescription: "DATA on a stream that has not begun", frames: [.data([1], on: 1)],
      code: .protocolError),
    Fault(
      testDescription: "RST_STREAM on a stream that has not begun", frames: [.reset(1)],
      code: .protocolError),
    Fault(
      testDescription: "WINDOW_UPDATE on a stream that has not begun",
      frames: [.windowUpdate(1, on: 1)], code: .protocolError),
    Fault(
      testDescription: "HEADERS on an even stream", frames: [.headers(head, on: 2)],
      code: .protocolError),
    Fault(
      testDescription: "DATA on an even stream", frames: [.data([1], on: 2)],
      code: .protocolError),
    Fault(
      testDescription: "HEADERS on a number below the newest that was never used",
      frames: [.headers(head, on: 5), .headers(head, on: 3)], code: .protocolError),
    Fault(
      testDescription: "PUSH_PROMISE from a client",
      frames: [
        .headers(head, on: 1),
        RawFrame(
          kind: RawFrame.Kind.pushPromise, flags: RawFrame.Flag.endHeaders, stream: 1,
          payload: [0, 0, 0, 2] + head),
      ], code: .protocolError),
    Fault(
      testDescription: "CONTINUATION without HEADERS", frames: [.continuation(head, on: 1)],
      code: .protocolError),
    Fault(
      testDescription: "CONTINUATION of another stream",
      frames: [.headers(head, on: 1, isComplete: false), .continuation([], on: 3)],
      code: .protocolError),
    Fault(
      testDescription: "another frame between HEADERS and CONTINUATION",
      frames: [.headers(head, on: 1, isComplete: false), .ping()], code: .protocolError),
    Fault(
      testDescription: "an unknown frame between HEADERS and CONTINUATION",
      frames: [.headers(head, on: 1, isComplete: false), RawFrame(kind: 0xFA, stream: 1)],
      code: .protocolError),
    Fault(
      testDescription: "CONTINUATION after the end of the headers",
      frames: [.headers(head, on: 1), .continuation([], on: 1)], code: .protocolError),
    Fault(
      testDescription: "DATA after the end of the request",
      frames: [.headers(head, on: 1, ends: true), .data([1], on: 1)], code: .streamClosed),
    Fault(
      testDescription: "HEADERS after the end of the request",
      frames: [.headers(head, on: 1, ends: true), .headers([], on: 1, ends: true)],
      code: .streamClosed),
  ]

  static let wrongSizes = [
    Fault(
      testDescription: "DATA larger than 16,384 bytes",
      frames: [
        .headers(head, on: 1), .data([UInt8](repeating: 0, count: 16_385), on: 1),
      ], code: .frameSizeError),
    Fault(
      testDescription: "HEADERS larger than 16,384 bytes",
      frames: [.headers([UInt8](repeating: 0x82, count: 16_385), on: 1)], code: .frameSizeError),
    Fault(
      testDescription: "a frame that says it has 16 MiB",
      frames: [RawFrame(kind: RawFrame.Kind.data, stream: 1, announcedLength: 0xFF_FFFF)],
      code: .frameSizeError),
    Fault(
      testDescription: "an unknown frame larger than 16,384 bytes",
      frames: [RawFrame(kind: 0xFA, payload: [UInt8](repeating: 0, count: 16_385))],
      code: .frameSizeError),
    Fault(
      testDescription: "PING of 7 bytes",
      frames: [RawFrame(kind: RawFrame.Kind.ping, payload: [1, 2, 3, 4, 5, 6, 7])],
      code: .frameSizeError),
    Fault(
      testDescription: "PING of 9 bytes",
      frames: [.ping([1, 2, 3, 4, 5, 6, 7, 8, 9])], code: .frameSizeError),
    Fault(
      testDescription: "RST_STREAM of 3 bytes",
      frames: [
        .headers(head, on: 1), RawFrame(kind: RawFrame.Kind.reset, stream: 1, payload: [1, 2, 3]),
      ], code: .frameSizeError),
    Fault(
      testDescription: "WINDOW_UPDATE of 5 bytes",
      frames: [RawFrame(kind: RawFrame.Kind.windowUpdate, payload: [0, 0, 0, 1, 0])],
      code: .frameSizeError),
    Fault(
      testDescription: "GOAWAY of 7 bytes",
      frames: [RawFrame(kind: RawFrame.Kind.goAway, payload: [UInt8](repeating: 0, count: 7))],
      code: .frameSizeError),
    Fault(
      testDescription: "DATA with more padding than content",
      frames: [
        .headers(head, on: 1),
        RawFrame(
          kind: RawFrame.Kind.data, flags: RawFrame.Flag.padded, stream: 1, payload: [5, 0, 0]),
      ], code: .protocolError),
    Fault(
      testDescription: "HEADERS with more padding than content",
      frames: [
        RawFrame(
          kind: RawFrame.Kind.headers,
          flags: RawFrame.Flag.padded | RawFrame.Flag.endHeaders, stream: 1, payload: [5, 0])
      ], code: .protocolError),
    Fault(
      testDescription: "HEADERS too short for their priority",
      frames: [
        RawFrame(
          kind: RawFrame.Kind.headers,
          flags: RawFrame.Flag.priority | RawFrame.Flag.endHeaders, stream: 1, payload: [0, 0])
      ], code: .frameSizeError),
    Fault(
      testDescription: "padded DATA without the length of the padding",
      frames: [
        .headers(head, on: 1),
        RawFrame(kind: RawFrame.Kind.data, flags: RawFrame.Flag.padded, stream: 1),
      ], code: .protocolError),
  ]

  @Test(
    "a frame in the wrong place or of the wrong size ends the connection with the right code",
    arguments: wrongStreams + wrongSizes)
  func fault(fault: Fault) async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(fault.frames)
      #expect(await peer.end()?.code == fault.code)
    }
  }

  /// Frames after the greeting that the server has to put up with.
  struct Oddity: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var frames: [RawFrame]
  }

  private static let echo = RawHeaderBlock.encode(RawCall.head("Echo"))

  static let oddities = [
    Oddity(
      testDescription: "frames of unknown types, everywhere",
      frames: [
        RawFrame(kind: 0xFA, flags: 0xFF, payload: [1]), .headers(echo, on: 1),
        RawFrame(kind: 0x0A, stream: 1, payload: [0, 0]), RawFrame(kind: 0x10, stream: 99),
        .data(RawCall.frame([]), on: 1, ends: true),
      ]),
    Oddity(
      testDescription: "flags that nobody knows",
      frames: [
        RawFrame(kind: RawFrame.Kind.headers, flags: 0xD4, stream: 1, payload: echo),
        RawFrame(kind: RawFrame.Kind.data, flags: 0xF5, stream: 1, payload: RawCall.frame([])),
      ]),
    Oddity(
      testDescription: "the reserved bit of stream numbers",
      frames: [
        .headers(echo, on: 0x8000_0001), .data(RawCall.frame([]), on: 0x8000_0001, ends: true),
      ]),
    Oddity(
      testDescription: "padded DATA",
      frames: [
        .headers(echo, on: 1), .data([], on: 1, padding: 0),
        .data(RawCall.frame([]), on: 1, ends: true, padding: 255),
      ]),
    Oddity(
      testDescription: "padded HEADERS with a priority",
      frames: [
        RawFrame(
          kind: RawFrame.Kind.headers,
          flags: RawFrame.Flag.padded | RawFrame.Flag.priority | RawFrame.Flag.endHeaders,
          stream: 1, payload: [3, 0, 0, 0, 0, 200] + echo + [0, 0, 0]),
        .data(RawCall.frame([]), on: 1, ends: true),
      ]),
    Oddity(
      testDescription: "CONTINUATION for every byte or so",
      frames: [.headers(Array(echo.prefix(1)), on: 1, isComplete: false)]
        + (0..<7).map { .continuation([echo[$0 + 1]], on: 1, isComplete: false) }
        + [
          .continuation(Array(echo.dropFirst(8)), on: 1),
          .data(RawCall.frame([]), on: 1, ends: true),
        ]),
    Oddity(
      testDescription: "an end in a DATA frame of its own",
      frames: [
        .headers(echo, on: 1), .data(RawCall.frame([]), on: 1), .data([], on: 1, ends: true),
      ]),
    Oddity(
      testDescription: "trailers of the request",
      frames: [
        .headers(echo, on: 1), .data(RawCall.frame([]), on: 1),
        .headers(RawHeaderBlock.encode([RawField("x-trailer", "1")]), on: 1, ends: true),
      ]),
    Oddity(
      testDescription: "trailers without a field",
      frames: [
        .headers(echo, on: 1), .data(RawCall.frame([]), on: 1), .headers([], on: 1, ends: true),
      ]),
    Oddity(
      testDescription: "PRIORITY of streams of all kinds",
      frames: [
        .priority(1), .priority(1_000_001, dependsOn: 2), .headers(echo, on: 1),
        .priority(1, dependsOn: 5), .data(RawCall.frame([]), on: 1, ends: true),
      ]),
    Oddity(
      testDescription: "frames on a stream that was just reset",
      frames: [
        .headers(head, on: 1), .reset(1), .windowUpdate(1, on: 1), .reset(1),
      ] + RawCall.unary("Echo", on: 3)),
  ]

  @Test("what is odd and allowed is put up with", arguments: oddities)
  func oddity(oddity: Oddity) async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(oddity.frames)
      let stream: UInt32 = oddity.frames.contains { $0.stream == 3 } ? 3 : 1
      #expect(await peer.answer(on: stream).status == "0")
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  @Test("headers inside a request that do not end it reset the stream")
  func headersInside() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(
        RawCall.start("Collect"), .headers(RawHeaderBlock.encode([RawField("x", "1")]), on: 1))
      #expect(await peer.answer().reset == .protocolError)
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  @Test("pseudo-headers in trailers reset the stream")
  func pseudoHeadersInTrailers() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(
        RawCall.start("Collect"),
        .headers(RawHeaderBlock.encode([RawField(":path", "/a")]), on: 1, ends: true))
      #expect(await peer.answer().reset == .protocolError)
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  @Test("content that comes after the answer is over is passed over")
  func contentAfterAnswer() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(RawCall.start("Missing"))
      #expect(await peer.answerWithReset().status == "12")
      let content = RawFrame.data([UInt8](repeating: 0, count: 16_000), on: 1)
      // More than the connection's window: it has to be given back all the same.
      for number in 0..<100 {
        await peer.read { 65_535 + ($0.windowUpdates[0] ?? 0) >= (number + 1) * 16_000 }
        await peer.send(content)
      }
      await peer.send(.data([], on: 1, ends: true))
      await peer.send(RawCall.unary("Echo", on: 3))
      #expect(await peer.answer(on: 3).status == "0")
      await peer.close()
    }
  }

  @Test("more streams than announced are refused one by one until the setting is acknowledged")
  func tooManyStreamsEarly() async throws {
    try await withFaultServer {
      $0.concurrentStreamsMax = 3
    } _: { server in
      let peer = try await RawPeer.connect(port: server.port)
      await peer.send(bytes: RawFrame.preface + RawFrame.settings().bytes)
      await peer.send((0..<5).map { RawCall.start("Hold", on: 2 * $0 + 1) })
      #expect(await peer.answer(on: 9).reset == .refusedStream)
      #expect(peer.answers[7]?.reset == .refusedStream)
      #expect(peer.answers[5] == nil)
      #expect(peer.serverSetting(.concurrentStreamsMax) == 3)
      await peer.close()
    }
  }

  @Test("more streams than announced end the connection once the setting is acknowledged")
  func tooManyStreams() async throws {
    try await withFaultServer {
      $0.concurrentStreamsMax = 3
    } _: { server in
      let peer = try await server.peer()
      await peer.send((0..<4).map { RawCall.start("Hold", on: 2 * $0 + 1) })
      #expect(await peer.end()?.code == .protocolError)
      #expect(peer.answers[7] == nil)
    }
  }

  @Test("stream numbers run out: the highest one works, and it is the last")
  func lastStream() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(RawCall.unary("Echo", on: 0x7FFF_FFFF))
      #expect(await peer.answer(on: 0x7FFF_FFFF).status == "0")
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  /// First bytes that are not HTTP/2.
  static let beginnings: [(name: String, bytes: [UInt8])] = [
    ("HTTP/1.1", Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)),
    (
      "HTTP/1.1 with an upgrade",
      Array("POST / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n".utf8)
    ),
    ("a preface with a wrong letter", Array("PRI * HTTP/2.0\r\n\r\nSN\r\n\r\n".utf8)),
    (
      "a TLS greeting", [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3] + [UInt8](repeating: 7, count: 200)
    ),
    ("zeros", [UInt8](repeating: 0, count: 5000)), ("noise", (0..<5000).map { UInt8($0 % 251) }),
    ("frames without a preface", RawFrame.settings().bytes + RawCall.start("Echo").bytes),
    ("a preface and an HTTP/1.1 request", RawFrame.preface + Array("GET / HTTP/1.1\r\n\r\n".utf8)),
    ("a preface and another frame than SETTINGS", RawFrame.preface + RawFrame.ping().bytes),
  ]

  @Test("a connection that does not begin as HTTP/2 does is closed", arguments: beginnings)
  func beginning(name: String, bytes: [UInt8]) async throws {
    try await withFaultServer { server in
      let peer = try await RawPeer.connect(port: server.port)
      await peer.send(bytes: bytes)
      _ = await peer.end()
      #expect(peer.isClosed)
      #expect(peer.answers.isEmpty)
    }
  }
}
