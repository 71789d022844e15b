import Testing

@testable import HTTP2

@Suite("HTTP2Memory") struct SharedMemoryTests {
  /// One request with content and its answer, over sessions that share memory.
  private func makeCall(_ memory: HTTP2Memory) throws -> HTTP2ServerSession {
    let pair = SessionPair(memory: memory)
    try pair.exchange()
    let stream = try #require(pair.client.request(.request, endOfStream: false))
    pair.client.send([1, 2, 3], on: stream)
    pair.client.finish(stream)
    try pair.exchange()
    let served = HTTP2StreamID(number: stream.number, slot: 0)
    pair.server.respond(to: served, .response, endOfStream: false)
    pair.server.send([4, 5], on: served)
    pair.server.finish(served, trailers: .trailers)
    try pair.exchange()
    #expect(pair.serverSeen.compactMap(\.content).joined().elementsEqual([1, 2, 3]))
    #expect(pair.clientSeen.compactMap(\.content).joined().elementsEqual([4, 5]))
    return pair.server
  }

  @Test("sessions that share it do not meet each other's content, one after the other and mixed")
  func sharing() throws {
    let memory = HTTP2Memory()
    for _ in 0..<5 { _ = try makeCall(memory) }
    let pairs = (0..<3).map { _ in SessionPair(memory: memory) }
    for pair in pairs { try pair.exchange() }
    for (number, pair) in pairs.enumerated() {
      let stream = try #require(pair.client.request(.request, endOfStream: false))
      pair.client.send([UInt8(number)], on: stream)
      pair.client.finish(stream)
    }
    for pair in pairs.reversed() { try pair.exchange() }
    for (number, pair) in pairs.enumerated() {
      #expect(pair.serverSeen.compactMap(\.content).joined().elementsEqual([UInt8(number)]))
    }
  }

  @Test("a session may be let go of on another thread while the others work")
  func otherThread() async throws {
    let memory = HTTP2Memory()
    for _ in 0..<20 {
      let handed = HandedSession(try makeCall(memory))
      let end = Task.detached { handed.drop() }
      _ = try makeCall(memory)
      await end.value
    }
  }

  @Test("a list of events comes back empty, and one that is very long does not come back")
  func events() {
    let memory = HTTP2Memory()
    var events = [HTTP2Event](repeating: .ping, count: 10)
    memory.giveBack(events: &events)
    #expect(events.isEmpty)
    let taken = memory.takeEvents()
    #expect(taken.isEmpty)
    #expect(taken.capacity >= 10)
    var many = [HTTP2Event](repeating: .ping, count: 10_000)
    memory.giveBack(events: &many)
    #expect(memory.takeEvents().capacity == 0)
  }
}
