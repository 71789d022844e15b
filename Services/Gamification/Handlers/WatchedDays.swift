internal import GamificationDomain
internal import Kernel
internal import Synchronization

/// Tells those who watch workdays when these have changed, with one look for an organisation.
///
/// There is no task of its own: who asks when the last look is old looks for everybody who watches,
/// as a part of its own call. Who asks meanwhile is told what was seen last, and asks again anyway.
final class WatchedDays: Sendable {
  private struct State {
    /// How many watch each day.
    var watcherCounts: [WatchedDay: Int] = [:]
    var revisions: [WatchedDay: DayRevision] = [:]
    var isLooking = false
    var lookTime = MonotonicTime(nanoseconds: .min)
  }

  private enum Step {
    case told(DayRevision)
    case look([WatchedDay], isForAll: Bool)
  }

  private let revisions: any DayRevisionRepository
  private let clock: any WallClock
  private let interval: Duration
  private let organizations = Mutex<[OrganizationID: State]>([:])

  init(revisions: any DayRevisionRepository, clock: any WallClock, interval: Duration) {
    self.revisions = revisions
    self.clock = clock
    self.interval = interval
  }

  /// How many workdays are watched.
  var count: Int {
    organizations.withLock { $0.values.reduce(0) { $0 + $1.watcherCounts.count } }
  }

  /// Watches a day for as long as the closure runs.
  func watching(
    _ day: WatchedDay, in organization: OrganizationID, _ body: () async throws -> Void
  ) async throws {
    organizations.withLock {
      $0[organization, default: State()].watcherCounts[day, default: 0] += 1
    }
    defer { leave(day, organization) }
    try await body()
  }

  /// The revision of a day that is watched; at most two intervals old.
  func revision(
    of day: WatchedDay, in organization: OrganizationID
  ) async throws -> DayRevision {
    let step = organizations.withLock { next(day, &$0[organization, default: State()]) }
    switch step {
    case .told(let revision):
      return revision
    case .look(let days, let isForAll):
      defer {
        if isForAll { organizations.withLock { $0[organization]?.isLooking = false } }
      }
      let seen = try await revisions.revisions(in: organization, of: days, at: clock.now())
      return organizations.withLock { organizations in
        for (day, revision) in zip(days, seen)
        where organizations[organization]?.watcherCounts[day] != nil {
          organizations[organization]?.revisions[day] = revision
        }
        if isForAll { organizations[organization]?.lookTime = MonotonicTime.now }
        guard let index = days.firstIndex(of: day) else {
          preconditionFailure("who looks looks for themselves, too")
        }
        return seen[index]
      }
    }
  }

  private func next(_ day: WatchedDay, _ state: inout State) -> Step {
    guard let revision = state.revisions[day] else { return .look([day], isForAll: false) }
    if state.isLooking || MonotonicTime.now < state.lookTime + interval { return .told(revision) }
    state.isLooking = true
    return .look(Array(state.watcherCounts.keys), isForAll: true)
  }

  private func leave(_ day: WatchedDay, _ organization: OrganizationID) {
    organizations.withLock { organizations in
      let count = organizations[organization]?.watcherCounts[day] ?? 1
      if count > 1 {
        organizations[organization]?.watcherCounts[day] = count - 1
        return
      }
      organizations[organization]?.watcherCounts[day] = nil
      organizations[organization]?.revisions[day] = nil
      if organizations[organization]?.watcherCounts.isEmpty == true {
        organizations[organization] = nil
      }
    }
  }
}
