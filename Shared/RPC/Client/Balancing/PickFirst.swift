/// Connects to one of the addresses, and sends all calls there (gRPC proposals A61 and A62).
///
/// Addresses are tried in order, alternating between IPv6 and IPv4; when one is slow, the next is
/// tried beside it (Happy Eyeballs, RFC 8305). The first to be READY wins, the others are dropped.
/// When all have failed the state is TRANSIENT_FAILURE until one is READY. When the winner is lost
/// the state is IDLE.
struct PickFirst: Balancer {
  struct Settings: Hashable {
    /// Whether the endpoints are tried in random order.
    var shufflesEndpoints = false
    /// How long an attempt is alone; 100 ms to 2 s.
    var attemptDelay = Duration.milliseconds(250)
  }

  private struct Candidate {
    let id: SubchannelID
    let address: SocketEndpoint
    var state = ConnectivityState.idle
    /// In this pass.
    var hasFailed = false
  }

  private(set) var state = ConnectivityState.idle
  private(set) var picker = Picker.queue
  private(set) var wakeUpAt: MonotonicInstant?
  private let settings: Settings
  private let child: Int
  private var generator: any RandomNumberGenerator & Sendable
  private var addresses: [SocketEndpoint] = []
  /// By address while there is no winner; then the winner alone; none while IDLE.
  private var candidates: [Candidate] = []
  private var createdCount = 0
  /// Whether not all candidates have failed since the addresses came.
  private var isInPass = false
  /// Of the candidates, the first that the pass has not come to.
  private var next = 0
  /// Since the end of the pass.
  private var failureCount = 0
  private var lastFailure = ""

  init(
    _ settings: Settings = Settings(), child: Int = 0,
    generator: any RandomNumberGenerator & Sendable
  ) {
    self.settings = settings
    self.child = child
    self.generator = generator
  }

  // MARK: - Inputs

  mutating func update(_ endpoints: [ResolvedEndpoint], now: MonotonicInstant)
    -> [BalancerAction]
  {
    guard state != .shutdown else { return [] }
    let hadNone = addresses.isEmpty
    var endpoints = endpoints
    if settings.shufflesEndpoints { endpoints.shuffle(using: &generator) }
    addresses = AddressOrder.interleaved(endpoints.flatMap(\.addresses))
    guard !addresses.isEmpty else {
      return dropCandidates() + [.resolveAgain] + report(.transientFailure, .noAddresses)
    }
    let keepsWinner = state == .ready && addresses.contains { $0 == candidates.first?.address }
    if keepsWinner || (state == .idle && !hadNone) { return [] }
    var actions = matchCandidates()
    if state != .transientFailure || hadNone { actions += report(.connecting, .queue) }
    return actions + startPass(now: now)
  }

  mutating func subchannelChanged(
    _ id: SubchannelID, to newState: ConnectivityState, failure: String?,
    now: MonotonicInstant
  ) -> [BalancerAction] {
    guard let place = candidates.firstIndex(where: { $0.id == id }) else { return [] }
    candidates[place].state = newState
    if state == .ready {
      guard newState != .ready else { return [] }
      return dropCandidates() + [.resolveAgain] + report(.idle, .queue)
    }
    switch newState {
    case .ready: return choose(place)
    case .transientFailure: return fail(place, failure ?? "the connection failed", now: now)
    case .idle:
      // A pass comes to each candidate once; afterwards all are tried as often as their pauses
      // allow. One that has lost its attempt without having failed in it gets it back.
      let isPastTurn = place < next && !candidates[place].hasFailed
      guard !isInPass || isPastTurn else { return [] }
      return [connect(place)]
    case .connecting, .shutdown: return []
    }
  }

  mutating func wakeUp(now: MonotonicInstant) -> [BalancerAction] {
    guard let due = wakeUpAt, due <= now else { return [] }
    return advance(now: now)
  }

  mutating func exitIdle(now: MonotonicInstant) -> [BalancerAction] {
    guard state == .idle, !addresses.isEmpty else { return [] }
    return matchCandidates() + report(.connecting, .queue) + startPass(now: now)
  }

  mutating func shutDown() -> [BalancerAction] {
    guard state != .shutdown else { return [] }
    return dropCandidates() + report(.shutdown, .closed)
  }

  // MARK: - The pass

  private mutating func startPass(now: MonotonicInstant) -> [BalancerAction] {
    for place in candidates.indices { candidates[place].hasFailed = false }
    isInPass = true
    next = 0
    failureCount = 0
    return advance(now: now)
  }

  /// Goes on to the next candidate that may still connect.
  private mutating func advance(now: MonotonicInstant) -> [BalancerAction] {
    wakeUpAt = nil
    while next < candidates.count {
      let place = next
      next += 1
      guard candidates[place].state != .transientFailure else {
        candidates[place].hasFailed = true
        continue
      }
      if next < candidates.count { wakeUpAt = now + settings.attemptDelay }
      return candidates[place].state == .idle ? [connect(place)] : []
    }
    return endPassIfAllFailed()
  }

  private mutating func fail(_ place: Int, _ failure: String, now: MonotonicInstant)
    -> [BalancerAction]
  {
    lastFailure = failure
    guard isInPass else {
      failureCount += 1
      guard failureCount % candidates.count == 0 else { return [] }
      return [.resolveAgain] + report(.transientFailure, .fail(lastFailure))
    }
    candidates[place].hasFailed = true
    return place == next - 1 ? advance(now: now) : endPassIfAllFailed()
  }

  private mutating func endPassIfAllFailed() -> [BalancerAction] {
    guard isInPass, candidates.allSatisfy(\.hasFailed) else { return [] }
    isInPass = false
    wakeUpAt = nil
    var actions =
      [.resolveAgain] + report(.transientFailure, .fail(lastFailure))
    for place in candidates.indices where candidates[place].state == .idle {
      actions.append(connect(place))
    }
    return actions
  }

  private mutating func connect(_ place: Int) -> BalancerAction {
    candidates[place].state = .connecting
    return .connect(candidates[place].id)
  }

  // MARK: - The candidates

  /// Keeps the candidates whose addresses are still listed, and makes the others.
  private mutating func matchCandidates() -> [BalancerAction] {
    var actions: [BalancerAction] = []
    var kept: [SocketEndpoint: Candidate] = [:]
    for candidate in candidates {
      if addresses.contains(candidate.address) {
        kept[candidate.address] = candidate
      } else {
        actions.append(.shutDown(candidate.id))
      }
    }
    candidates = []
    for address in addresses {
      if let candidate = kept[address] {
        candidates.append(candidate)
      } else {
        let id = SubchannelID(child: child, number: createdCount)
        createdCount += 1
        candidates.append(Candidate(id: id, address: address))
        actions.append(.create(id, address))
      }
    }
    return actions
  }

  private mutating func choose(_ place: Int) -> [BalancerAction] {
    let winner = candidates[place]
    candidates.remove(at: place)
    let actions = dropCandidates()
    candidates = [winner]
    return actions + report(.ready, Picker(.ready([winner.id])))
  }

  private mutating func dropCandidates() -> [BalancerAction] {
    let actions = candidates.map { BalancerAction.shutDown($0.id) }
    candidates = []
    isInPass = false
    wakeUpAt = nil
    return actions
  }

  private mutating func report(_ state: ConnectivityState, _ picker: Picker) -> [BalancerAction] {
    guard state != self.state || picker != self.picker else { return [] }
    self.state = state
    self.picker = picker
    return [.update(state, picker)]
  }
}
