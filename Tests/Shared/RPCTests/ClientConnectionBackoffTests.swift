import Testing

@testable import RPC

@Suite("ConnectionBackoff.pause") struct ClientConnectionBackoffTests {
  @Test("grows from 1 s by 1.6 to 120 s, within a fifth, and starts anew", arguments: 0..<50)
  func range(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var backoff = ConnectionBackoff()
    for _ in 0..<2 {
      var expected = 1.0
      for _ in 0..<20 {
        let pause = backoff.pause(using: &generator) / .seconds(1)
        #expect((0.799 * expected...1.201 * expected).contains(pause))
        expected = min(expected * 1.6, 120)
      }
      backoff.reset()
    }
  }
}

@Suite("SubchannelMachine") struct ClientSubchannelTests {
  static let origin = MonotonicInstant.now
  var generator = SeededGenerator(seed: 1)
  var machine = SubchannelMachine(
    backoff: ConnectionBackoff(ConnectionBackoff.Settings(jitter: 0)),
    connectTimeout: .seconds(20))

  mutating func connect(after delay: Duration) -> [SubchannelMachine.Action] {
    machine.connect(now: Self.origin + delay, using: &generator)
  }

  @Test("waits from the start of a failed attempt, longer each time, and then is IDLE")
  mutating func backoff() {
    #expect(
      connect(after: .zero)
        == [.report(.connecting, failure: nil), .open(deadline: Self.origin + .seconds(20))])
    #expect(connect(after: .zero) == [])
    #expect(
      machine.disconnected("refused", now: Self.origin + .milliseconds(400))
        == [.report(.transientFailure, failure: "refused")])
    #expect(machine.wakeUpAt == Self.origin + .seconds(1))
    #expect(machine.wakeUp(now: Self.origin + .milliseconds(999)) == [])
    #expect(machine.wakeUp(now: Self.origin + .seconds(1)) == [.report(.idle, failure: nil)])
    _ = connect(after: .seconds(1))
    _ = machine.disconnected("refused", now: Self.origin + .seconds(30))
    #expect(machine.wakeUpAt == Self.origin + .seconds(30))
    _ = machine.wakeUp(now: Self.origin + .seconds(30))
    _ = connect(after: .seconds(30))
    _ = machine.disconnected("refused", now: Self.origin + .seconds(30))
    #expect(machine.wakeUpAt == Self.origin + .seconds(30) + .milliseconds(2560))
    #expect(
      machine.resetBackoff(now: Self.origin + .seconds(31)) == [.report(.idle, failure: nil)])
  }

  @Test("an attempt may take longer than 20 s when the pause is longer")
  mutating func deadline() {
    machine = SubchannelMachine(
      backoff: ConnectionBackoff(
        ConnectionBackoff.Settings(initial: .seconds(60), jitter: 0)),
      connectTimeout: .seconds(20))
    #expect(connect(after: .zero).last == .open(deadline: Self.origin + .seconds(60)))
  }

  @Test("forgets the pauses when the server's settings arrive, and is IDLE when it is lost")
  mutating func ready() {
    _ = connect(after: .zero)
    #expect(machine.connected() == [.report(.ready, failure: nil)])
    #expect(machine.connected() == [])
    #expect(machine.disconnected("reset", now: Self.origin) == [.report(.idle, failure: nil)])
    #expect(machine.disconnected("reset", now: Self.origin) == [])
    _ = connect(after: .seconds(5))
    _ = machine.disconnected("refused", now: Self.origin + .seconds(5))
    #expect(machine.wakeUpAt == Self.origin + .seconds(6))
  }

  @Test("closes what is open when it is shut down, and does nothing afterwards")
  mutating func shutDown() {
    _ = connect(after: .zero)
    #expect(machine.shutDown() == [.close])
    #expect(machine.shutDown() == [])
    #expect(machine.connected() == [])
    #expect(machine.disconnected("late", now: Self.origin) == [])
    #expect(connect(after: .zero) == [])
    #expect(machine.state == .shutdown)
  }
}
