/// Finds the addresses of a target.
package protocol NameResolver: Sendable {
  /// Whether a later answer may be another one; if not, it is asked once.
  var canChange: Bool { get }

  func resolve() async throws(NameResolutionError) -> ResolvedTarget
}

/// Why the addresses of a name are not known.
package enum NameResolutionError: Error, Hashable, Sendable {
  /// The operating system has no answer; `reason` is its text.
  case lookupFailed(host: String, reason: String)
  case timedOut(host: String, after: Duration)
  /// The task that asked was cancelled.
  case cancelled(host: String)
  /// The threads that look names up have been stopped.
  case stopped(host: String)
}

extension NameResolutionError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .lookupFailed(let host, let reason): "The name \(host) cannot be looked up: \(reason)."
    case .timedOut(let host, let time): "Looking up the name \(host) took longer than \(time)."
    case .cancelled(let host): "Looking up the name \(host) was cancelled."
    case .stopped(let host): "The name \(host) cannot be looked up any more."
    }
  }
}

/// Addresses that are known from the start.
package struct StaticResolver: NameResolver {
  private let target: ResolvedTarget

  /// Each address is an endpoint of its own.
  package init(_ addresses: [SocketEndpoint], serviceConfig: ServiceConfig? = nil) {
    target = ResolvedTarget(
      endpoints: addresses.map { ResolvedEndpoint(addresses: [$0]) },
      serviceConfig: serviceConfig)
  }

  package var canChange: Bool { false }

  package func resolve() async throws(NameResolutionError) -> ResolvedTarget { target }
}
