import HTTP2
import Testing

@Suite("Sessions that receive content") struct ReceivedContentTests {
  private let pair = SessionPair()

  @Test(
    "refuse content beyond the connection's window with FLOW_CONTROL_ERROR",
    arguments: [(65_535, false), (65_536, true)])
  func beyondConnectionWindow(byteCount: Int, isRefused: Bool) throws {
    var configuration = HTTP2Configuration.testing
    configuration.streamWindowBytes = 1_048_576
    configuration.connectionWindowBytes = 65_535
    let pair = SessionPair(configuration: configuration)
    try pair.exchange()
    let stream = try #require(pair.client.request(.request, endOfStream: false))
    var bytes = pair.client.output()
    // In one piece: the peer cannot have been given any window back.
    for start in stride(from: 0, to: byteCount, by: 0x4000) {
      bytes += content([UInt8](repeating: 0, count: min(0x4000, byteCount - start)), of: stream)
    }
    try? pair.server.receive(bytes)
    let answer = pair.server.output()
    try pair.client.receive(answer)
    let events = pair.client.takeEvents()
    #expect(
      events.map { Seen($0, answer) }.contains(.goAway(stream.number, .flowControlError))
        == isRefused)
  }

  @Test("give the connection's window back although no stream is credited")
  func connectionWindow() throws {
    var configuration = HTTP2Configuration.testing
    configuration.connectionWindowBytes = 131_070
    let pair = SessionPair(configuration: configuration)
    pair.creditsAtOnce = false
    try pair.exchange()
    for _ in 0..<8 {
      let stream = try #require(pair.client.request(.request, endOfStream: false))
      pair.client.send([UInt8](repeating: 1, count: 60_000), on: stream)
      try pair.exchange()
    }
    #expect(pair.serverSeen.compactMap(\.content).joined().count == 480_000)
    #expect(pair.server.localWindowBytes > 65_535)
  }

  @Test("tell the content of streams apart that take turns, in slots used before too")
  func turns() throws {
    try pair.exchange()
    let first = try #require(pair.client.request(.request, endOfStream: false))
    let second = try #require(pair.client.request(.request, endOfStream: false))
    try pair.exchange()
    var bytes = content([1], of: first) + content([2], of: second) + content([3], of: first)
    try pair.server.receive(bytes)
    #expect(
      pair.server.takeEvents().map { Seen($0, bytes) }
        == [.data(first, [1]), .data(second, [2]), .data(first, [3])])
    pair.server.reset(first, .cancel)
    try pair.exchange()
    // Slots are free when the events after the stream's last have been taken.
    #expect(pair.server.takeEvents().isEmpty)
    let third = try #require(pair.client.request(.request, endOfStream: false))
    try pair.exchange()
    let opened = pair.serverSeen.compactMap { seen -> HTTP2StreamID? in
      guard case .headers(let stream, _, _) = seen else { return nil }
      return stream
    }
    let reused = try #require(opened.last)
    #expect(reused.number == third.number)
    #expect(reused.slot == first.slot)
    bytes =
      content([4], of: third) + content([5], of: first) + content([6], of: second)
      + content([7], of: third)
    try pair.server.receive(bytes)
    #expect(
      pair.server.takeEvents().map { Seen($0, bytes) }
        == [.data(reused, [4]), .data(second, [6]), .data(reused, [7])])
  }

  /// A DATA frame.
  private func content(_ bytes: [UInt8], of stream: HTTP2StreamID) -> [UInt8] {
    [0, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF), 0, 0, 0, 0, 0, UInt8(stream.number)]
      + bytes
  }
}
