import HTTP2
import Testing

@Suite("Sessions that write a frame in pieces") struct OutputPieceTests {
  private let pair = SessionPair()

  @Test(
    "take in and give out between the pieces of a frame", arguments: [1, 10, 1000, 16_393, 16_394])
  func pieces(count: Int) throws {
    let content = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let streams = try (0..<3).map { _ in
      try #require(pair.client.request(.request, endOfStream: false))
    }
    for stream in streams {
      pair.client.send(content, on: stream)
      pair.client.finish(stream)
    }
    try pair.exchange(count)
    for stream in streams {
      let arrived = pair.serverSeen.compactMap { seen -> [UInt8]? in
        guard case .data(stream, let bytes) = seen else { return nil }
        return bytes
      }
      #expect(arrived.joined().elementsEqual(content))
      #expect(pair.serverSeen.contains(.endOfStream(stream)))
    }
  }

  @Test("are not finished before the last piece of the last frame is taken")
  func lastPiece() throws {
    try pair.exchange()
    pair.client.refuseNewStreams(.noError)
    #expect(pair.client.output(1).count == 1)
    #expect(!pair.client.isFinished)
    #expect(pair.client.output().count > 1)
    #expect(pair.client.isFinished)
  }

  @Test("reset a stream of which a frame is written in part, and keep the others whole")
  func resetInsideFrame() throws {
    let content = [UInt8](repeating: 7, count: 10_000)
    try pair.exchange()
    let reset = try #require(pair.client.request(.request, endOfStream: false))
    let kept = try #require(pair.client.request(.request, endOfStream: false))
    for stream in [reset, kept] { pair.client.send(content, on: stream) }
    var toServer = pair.client.output(5000)
    pair.client.reset(reset, .cancel)
    pair.client.finish(kept)
    toServer += pair.client.output()
    try pair.server.receive(toServer)
    let events = pair.server.takeEvents()
    let seen = events.map { Seen($0, toServer) }
    #expect(seen.contains(.closed(reset, .cancel)))
    #expect(seen.contains(.endOfStream(kept)))
  }
}
