import RPC
import Testing

/// Header lists of requests that are not what gRPC or HTTP/2 ask for.
@Suite("Request head faults", .timeLimit(.minutes(3))) struct RequestHeadFaultTests {
  /// What the server answers.
  enum Outcome: Sendable, Hashable {
    /// A reset with PROTOCOL_ERROR: the request is malformed as HTTP.
    case malformed
    /// An answer with these statuses.
    case status(http: String, grpc: String)

    static let accepted = Outcome.status(http: "200", grpc: "0")
  }

  struct Head: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var fields: [RawField]
    var outcome: Outcome
  }

  private static func replacing(_ name: String, _ value: String?) -> [RawField] {
    RawCall.head("Echo", replacing: name, by: value)
  }

  private static func adding(_ name: String, _ value: String) -> [RawField] {
    RawCall.head("Echo", [RawField(name, value)])
  }

  static let pseudoHeaders = [
    Head(testDescription: "no :path", fields: replacing(":path", nil), outcome: .malformed),
    Head(testDescription: "no :method", fields: replacing(":method", nil), outcome: .malformed),
    Head(testDescription: "no :scheme", fields: replacing(":scheme", nil), outcome: .malformed),
    Head(testDescription: "an empty :path", fields: replacing(":path", ""), outcome: .malformed),
    Head(
      testDescription: "a :path without a slash", fields: replacing(":path", "Echo"),
      outcome: .malformed),
    Head(
      testDescription: "two :path", fields: [RawField(":path", "/a/b")] + RawCall.head("Echo"),
      outcome: .malformed),
    Head(
      testDescription: "two :method", fields: [RawField(":method", "POST")] + RawCall.head("Echo"),
      outcome: .malformed),
    Head(
      testDescription: "two :authority",
      fields: [RawField(":authority", "other")] + RawCall.head("Echo"), outcome: .malformed),
    Head(
      testDescription: "a pseudo-header behind the others", fields: adding(":path", "/a/b"),
      outcome: .malformed),
    Head(
      testDescription: ":scheme behind the others",
      fields: replacing(":scheme", nil) + [RawField(":scheme", "http")], outcome: .malformed),
    Head(
      testDescription: "an unknown pseudo-header",
      fields: [RawField(":protocol", "x")] + RawCall.head("Echo"), outcome: .malformed),
    Head(
      testDescription: "a pseudo-header of responses",
      fields: [RawField(":status", "200")] + RawCall.head("Echo"), outcome: .malformed),
    Head(testDescription: "nothing at all", fields: [], outcome: .malformed),
    Head(
      testDescription: "the method GET", fields: replacing(":method", "GET"),
      outcome: .status(http: "405", grpc: "13")),
    Head(
      testDescription: "the method post, which is not POST",
      fields: replacing(":method", "post"), outcome: .status(http: "405", grpc: "13")),
    Head(
      testDescription: "the scheme https on clear text", fields: replacing(":scheme", "https"),
      outcome: .accepted),
  ]

  static let regularHeaders = [
    Head(
      testDescription: "a name with a capital letter", fields: adding("X-Upper", "1"),
      outcome: .malformed),
    Head(testDescription: "an empty name", fields: adding("", "1"), outcome: .malformed),
    Head(
      testDescription: "connection", fields: adding("connection", "close"), outcome: .malformed),
    Head(
      testDescription: "keep-alive", fields: adding("keep-alive", "1"), outcome: .malformed),
    Head(
      testDescription: "transfer-encoding", fields: adding("transfer-encoding", "chunked"),
      outcome: .malformed),
    Head(testDescription: "upgrade", fields: adding("upgrade", "h2c"), outcome: .malformed),
    Head(
      testDescription: "te other than trailers", fields: replacing("te", "gzip"),
      outcome: .malformed),
    Head(testDescription: "no te", fields: replacing("te", nil), outcome: .accepted),
    Head(
      testDescription: "no authority of any kind", fields: replacing(":authority", nil),
      outcome: .malformed),
    Head(
      testDescription: "host instead of :authority",
      fields: replacing(":authority", nil) + [RawField("host", "a")], outcome: .accepted),
    Head(
      testDescription: "host beside :authority", fields: adding("host", "other"),
      outcome: .accepted),
    Head(
      testDescription: "a content-length that is more than what comes",
      fields: adding("content-length", "1000"), outcome: .malformed),
    Head(
      testDescription: "a content-length that is no number",
      fields: adding("content-length", "-1"), outcome: .malformed),
    Head(
      testDescription: "the content-length of what comes", fields: adding("content-length", "5"),
      outcome: .accepted),
    Head(
      testDescription: "no content-type", fields: replacing("content-type", nil),
      outcome: .status(http: "415", grpc: "2")),
    Head(
      testDescription: "another content-type",
      fields: replacing("content-type", "application/json"),
      outcome: .status(http: "415", grpc: "2")),
    Head(
      testDescription: "a content-type that begins alike",
      fields: replacing("content-type", "application/grpcx"),
      outcome: .status(http: "415", grpc: "2")),
    Head(
      testDescription: "gRPC-Web", fields: replacing("content-type", "application/grpc-web"),
      outcome: .status(http: "415", grpc: "2")),
    Head(
      testDescription: "a content-type with a suffix",
      fields: replacing("content-type", "application/grpc+proto"), outcome: .accepted),
    Head(
      testDescription: "a method that does not exist",
      fields: replacing(":path", "/\(RawCall.serviceName)/Missing"),
      outcome: .status(http: "200", grpc: "12")),
    Head(
      testDescription: "a path that is no method", fields: replacing(":path", "/"),
      outcome: .status(http: "200", grpc: "12")),
    Head(
      testDescription: "a path with a query",
      fields: replacing(":path", "/\(RawCall.serviceName)/Echo?a"),
      outcome: .status(http: "200", grpc: "12")),
    Head(
      testDescription: "a path in other letters",
      fields: replacing(":path", "/\(RawCall.serviceName)/echo"),
      outcome: .status(http: "200", grpc: "12")),
    Head(
      testDescription: "bytes as they should be", fields: adding("x-bin", "AAEC,AAE,AA=="),
      outcome: .accepted),
    Head(
      testDescription: "no bytes", fields: adding("x-bin", ""), outcome: .accepted),
    Head(
      testDescription: "bytes that are no base64", fields: adding("x-bin", "A*EC"),
      outcome: .status(http: "400", grpc: "13")),
    Head(
      testDescription: "bytes of which the second are no base64", fields: adding("x-bin", "AAEC,A"),
      outcome: .status(http: "400", grpc: "13")),
    Head(
      testDescription: "bytes with padding inside", fields: adding("x-bin", "AA==AA=="),
      outcome: .status(http: "400", grpc: "13")),
  ]

  static let timeouts =
    [
      ("1H", "0"), ("99999999H", "0"), ("00000001S", "0"), ("10000m", "0"), ("0S", "4"),
      ("00000000n", "4"), (" 1S ", "0"),
    ].map { (text, status) in
      Head(
        testDescription: "grpc-timeout \(text)", fields: adding("grpc-timeout", text),
        outcome: .status(http: "200", grpc: status))
    }
    + [
      "", "S", "1", "1s", "1h", "-1S", "+1S", "1.5S", "1 S", "123456789S", "1SS", "0x1S",
      "1\u{e9}", "18446744073709551617S",
    ].map { text in
      Head(
        testDescription: "the malformed grpc-timeout \"\(text)\"",
        fields: adding("grpc-timeout", text), outcome: .status(http: "400", grpc: "13"))
    }
    + [
      Head(
        testDescription: "two grpc-timeout of which the first is malformed",
        fields: RawCall.head(
          "Echo", [RawField("grpc-timeout", "x"), RawField("grpc-timeout", "1S")]),
        outcome: .status(http: "400", grpc: "13"))
    ]

  @Test(
    "every head has its answer, and the next call goes on",
    arguments: pseudoHeaders + regularHeaders + timeouts)
  func answer(head: Head) async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(
        .headers(RawHeaderBlock.encode(head.fields), on: 1),
        .data(RawCall.frame([]), on: 1, ends: true))
      let answer = await peer.answer()
      switch head.outcome {
      case .malformed:
        #expect(answer.reset == .protocolError)
        #expect(answer.headerLists.isEmpty)
      case .status(let httpStatus, let status):
        #expect(answer.httpStatus == httpStatus)
        #expect(answer.status == status)
      }
      await peer.send(RawCall.unary("Echo", on: 3))
      #expect(await peer.answer(on: 3).status == "0")
      await peer.close()
    }
  }

  @Test("two host fields are an error")
  func twoHosts() async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      let fields =
        Self.replacing(":authority", nil) + [
          RawField("host", "a"), RawField("host", "b"),
        ]
      await peer.send(.headers(RawHeaderBlock.encode(fields), on: 1, ends: true))
      let answer = await peer.answer()
      #expect(answer.reset == .protocolError || answer.httpStatus == "400")
      await peer.close()
    }
  }

  /// Values of metadata and what the handler sees of them.
  static let values: [(value: [UInt8], seen: String)] = [
    (Array("plain text".utf8), "plain text"), ([], ""), (Array("a\tb".utf8), "a\tb"),
    // Blanks around a value may be taken off, says gRPC.
    (Array(" blanks ".utf8), "blanks"), (Array("\t".utf8), ""),
    // Valid in HTTP and not in gRPC: no reason to fail.
    (Array("größer".utf8), "größer"), ([0xFF, 0xFE], "\u{FFFD}\u{FFFD}"), ([0xC3], "\u{FFFD}"),
  ]

  @Test("odd values of metadata fail no call", arguments: values)
  func value(value: [UInt8], seen: String) async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(RawCall.unary("Probe", fields: [RawField("x-probe".utf8, value)]))
      let answer = await peer.answer()
      #expect(answer.status == "0")
      #expect(answer.messages == [RawCall.bytesValue(Array(seen.utf8))])
      await peer.close()
    }
  }

  @Test(
    "values that HTTP does not allow make the request malformed",
    arguments: [[0], [0x61, 0x0A, 0x62], [0x61, 0x0D], [0x1B, 0x5B], [0x7F]] as [[UInt8]])
  func controlCharacters(value: [UInt8]) async throws {
    try await withFaultServer { server in
      let peer = try await server.peer()
      await peer.send(RawCall.unary("Probe", fields: [RawField("x-probe".utf8, value)]))
      #expect(await peer.answer().reset == .protocolError)
      #expect(await peer.isAlive())
      await peer.close()
    }
  }
}
