import Testing

@testable import HTTP2

@Suite("Sessions that note frames") struct FrameRecordTests {
  private static func pair(headerListBytesMax: Int = 1000) -> SessionPair {
    var configuration = HTTP2Configuration.testing
    configuration.headerListBytesMax = headerListBytesMax
    configuration.recordsFrames = true
    return SessionPair(configuration: configuration)
  }

  /// A frame in a line, without its length.
  private static func line(_ frame: HTTP2FrameRecord) -> String {
    let start = "\(frame.direction) \(frame.type) \(frame.streamNumber)"
    return ([start] + frame.flags + frame.fields + [frame.detail]).filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  @Test("tell every frame of a call with its flags in words")
  func call() throws {
    let pair = Self.pair()
    let stream = try #require(pair.client.request(.request, endOfStream: false))
    pair.client.send([1, 2, 3], on: stream)
    pair.client.finish(stream)
    try pair.exchange()
    pair.server.respond(to: stream, .response, endOfStream: false)
    pair.server.send([4, 5], on: stream)
    pair.server.finish(stream, trailers: .trailers)
    try pair.exchange()
    let frames = pair.client.takeFrames()
    let sent = frames.filter { $0.direction == .sent }
    let received = frames.filter { $0.direction == .received }
    #expect(
      sent.map(Self.line) == [
        "sent SETTINGS 0 INITIAL_WINDOW_SIZE=65535 MAX_HEADER_LIST_SIZE=1000"
          + " NO_RFC7540_PRIORITIES=1 ENABLE_PUSH=0",
        "sent WINDOW_UPDATE 0 +983041",
        "sent HEADERS 1 END_HEADERS :method=POST :scheme :path=/s/m :authority",
        "sent DATA 1 END_STREAM", "sent SETTINGS 0 ACK",
      ])
    #expect(
      received.map(Self.line) == [
        "received SETTINGS 0 INITIAL_WINDOW_SIZE=65535 MAX_HEADER_LIST_SIZE=1000"
          + " NO_RFC7540_PRIORITIES=1 MAX_CONCURRENT_STREAMS=10",
        "received WINDOW_UPDATE 0 +983041", "received SETTINGS 0 ACK",
        "received HEADERS 1 END_HEADERS :status=200", "received DATA 1",
        "received HEADERS 1 END_STREAM END_HEADERS grpc-status=0",
      ])
    #expect(sent.first { $0.type == "DATA" }?.length == 3)
    #expect(received.first { $0.type == "DATA" }?.length == 2)
    #expect(pair.client.takeFrames() == [])
  }

  @Test("tell what was sent on one side as received on the other, with the same lengths")
  func bothSides() throws {
    let pair = Self.pair(headerListBytesMax: 100_000)
    var large = HTTP2Headers.request
    // Two CONTINUATION frames follow.
    large.append("x-large", String(repeating: "€", count: 13_000))
    let stream = try #require(pair.client.request(large, endOfStream: true))
    try pair.exchange()
    pair.client.reset(stream, .cancel)
    pair.client.ping(7)
    try pair.exchange()
    let sent = pair.client.takeFrames().filter { $0.direction == .sent }
    let received = pair.server.takeFrames().filter { $0.direction == .received }
    #expect(
      sent.map(Self.line).map { $0.replacing("sent ", with: "") }
        == received.map(Self.line).map { $0.replacing("received ", with: "") })
    #expect(sent.map(\.length) == received.map(\.length))
    #expect((sent.first { $0.type == "HEADERS" }?.length ?? 0) > 2 * 16_384)
    #expect(sent.contains { Self.line($0) == "sent RST_STREAM 1 CANCEL" })
  }

  @Test("show no value of a header field that could be a secret, and no content")
  func secrets() throws {
    let pair = Self.pair()
    var headers = HTTP2Headers.request
    headers.append("grpc-timeout", "5S")
    headers.append("authorization", "Bearer s3cret", isUnindexed: true)
    headers.append("x-agent", "s3cret")
    headers.append("user-agent", "s3cret")
    let stream = try #require(pair.client.request(headers, endOfStream: false))
    pair.client.send(Array("s3cret".utf8), on: stream)
    pair.client.finish(stream)
    try pair.exchange()
    var trailers: HTTP2Headers = ["grpc-status": "3", "grpc-message": "s3cret"]
    trailers.append("grpc-status-details-bin", "s3cret")
    pair.server.respond(to: stream, .response, endOfStream: false)
    pair.server.finish(stream, trailers: trailers)
    pair.server.refuseNewStreams(.noError, debugData: "s3cret")
    try pair.exchange()
    for frames in [pair.client.takeFrames(), pair.server.takeFrames()] {
      #expect(!"\(frames)".contains("s3cret"))
      let fields = frames.flatMap(\.fields)
      #expect(fields.contains("authorization"))
      #expect(fields.contains("grpc-timeout=5S"))
      #expect(fields.contains("grpc-message"))
      #expect(fields.contains("grpc-status=3"))
      #expect(frames.contains { $0.detail == "NO_ERROR, last stream 1" })
    }
  }

  @Test("show the beginning of a long value")
  func longValue() throws {
    let pair = Self.pair(headerListBytesMax: 10_000)
    let headers: HTTP2Headers = [
      ":method": "POST", ":scheme": "http", ":path": "/" + String(repeating: "p", count: 999),
      ":authority": "test",
    ]
    _ = pair.client.request(headers, endOfStream: true)
    try pair.exchange()
    let path = pair.server.takeFrames().flatMap(\.fields).first { $0.hasPrefix(":path=") }
    #expect(path?.utf8.count == ":path=".utf8.count + HTTP2FrameRecord.shownValueBytesMax)
  }

  @Test("tell that a header list was too large, without any of it")
  func tooLarge() throws {
    let pair = Self.pair()
    var headers = HTTP2Headers.request
    headers.append("x-large", String(repeating: "a", count: 1000))
    _ = pair.client.request(headers, endOfStream: true)
    try pair.exchange()
    let frame = try #require(pair.server.takeFrames().first { $0.type == "HEADERS" })
    #expect(Self.line(frame) == "received HEADERS 1 END_STREAM END_HEADERS larger than allowed")
  }

  @Test("tell of frames that break the protocol why they were refused")
  func refused() throws {
    let pair = Self.pair()
    try pair.exchange()
    _ = pair.server.takeFrames()
    // A window update of nothing for a stream that was never opened.
    try pair.server.receive([0, 0, 4, 8, 0, 0, 0, 0, 9, 0, 0, 0, 0])
    let frames = pair.server.takeFrames().map(Self.line)
    #expect(frames.count == 1)
    #expect(frames.first?.hasPrefix("received WINDOW_UPDATE 9 refused: ") == true)
    _ = pair.server.output()
    #expect(
      pair.server.takeFrames().contains { $0.type == "GOAWAY" && $0.detail.hasPrefix("PROTOCOL_E") }
    )
  }

  @Test("note nothing unless they are told to")
  func off() throws {
    let pair = SessionPair()
    _ = pair.client.request(.request, endOfStream: true)
    try pair.exchange()
    #expect(pair.client.takeFrames() == [])
    #expect(pair.server.takeFrames() == [])
  }
}
