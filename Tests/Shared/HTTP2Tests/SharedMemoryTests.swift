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

  @Test("outboxes come back empty, and of those that have held much only a few come back")
  func outboxes() {
    let memory = HTTP2Memory()
    for size in [1_000_000, 10] + [Int](repeating: 64 * 1024, count: 40) {
      var outbox = Outbox()
      outbox.append(byteCountMax: size) { output in
        for _ in 0..<size { output.append(7) }
      }
      #expect(outbox.count == size)
      memory.giveBack(outbox: &outbox)
      #expect(outbox.count == 0)
      #expect(!outbox.keepsMemory)
    }
    // Taken and given back, they are still as many.
    for _ in 0..<2 {
      var taken: [Outbox] = []
      while let outbox = Optional(memory.takeOutbox()), outbox.keepsMemory { taken.append(outbox) }
      #expect(taken.allSatisfy { $0.count == 0 })
      #expect(taken.filter(\.isLarge).count == 16)
      #expect(taken.count == 17)
      for var outbox in taken { memory.giveBack(outbox: &outbox) }
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
