import Testing

@testable import RPC

@Suite("Balancers over subchannels, in simulated time") struct ClientSimulationTests {
  static let hosts = ["1.1.1.1", "1.1.1.2", "1.1.1.3", "::1", "::2", "::3"]

  /// Hosts come and go, and lists change, for a while.
  func disturb(
    _ client: inout SimulatedClient<some Balancer>, using generator: inout SeededGenerator
  ) {
    client.update(Self.hosts)
    for _ in 0..<60 {
      let host = Self.hosts[Int.random(in: 0..<Self.hosts.count, using: &generator)]
      switch Int.random(in: 0..<5, using: &generator) {
      case 0, 1: client.cut(host)
      case 2: client.up.insert(host)
      case 3:
        let count = Int.random(in: 0...Self.hosts.count, using: &generator)
        client.update(Array(Self.hosts.shuffled(using: &generator).prefix(count)))
      default: client.exitIdle()
      }
      client.run(for: .milliseconds(Int.random(in: 0...5000, using: &generator)))
    }
  }

  @Test("pick_first finds the one host that is up, whatever was before", arguments: 0..<40)
  func pickFirst(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var client = SimulatedClient(PickFirst(generator: generator), seed: seed)
    disturb(&client, using: &generator)
    for host in Self.hosts { client.cut(host) }
    client.update(Self.hosts)
    client.exitIdle()
    client.run(for: .seconds(300))
    #expect(client.picked.isEmpty)
    client.up = ["::2"]
    client.run(for: .seconds(150))
    #expect(client.picked == ["::2"])
    #expect(client.openCount == 1)
    client.shutDown()
    #expect(client.openCount == 0)
  }

  @Test("round_robin finds all hosts that are up, whatever was before", arguments: 0..<40)
  func roundRobin(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var client = SimulatedClient(RoundRobin(generator: generator), seed: seed)
    disturb(&client, using: &generator)
    client.update(Self.hosts)
    client.up = Set(Self.hosts)
    client.run(for: .seconds(150))
    #expect(client.picked == Set(Self.hosts))
    #expect(client.openCount == Self.hosts.count)
    client.cut("::1")
    #expect(client.picked == Set(Self.hosts).subtracting(["::1"]))
    client.shutDown()
    #expect(client.openCount == 0)
  }

  @Test("a host that is down is asked as rarely as the pauses say", arguments: 0..<20)
  func pauses(seed: UInt64) throws {
    var client = SimulatedClient(
      PickFirst(generator: SeededGenerator(seed: seed)), seed: seed)
    client.update(["1.1.1.1", "1.1.1.2"])
    client.run(for: .seconds(3600))
    let times = try #require(client.opened["1.1.1.1"])
    var expected = 1.0
    for (earlier, later) in zip(times, times.dropFirst()) {
      let pause = earlier.duration(to: later) / .seconds(1)
      // The first of a pass may wait for the others.
      #expect((0.799 * expected...1.201 * expected + 2).contains(pause))
      expected = min(expected * 1.6, 120)
    }
    #expect((30...45).contains(times.count))
  }
}
