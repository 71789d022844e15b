import Testing

@testable import RPC

@Suite("PickFirst") struct ClientPickFirstTests {
  var harness = BalancerHarness(PickFirst(generator: SeededGenerator(seed: 1)))

  @Test("uses the first address that becomes READY and drops the others")
  mutating func firstReady() throws {
    harness.update([["a"], ["b"]])
    #expect(harness.attempts == ["a"])
    #expect(harness.state == .connecting)
    harness.wakeUp()
    #expect(harness.attempts == ["a", "b"])
    try harness.change("b", .ready)
    #expect(harness.state == .ready)
    #expect(harness.hosts == ["b"])
    #expect(harness.picks(3) == ["b", "b", "b"])
    #expect(harness.balancer.wakeUpAt == nil)
    #expect(harness.resolutions == 0)
  }

  @Test("tries the next address after 250 ms, or at once when one fails")
  mutating func happyEyeballs() throws {
    let start = harness.now
    harness.update([["a"], ["b"], ["c"], ["d"]])
    #expect(harness.balancer.wakeUpAt == start + .milliseconds(250))
    harness.wakeUp()
    #expect(harness.balancer.wakeUpAt == start + .milliseconds(500))
    try harness.change("a", .transientFailure, "refused")
    #expect(harness.attempts == ["a", "b"])
    try harness.change("b", .transientFailure, "refused")
    #expect(harness.attempts == ["a", "b", "c"])
    harness.wakeUp()
    #expect(harness.attempts == ["a", "b", "c", "d"])
    #expect(harness.balancer.wakeUpAt == nil)
    #expect(harness.state == .connecting)
  }

  @Test("alternates between the kinds of addresses, beginning with the first")
  mutating func interleaving() throws {
    harness.update([["::1"], ["::2"], ["::3"], ["1.1.1.1"], ["::1"], ["1.1.1.2"]])
    for _ in 0..<4 { harness.wakeUp() }
    #expect(harness.attempts == ["::1", "1.1.1.1", "::2", "1.1.1.2", "::3"])
  }

  @Test("stays in TRANSIENT_FAILURE until READY, trying all addresses, and asks for new ones")
  mutating func stickyFailure() throws {
    harness.update([["a"], ["b"]])
    try harness.change("a", .transientFailure, "refused")
    try harness.change("b", .transientFailure, "no route")
    #expect(harness.state == .transientFailure)
    #expect(harness.failure == "The server cannot be reached: no route")
    #expect(harness.resolutions == 1)
    try harness.change("a", .idle)
    #expect(harness.hosts(.connecting) == ["a"])
    #expect(harness.state == .transientFailure)
    try harness.change("a", .transientFailure, "timeout")
    #expect(harness.resolutions == 1)
    try harness.change("b", .idle)
    try harness.change("b", .transientFailure, "timeout")
    #expect(harness.resolutions == 2)
    #expect(harness.failure == "The server cannot be reached: timeout")
    harness.update([["a"], ["b"], ["c"]])
    #expect(harness.state == .transientFailure)
    #expect(harness.hosts(.connecting) == ["c"])
    try harness.change("c", .ready)
    #expect(harness.states == [.connecting, .transientFailure, .transientFailure, .ready])
  }

  @Test("connects again, after the pass, to addresses whose pause ended within it")
  mutating func idleWithinPass() throws {
    harness.update([["a"], ["b"]])
    try harness.change("a", .transientFailure, "refused")
    try harness.change("a", .idle)
    #expect(harness.attempts == ["a", "b"])
    try harness.change("b", .transientFailure, "refused")
    #expect(harness.attempts == ["a", "b", "a"])
  }

  @Test("is IDLE when the connection is lost, and connects when a call asks for it")
  mutating func lost() throws {
    harness.update([["a"], ["b"]])
    try harness.change("a", .ready)
    try harness.change("a", .idle)
    #expect(harness.state == .idle)
    #expect(harness.hosts == [])
    #expect(harness.resolutions == 1)
    harness.update([["b"], ["c"]])
    #expect(harness.hosts == [])
    harness.exitIdle()
    #expect(harness.state == .connecting)
    #expect(harness.hosts == ["b", "c"])
    #expect(harness.hosts(.connecting) == ["b"])
    harness.exitIdle()
    #expect(harness.attempts == ["a", "b"])
  }

