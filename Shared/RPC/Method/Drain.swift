internal import Synchronization

/// Remembers that the server is about to stop, for a service whose streams end by themselves then.
package final class Drain: Sendable {
  private let flag = Atomic(false)

  package init() {}

  package var hasBegun: Bool { flag.load(ordering: .relaxed) }

  /// Called by ``RPCService/serverWillDrain()``.
  package func begin() { flag.store(true, ordering: .relaxed) }
}
