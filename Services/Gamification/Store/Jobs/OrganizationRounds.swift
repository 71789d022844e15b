package import Kernel
package import Postgres
internal import Synchronization

/// Goes through all organisations again and again, with a pause between two rounds.
package final class OrganizationRounds: Sendable {
  private struct State {
    /// Who is still to come in this round.
    var waiting: [OrganizationID] = []
    /// When the next round may begin; `nil` for at once.
    var nextTime: Timestamp?
  }

  private let pool: PostgresPool
  private let interval: Duration
  private let state = Mutex(State())

  package init(pool: PostgresPool, interval: Duration) {
    self.pool = pool
    self.interval = interval
  }

  /// The organisation whose turn it is; `nil` while the round is over and the next one has not
  /// begun.
  package func next(at now: Timestamp) async throws -> OrganizationID? {
    let isDue = state.withLock { state in
      state.waiting.isEmpty && state.nextTime.map { $0 <= now } ?? true
    }
    if isDue {
      let organizations = try await DirectoryReplica(pool: pool).organizations()
        .map(\.organization)
      state.withLock { state in
        state.waiting = organizations.sorted().reversed()
        state.nextTime = now.adding(interval)
      }
    }
    return state.withLock { $0.waiting.popLast() }
  }
}
