import Testing

@testable import RPC

@Suite("RoundRobin") struct ClientRoundRobinTests {
  var harness = BalancerHarness(RoundRobin(generator: SeededGenerator(seed: 1)))

  @Test("connects to all endpoints and sends calls to those that are READY, in turn")
  mutating func rotation() throws {
    harness.update([["a"], ["b"], ["c"]])
    #expect(harness.attempts == ["a", "b", "c"])
    #expect(harness.state == .connecting)
    try harness.change("a", .ready)
    #expect(harness.picks(2) == ["a", "a"])
    try harness.change("c", .ready)
    let picks = harness.picks(100)
    #expect(picks.filter { $0 == "a" }.count == 50)
    #expect(picks.filter { $0 == "c" }.count == 50)
    #expect(picks[0] != picks[1])
    #expect(harness.state == .ready)
  }

  @Test("reconnects at once when a connection is lost, and goes on with the others")
  mutating func lost() throws {
    harness.update([["a"], ["b"]])
    try harness.change("a", .ready)
    try harness.change("b", .ready)
    try harness.change("a", .idle)
    #expect(harness.attempts == ["a", "b", "a"])
    #expect(harness.state == .ready)
    #expect(harness.picks(2) == ["b", "b"])
    #expect(harness.resolutions == 1)
    try harness.change("b", .idle)
    #expect(harness.state == .connecting)
  }

  @Test("is in TRANSIENT_FAILURE when every endpoint is, until one is READY")
  mutating func stickyFailure() throws {
    harness.update([["a"], ["b"]])
    try harness.change("a", .transientFailure, "refused")
    #expect(harness.state == .connecting)
    try harness.change("b", .transientFailure, "no route")
    #expect(harness.state == .transientFailure)
    #expect(harness.failure == "The server cannot be reached: no route")
    try harness.change("a", .idle)
    #expect(harness.hosts(.connecting) == ["a"])
    #expect(harness.state == .transientFailure)
    try harness.change("a", .ready)
    #expect(harness.state == .ready)
  }

  @Test("has one connection for each endpoint of several addresses")
  mutating func severalAddresses() throws {
    harness.update([["a1", "a2"], ["b1", "b2"]])
    #expect(harness.attempts == ["a1", "b1"])
    try harness.change("a1", .transientFailure, "refused")
    #expect(harness.attempts == ["a1", "b1", "a2"])
    try harness.change("a2", .ready)
    harness.wakeUp()
    #expect(harness.attempts == ["a1", "b1", "a2", "b2"])
    try harness.change("b1", .ready)
    #expect(harness.hosts == ["a2", "b1"])
    #expect(Set(harness.picks(2)) == ["a2", "b1"])
  }

  @Test("keeps the endpoints that are still listed, whatever the order, and takes each once")
  mutating func addressUpdate() throws {
    harness.update([["a"], ["b1", "b2"]])
    try harness.change("a", .ready)
    try harness.change("b1", .ready)
    harness.update([["c"], ["b2", "b1"], ["c"]])
    #expect(harness.hosts == ["b1", "c"])
    #expect(harness.picks(2) == ["b1", "b1"])
    harness.update([])
    #expect(harness.hosts == [])
    #expect(harness.state == .transientFailure)
    #expect(harness.failure == "The target has no addresses.")
    #expect(harness.resolutions == 1)
  }

  @Test("fails calls when the first answer has no addresses, and waits before any answer")
  mutating func noAddresses() {
    harness.exitIdle()
    #expect(harness.states == [])
    harness.update([[]])
    #expect(harness.states == [.transientFailure])
    harness.update([["a"]])
    #expect(harness.states == [.transientFailure, .connecting])
  }

  @Test("drops everything when it is shut down")
  mutating func shutDown() {
    harness.update([["a"], ["b"]])
    harness.shutDown()
    harness.update([["a"]])
    #expect(harness.hosts == [])
    #expect(harness.states == [.connecting, .shutdown])
  }

  @Test(
    "sends calls to every READY subchannel and to no other, and never hangs", arguments: 0..<200)
  mutating func property(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var endpoints: [[String]] = []
    for _ in 0..<200 {
      let step = BalancerStep.random(harness, using: &generator)
      if case .update(let update) = step { endpoints = update }
      step.apply(to: &harness)
      let ready = harness.subchannels.filter { $0.value.state == .ready }
      #expect((harness.readyChoice ?? []) == Set(ready.keys))
      #expect((harness.state == .ready) == !ready.isEmpty)
      #expect(Set(ready.keys.map(\.child)).count == ready.count)
      #expect(harness.hosts.count <= endpoints.joined().count)
      #expect(Set(harness.subchannels.keys.map(\.child)).count == endpoints.count)
      if harness.state == .connecting { #expect(!harness.hosts(.connecting).isEmpty) }
    }
    harness.shutDown()
    #expect(harness.hosts.isEmpty)
  }

  @Test("waits for the health of servers, where it is watched, and leaves out those that fail")
  mutating func health() throws {
    harness = BalancerHarness(
      RoundRobin(watchesHealth: true, generator: SeededGenerator(seed: 1)))
    harness.update([["a"], ["b"]])
    try harness.change("a", .ready)
    try harness.change("b", .ready)
    #expect(harness.state == .connecting)
    try harness.tell("a", .failing("a is out of order"))
    #expect(harness.state == .connecting)
    try harness.tell("b", .failing("b is out of order"))
    #expect(harness.state == .transientFailure)
    #expect(harness.failure == "The server cannot be reached: b is out of order")
    try harness.tell("a", .serving)
    #expect(harness.picks(2) == ["a", "a"])
    try harness.tell("b", .serving)
    #expect(Set(harness.picks(2)) == ["a", "b"])
    try harness.tell("a", .failing("a is out of order"))
    #expect(harness.picks(2) == ["b", "b"])
    #expect(harness.hosts(.ready) == ["a", "b"])
  }

  @Test("asks for the health again after a reconnection")
  mutating func healthAfterReconnection() throws {
    harness = BalancerHarness(
      RoundRobin(watchesHealth: true, generator: SeededGenerator(seed: 1)))
    harness.update([["a"]])
    try harness.change("a", .ready)
    try harness.tell("a", .serving)
    #expect(harness.state == .ready)
    try harness.change("a", .idle)
    try harness.change("a", .ready)
    #expect(harness.state == .connecting)
    try harness.tell("a", .serving)
    #expect(harness.state == .ready)
  }
}
