/// Connects to every endpoint, and sends calls to those that are READY, in turn
/// (grpc/doc/load-balancing.md, gRPC proposal A61).
///
/// Each endpoint has a ``PickFirst`` of its own, which is never left IDLE. The state is that of the
/// best endpoint, in the order READY, CONNECTING, IDLE, TRANSIENT_FAILURE. Where the health of a
/// service is watched (A17), an endpoint is READY only while its server says so.
struct RoundRobin: Balancer {
  private struct Child {
    let number: Int
    /// What tells endpoints apart: the order of their addresses does not count.
    let addresses: Set<SocketEndpoint>
    var balancer: PickFirst
    var health: SubchannelHealth

    /// What counts for the whole.
    var state: ConnectivityState {
      guard balancer.state == .ready else { return balancer.state }
      switch health {
      case .serving: return .ready
      case .unknown: return .connecting
      case .failing: return .transientFailure
      }
    }

    /// How calls are refused in TRANSIENT_FAILURE.
    var refusal: Picker.Choice {
      guard balancer.state == .ready, case .failing(let failure) = health else {
        return balancer.picker.choice
      }
      return Picker.fail(failure).choice
    }
  }

  private(set) var state = ConnectivityState.idle
  private let attemptDelay: Duration
  /// Of a connection that has just been made.
  private let initialHealth: SubchannelHealth
  private var generator: any RandomNumberGenerator & Sendable
  private var children: [Child] = []
  private var createdCount = 0
  private var choice = Picker.Choice.queue
  /// Whether the name has been resolved.
  private var hasEndpoints = false

  init(
    attemptDelay: Duration = PickFirst.Settings().attemptDelay, watchesHealth: Bool = false,
    generator: any RandomNumberGenerator & Sendable
  ) {
    self.attemptDelay = attemptDelay
    initialHealth = watchesHealth ? .unknown : .serving
    self.generator = generator
  }

  var wakeUpAt: MonotonicInstant? { children.compactMap(\.balancer.wakeUpAt).min() }

  mutating func update(_ endpoints: [ResolvedEndpoint], now: MonotonicInstant)
    -> [BalancerAction]
  {
    guard state != .shutdown else { return [] }
    hasEndpoints = true
    var actions: [BalancerAction] = []
    var kept: [Set<SocketEndpoint>: Child] = [:]
    for child in children { kept[child.addresses] = child }
    children = []
    var seen: Set<Set<SocketEndpoint>> = []
    for endpoint in endpoints where !endpoint.addresses.isEmpty {
      let addresses = Set(endpoint.addresses)
      guard seen.insert(addresses).inserted else { continue }
      var child = kept.removeValue(forKey: addresses) ?? makeChild(addresses)
      actions += RoundRobin.forwarded(child.balancer.update([endpoint], now: now))
      children.append(child)
    }
    for child in kept.values.sorted(by: { $0.number < $1.number }) {
      var balancer = child.balancer
      actions += RoundRobin.forwarded(balancer.shutDown())
    }
    if children.isEmpty { actions.append(.resolveAgain) }
    return actions + settle(now: now)
  }

  mutating func subchannelChanged(
    _ id: SubchannelID, to state: ConnectivityState, failure: String?,
    now: MonotonicInstant
  ) -> [BalancerAction] {
    guard let place = children.firstIndex(where: { $0.number == id.child }) else { return [] }
    let actions = children[place].balancer.subchannelChanged(
      id, to: state, failure: failure, now: now)
    return RoundRobin.forwarded(actions) + settle(now: now)
  }

  mutating func healthChanged(
    _ id: SubchannelID, to health: SubchannelHealth, now: MonotonicInstant
  ) -> [BalancerAction] {
    guard let place = children.firstIndex(where: { $0.number == id.child }),
      children[place].balancer.picker.choice == .ready([id])
    else { return [] }
    children[place].health = health
    return settle(now: now)
  }

  mutating func wakeUp(now: MonotonicInstant) -> [BalancerAction] {
    var actions: [BalancerAction] = []
    for place in children.indices {
      actions += RoundRobin.forwarded(children[place].balancer.wakeUp(now: now))
    }
    return actions + settle(now: now)
  }

  /// Does nothing: no endpoint is left IDLE.
  mutating func exitIdle(now: MonotonicInstant) -> [BalancerAction] { settle(now: now) }

  mutating func shutDown() -> [BalancerAction] {
    guard state != .shutdown else { return [] }
    var actions: [BalancerAction] = []
    for place in children.indices {
      actions += RoundRobin.forwarded(children[place].balancer.shutDown())
    }
    children = []
    state = .shutdown
    return actions + [.update(.shutdown, .closed)]
  }

  private mutating func makeChild(_ addresses: Set<SocketEndpoint>) -> Child {
    let number = createdCount
    createdCount += 1
    return Child(
      number: number, addresses: addresses,
      balancer: PickFirst(
        PickFirst.Settings(attemptDelay: attemptDelay), child: number, generator: generator),
      health: initialHealth)
  }

  /// Reconnects what has been lost, and tells the state of all.
  private mutating func settle(now: MonotonicInstant) -> [BalancerAction] {
    guard state != .shutdown, hasEndpoints else { return [] }
    var actions: [BalancerAction] = []
    for place in children.indices where children[place].balancer.state != .ready {
      children[place].health = initialHealth
      guard children[place].balancer.state == .idle else { continue }
      actions += RoundRobin.forwarded(children[place].balancer.exitIdle(now: now))
    }
    let (newState, newChoice) = aggregate()
    guard newState != state || newChoice != choice else { return actions }
    state = newState
    choice = newChoice
    var start = 0
    // Clients that learn of the same servers at the same time should not all begin with one.
    if case .ready(let ids) = newChoice {
      start = Int.random(in: 0..<ids.count, using: &generator)
    }
    return actions + [.update(newState, Picker(newChoice, start: start))]
  }

  private func aggregate() -> (ConnectivityState, Picker.Choice) {
    var ready: [SubchannelID] = []
    for child in children where child.state == .ready {
      if case .ready(let ids) = child.balancer.picker.choice { ready += ids }
    }
    if !ready.isEmpty { return (.ready, .ready(ready)) }
    if children.contains(where: { $0.state == .connecting }) { return (.connecting, .queue) }
    if children.contains(where: { $0.state == .idle }) { return (.idle, .queue) }
    return (.transientFailure, children.last?.refusal ?? Picker.noAddresses.choice)
  }

  /// What a child wants done, except for its word on calls.
  private static func forwarded(_ actions: [BalancerAction]) -> [BalancerAction] {
    actions.filter { action in
      guard case .update = action else { return true }
      return false
    }
  }
}
