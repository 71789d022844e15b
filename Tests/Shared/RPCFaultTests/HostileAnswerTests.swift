import RPC
import Testing

/// Servers whose answers to a call are wrong.
@Suite("Hostile answers", .timeLimit(.minutes(3))) struct HostileAnswerTests {
  struct Answer: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var frames: [RawFrame]
    var code: RPCCode
    var isStream = false
  }

  private static func head(_ fields: [RawField] = []) -> RawFrame {
    .headers(
      RawHeaderBlock.encode(
        [RawField(":status", "200"), RawField("content-type", "application/grpc")] + fields),
      on: 1)
  }

  private static func trailers(_ status: String, _ fields: [RawField] = []) -> RawFrame {
    .headers(
      RawHeaderBlock.encode([RawField("grpc-status", status)] + fields), on: 1, ends: true)
  }

  private static func trailersOnly(_ fields: [RawField]) -> RawFrame {
    .headers(RawHeaderBlock.encode(fields), on: 1, ends: true)
  }

  private static let message = RawFrame.data(
    RawCall.frame(RawCall.bytesValue([1, 2])), on: 1)
  private static let gzip = RawField("grpc-encoding", "gzip")

  static let good = [
    Answer(
      testDescription: "as it should be", frames: [head(), message, trailers("0")], code: .ok),
    Answer(
      testDescription: "with two interim answers before",
      frames: [
        .headers(RawHeaderBlock.encode([RawField(":status", "100")]), on: 1),
        .headers(RawHeaderBlock.encode([RawField(":status", "103")]), on: 1), head(), message,
        trailers("0"),
      ], code: .ok),
    Answer(
      testDescription: "with unknown frames, padding and pings",
      frames: [
        RawFrame(kind: 0xFA, stream: 1, payload: [1]), head(), .ping(),
        .data(message.payload, on: 1, padding: 255), .windowUpdate(5, on: 1), trailers("0"),
      ], code: .ok),
    Answer(
      testDescription: "with a reset without an error behind it",
      frames: [head(), message, trailers("0"), .reset(1, .noError)], code: .ok),
    Answer(
      testDescription: "with details that are no base64",
      frames: [head(), trailers("5", [RawField("grpc-status-details-bin", "*")])],
      code: .notFound),
    Answer(
      testDescription: "with details that are no message",
      frames: [head(), trailers("5", [RawField("grpc-status-details-bin", "/////w")])],
      code: .notFound),
    Answer(
      testDescription: "with a broken grpc-message",
      frames: [head(), trailers("5", [RawField("grpc-message".utf8, [0x25, 0x46, 0xFF, 0x25])])],
      code: .notFound),
  ]

  static let wrongHeads = [
    Answer(
      testDescription: "without :status",
      frames: [trailersOnly([RawField("grpc-status", "0")])], code: .internalError),
    Answer(
      testDescription: "a :status of four digits",
      frames: [trailersOnly([RawField(":status", "2000")])], code: .internalError),
    Answer(
      testDescription: "two :status",
      frames: [trailersOnly([RawField(":status", "200"), RawField(":status", "200")])],
      code: .internalError),
    Answer(
      testDescription: "a pseudo-header of requests",
      frames: [trailersOnly([RawField(":status", "200"), RawField(":path", "/")])],
      code: .internalError),
    Answer(
      testDescription: "a name with a capital letter",
      frames: [trailersOnly([RawField(":status", "200"), RawField("Grpc-Status", "0")])],
      code: .internalError),
    Answer(
      testDescription: "connection",
      frames: [trailersOnly([RawField(":status", "200"), RawField("connection", "close")])],
      code: .internalError),
    Answer(
      testDescription: "HTTP status 503", frames: [trailersOnly([RawField(":status", "503")])],
      code: .unavailable),
    Answer(
      testDescription: "HTTP status 404 with a page",
      frames: [
        .headers(
          RawHeaderBlock.encode([
            RawField(":status", "404"), RawField("content-type", "text/html"),
          ]), on: 1), .data(Array("<html>".utf8), on: 1, ends: true),
      ], code: .unimplemented),
    Answer(
      testDescription: "a page instead of an answer",
      frames: [
        .headers(
          RawHeaderBlock.encode([
            RawField(":status", "200"), RawField("content-type", "text/html"),
          ]), on: 1), .data(Array("<html>".utf8), on: 1, ends: true),
      ], code: .unknown),
    Answer(
      testDescription: "a grpc-status that is no number", frames: [head(), trailers("none")],
      code: .unknown),
    Answer(
      testDescription: "a grpc-status that nobody knows", frames: [head(), trailers("99")],
      code: .unknown),
    Answer(
      testDescription: "a negative grpc-status", frames: [head(), trailers("-1")], code: .unknown),
    Answer(
      testDescription: "headers twice", frames: [head(), head(), trailers("0")],
      code: .internalError),
    Answer(
      testDescription: "an interim answer that ends the call",
      frames: [
        .headers(RawHeaderBlock.encode([RawField(":status", "103")]), on: 1, ends: true)
      ], code: .internalError),
  ]

  static let wrongContents = [
    Answer(
      testDescription: "no message", frames: [head(), trailers("0")], code: .internalError),
    Answer(
      testDescription: "two messages", frames: [head(), message, message, trailers("0")],
      code: .internalError),
    Answer(
      testDescription: "an end without trailers",
      frames: [head(), .data(message.payload, on: 1, ends: true)], code: .internalError),
    Answer(
      testDescription: "an end inside a message",
      frames: [head(), .data(Array(message.payload.dropLast()), on: 1), trailers("0")],
      code: .internalError),
    Answer(
      testDescription: "an end inside a message of a stream",
      frames: [
        head(), message, .data(Array(message.payload.dropLast()), on: 1), trailers("0"),
      ], code: .internalError, isStream: true),
    Answer(
      testDescription: "a length of 4 GiB",
      frames: [head(), .data(RawCall.frame([], length: 0xFFFF_FFFF), on: 1)],
      code: .resourceExhausted),
    Answer(
      testDescription: "a length of 4 GiB in a stream",
      frames: [head(), message, .data(RawCall.frame([], length: 0xFFFF_FFFF), on: 1)],
      code: .resourceExhausted, isStream: true),
    Answer(
      testDescription: "the flag 2", frames: [head(), .data([2, 0, 0, 0, 0], on: 1)],
      code: .internalError),
    Answer(
      testDescription: "compressed without an encoding",
      frames: [head(), .data(RawCall.frame([1], flag: 1), on: 1)], code: .internalError),
    Answer(
      testDescription: "an encoding that nobody offered",
      frames: [head([RawField("grpc-encoding", "snappy")]), message, trailers("0")],
      code: .internalError),
    Answer(
      testDescription: "broken gzip",
      frames: [head([gzip]), .data(RawCall.frame([1, 2, 3], flag: 1), on: 1)],
      code: .internalError),
    Answer(
      testDescription: "a decompression bomb",
      frames: [head([gzip])]
        + pieces(RawCall.frame(GzipBomb.zeros(mebibytes: 16), flag: 1)), code: .resourceExhausted),
    Answer(
      testDescription: "no message of the method",
      frames: [head(), .data(RawCall.frame([0xFF]), on: 1), trailers("0")], code: .internalError),
    Answer(
      testDescription: "a header list far too large",
      frames: [
        .headers(
          RawHeaderBlock.encode([RawField(":status", "200")])
            + RawHeaderBlock.indexedLiteral(RawField("x", String(repeating: "b", count: 4000)))
            + [UInt8](repeating: 0x80 | 62, count: 10_000), on: 1)
      ], code: .internalError),
    Answer(
      testDescription: "a header list a little too large",
      frames: [
        .headers(
          RawHeaderBlock.encode([RawField(":status", "200")])
            + RawHeaderBlock.indexedLiteral(RawField("x", String(repeating: "b", count: 4000)))
            + [UInt8](repeating: 0x80 | 62, count: 5), on: 1)
      ], code: .internalError),
  ]

  private static func pieces(_ bytes: [UInt8]) -> [RawFrame] {
    stride(from: 0, to: bytes.count, by: 16_000).map {
      .data(Array(bytes[$0..<min($0 + 16_000, bytes.count)]), on: 1)
    }
  }

  static let resets: [Answer] = [
    (0, .internalError), (1, .internalError), (2, .internalError), (3, .internalError),
    (4, .internalError), (5, .internalError), (6, .internalError), (8, .cancelled),
    (9, .internalError), (10, .internalError), (11, .resourceExhausted), (12, .permissionDenied),
    (13, .internalError), (0xFFFF_FFFF, .unknown),
  ].map { (code: UInt32, status: RPCCode) in
    Answer(
      testDescription: "a reset with the code \(code)",
      frames: [head(), .reset(1, RawErrorCode(rawValue: code))], code: status)
  }

  @Test(
    "every answer has its outcome, and the client goes on",
    arguments: good + wrongHeads + wrongContents + resets)
  func outcome(answer: Answer) async throws {
    await attackGate.enter()
    defer { attackGate.leave() }
    try await withHostileServer { peer, _ in
      await peer.greetClient()
      await peer.awaitCall()
      await peer.send(answer.frames)
      await peer.awaitCall(on: 3)
      await peer.send(
        HostileAnswerTests.good[0].frames.map { frame in
          var frame = frame
          frame.stream = 3
          return frame
        })
      _ = await peer.end()
    } _: { client in
      #expect(await HostileCall.code(client, isStream: answer.isStream) == answer.code)
      #expect(await HostileCall.code(client) == .ok)
    }
  }

  @Test("a connection that is cut at any byte of the answer fails the call or completes it")
  func cut() async throws {
    await attackGate.enter()
    defer { attackGate.leave() }
    let answer =
      RawFrame.settings().bytes + HostileAnswerTests.good[0].frames.flatMap(\.bytes)
    try await withHostileServer { peer, connection in
      if connection > 8 { await peer.awaitCall() }
      await peer.send(bytes: Array(answer.prefix(connection)))
      if connection >= 9 { await peer.read { $0.answers[1]?.isEnded == true } }
      if connection.isMultiple(of: 2) { await peer.abort() }
    } _: { client in
      var codes: Set<RPCCode?> = []
      for _ in 0..<answer.count { codes.insert(await HostileCall.code(client)) }
      #expect(codes.isSubset(of: [.ok, .unavailable]))
      #expect(codes.contains(.unavailable))
    }
  }
}
