import Testing

@testable import RPC

/// A balancer and its subchannels in a network of hosts that are up or down, in simulated time.
struct SimulatedClient<Kind: Balancer> {
  private struct Subchannel {
    let host: String
    var machine: SubchannelMachine
    /// When the attempt under way ends.
    var attemptEndsAt: MonotonicInstant?
  }

  private(set) var balancer: Kind
  private(set) var now = MonotonicInstant.now
  private(set) var picker = Picker.queue
  private(set) var opened: [String: [MonotonicInstant]] = [:]
  /// The hosts that answer.
  var up: Set<String> = []
  private var subchannels: [SubchannelID: Subchannel] = [:]
  /// What the balancer is to be told when it has got what it wants.
  private var reports: [(id: SubchannelID, state: ConnectivityState, failure: String?)] = []
  private var isPerforming = false
  private var generator: SeededGenerator

  init(_ balancer: Kind, seed: UInt64) {
    self.balancer = balancer
    generator = SeededGenerator(seed: seed)
  }

  mutating func update(_ hosts: [String]) {
    let endpoints = hosts.map { ResolvedEndpoint(addresses: [SocketEndpoint(host: $0)]) }
    perform(balancer.update(endpoints, now: now))
  }

  mutating func exitIdle() { perform(balancer.exitIdle(now: now)) }

  mutating func shutDown() { perform(balancer.shutDown()) }

  /// The host goes down and its connections are lost.
  mutating func cut(_ host: String) {
    up.remove(host)
    for (id, subchannel) in subchannels where subchannel.host == host {
      guard subchannel.machine.state == .ready else { continue }
      report(id) { $0.machine.disconnected("reset", now: $1) }
    }
  }

  /// The hosts that calls are sent to.
  var picked: Set<String> {
    guard case .ready(let ids) = picker.choice else { return [] }
    return Set(ids.map { subchannels[$0]?.host ?? "gone" })
  }

  /// Connections that are open, or being opened.
  var openCount: Int {
    subchannels.values.filter { $0.machine.state == .ready || $0.attemptEndsAt != nil }.count
  }

  mutating func run(for duration: Duration) {
    let end = now + duration
    while let due = nextEvent, due <= end {
      now = max(now, due)
      perform(balancer.wakeUp(now: now))
      for id in subchannels.keys.sorted(by: { ($0.child, $0.number) < ($1.child, $1.number) }) {
        report(id) { $0.machine.wakeUp(now: $1) }
        endAttempt(id)
      }
    }
    now = end
  }

  private var nextEvent: MonotonicInstant? {
    let events = subchannels.values.flatMap { [$0.machine.wakeUpAt, $0.attemptEndsAt] }
    return (events + [balancer.wakeUpAt]).compactMap(\.self).min()
  }

  private mutating func endAttempt(_ id: SubchannelID) {
    guard let subchannel = subchannels[id], let end = subchannel.attemptEndsAt, end <= now
    else { return }
    subchannels[id]?.attemptEndsAt = nil
    let isUp = up.contains(subchannel.host)
    report(id) {
      isUp ? $0.machine.connected() : $0.machine.disconnected("refused", now: $1)
    }
  }

  private mutating func report(
    _ id: SubchannelID,
    _ change: (inout Subchannel, MonotonicInstant) -> [SubchannelMachine.Action]
  ) {
    guard var subchannel = subchannels[id] else { return }
    let actions = change(&subchannel, now)
    for case .open in actions {
      let delay = Int.random(in: 1...600, using: &generator)
      subchannel.attemptEndsAt = now + .milliseconds(delay)
      opened[subchannel.host, default: []].append(now)
    }
    subchannels[id] = subchannel
    for case .report(let state, let failure) in actions {
      reports.append((id, state, failure))
    }
    perform([])
  }

  private mutating func perform(_ actions: [BalancerAction]) {
    guard !isPerforming else { return }
    isPerforming = true
    for action in actions { perform(action) }
    while !reports.isEmpty {
      let (id, state, failure) = reports.removeFirst()
      for action in balancer.subchannelChanged(id, to: state, failure: failure, now: now) {
        perform(action)
      }
    }
    isPerforming = false
  }

  private mutating func perform(_ action: BalancerAction) {
    switch action {
    case .create(let id, let address):
      guard case .inet(let host, _) = address else { return }
      subchannels[id] = Subchannel(
        host: host,
        machine: SubchannelMachine(
          backoff: ConnectionBackoff(), connectTimeout: .seconds(20)))
    case .connect(let id):
      var generator = generator
      report(id) { $0.machine.connect(now: $1, using: &generator) }
      self.generator = generator
    case .shutDown(let id): subchannels[id] = nil
    case .update(_, let picker): self.picker = picker
    case .resolveAgain: break
    }
  }
}