  @Test("keeps a READY address that is still listed, and drops one that is not")
  mutating func addressUpdate() throws {
    harness.update([["a"], ["b"]])
    try harness.change("a", .ready)
    harness.update([["c"], ["a"]])
    #expect(harness.hosts == ["a"])
    #expect(harness.states == [.connecting, .ready])
    harness.update([["c"], ["d"]])
    #expect(harness.hosts == ["c", "d"])
    #expect(harness.states == [.connecting, .ready, .connecting])
  }

  @Test("keeps attempts under way when the list changes")
  mutating func updateWhileConnecting() throws {
    harness.update([["a"], ["b"]])
    harness.update([["a"], ["c"]])
    #expect(harness.hosts == ["a", "c"])
    #expect(harness.attempts == ["a"])
    harness.wakeUp()
    #expect(harness.attempts == ["a", "c"])
  }

  @Test("fails calls while there are no addresses")
  mutating func noAddresses() throws {
    harness.update([])
    #expect(harness.state == .transientFailure)
    #expect(harness.failure == "The target has no addresses.")
    #expect(harness.resolutions == 1)
    harness.update([["a"]])
    #expect(harness.state == .connecting)
    try harness.change("a", .ready)
    harness.update([[]])
    #expect(harness.state == .transientFailure)
    #expect(harness.hosts == [])
  }

  @Test("tries endpoints in random order when told to, the addresses of one together")
  mutating func shuffle() {
    var firsts: Set<String> = []
    for seed in 0..<30 {
      var harness = BalancerHarness(
        PickFirst(
          PickFirst.Settings(shufflesEndpoints: true),
          generator: SeededGenerator(seed: UInt64(seed))))
      harness.update([["a1", "a2"], ["b1", "b2"], ["c1", "c2"]])
      for _ in 0..<5 { harness.wakeUp() }
      firsts.insert(harness.attempts[0])
      #expect(Set(harness.attempts).count == 6)
      #expect(harness.attempts[0].first == harness.attempts[1].first)
    }
    #expect(firsts == ["a1", "b1", "c1"])
  }

  @Test("drops everything when it is shut down, and does nothing afterwards")
  mutating func shutDown() {
    harness.update([["a"], ["b"]])
    harness.shutDown()
    harness.update([["a"]])
    harness.exitIdle()
    harness.wakeUp()
    harness.shutDown()
    #expect(harness.hosts == [])
    #expect(harness.states == [.connecting, .shutdown])
    #expect(harness.failure == "The client has been closed.")
  }

  @Test("has one READY subchannel at most, uses it, and never hangs", arguments: 0..<200)
  mutating func property(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var listed: Set<String> = []
    for _ in 0..<200 {
      let step = BalancerStep.random(harness, using: &generator)
      if case .update(let endpoints) = step { listed = Set(endpoints.joined()) }
      step.apply(to: &harness)
      let ready = harness.subchannels.filter { $0.value.state == .ready }
      #expect(ready.count <= 1)
      #expect((harness.state == .ready) == !ready.isEmpty)
      #expect((harness.readyChoice ?? []) == Set(ready.keys))
      switch harness.state {
      case .ready: #expect(harness.hosts.count == 1)
      case .idle: #expect(harness.hosts.isEmpty)
      case .connecting:
        #expect(harness.hosts == listed.sorted())
        #expect(!harness.hosts(.connecting).isEmpty)
      case .transientFailure:
        #expect(harness.hosts == listed.sorted())
        // Also a pass over new addresses may be under way.
        #expect(
          harness.hosts(.idle).isEmpty || !harness.hosts(.connecting).isEmpty)
      case .shutdown: Issue.record("nobody has shut it down")
      }
    }
    harness.shutDown()
    #expect(harness.hosts.isEmpty)
  }
}
