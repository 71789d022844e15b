@testable import RPC

/// Something that may happen to a balancer.
enum BalancerStep {
  case update([[String]])
  case change(SubchannelID, ConnectivityState)
  case wakeUp
  case exitIdle

  /// A legal step, chosen at random; mostly changes of subchannels.
  static func random(
    _ harness: BalancerHarness<some Balancer>, using generator: inout some RandomNumberGenerator
  ) -> BalancerStep {
    switch Int.random(in: 0..<10, using: &generator) {
    case 0:
      let hosts = ["1.1.1.1", "1.1.1.2", "1.1.1.3", "::1", "::2", "::3"].shuffled(using: &generator)
      var endpoints: [[String]] = []
      for host in hosts.prefix(Int.random(in: 0...6, using: &generator)) {
        if Int.random(in: 0..<3, using: &generator) == 0, !endpoints.isEmpty {
          endpoints[endpoints.count - 1].append(host)
        } else {
          endpoints.append([host])
        }
      }
      return .update(endpoints)
    case 1: return .exitIdle
    case 2, 3: return .wakeUp
    default:
      let ids = harness.subchannels.keys.sorted { ($0.child, $0.number) < ($1.child, $1.number) }
      guard let id = ids.randomElement(using: &generator), let subchannel = harness.subchannels[id]
      else { return .wakeUp }
      let fails = Int.random(in: 0..<3, using: &generator) > 0
      switch subchannel.state {
      case .connecting: return .change(id, fails ? .transientFailure : .ready)
      case .ready, .transientFailure: return .change(id, .idle)
      case .idle, .shutdown: return .wakeUp
      }
    }
  }

  func apply(to harness: inout BalancerHarness<some Balancer>) {
    switch self {
    case .update(let endpoints): harness.update(endpoints)
    case .change(let id, let state): harness.change(id, state, "refused")
    case .wakeUp: harness.wakeUp()
    case .exitIdle: harness.exitIdle()
    }
  }
}
