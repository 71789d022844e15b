package import GamificationDomain
package import Kernel
internal import Synchronization

/// Keeps the boards of all organisations ready in the memory of this instance.
///
/// Nothing is written, and nothing is lost with the instance: another one makes its boards from the
/// database when somebody asks first.
package final class BoardKeeper: LeaderboardRepository {
  private let source: any BoardSource
  private let clock: any WallClock
  private let limits: BoardLimits
  private let shelves = Mutex<[OrganizationID: BoardShelf]>([:])

  package init(
    source: any BoardSource, clock: any WallClock, limits: BoardLimits = BoardLimits()
  ) {
    self.source = source
    self.clock = clock
    self.limits = limits
  }

  package func people(in organization: OrganizationID) async throws -> BoardPeople {
    try await shelf(of: organization).people()
  }

  package func read<Answer: Sendable>(
    _ query: LeaderboardQuery, in organization: OrganizationID,
    _ body: (LeaderboardView) throws -> Answer
  ) async throws -> Answer {
    let (answer, hasGrown) = try await shelf(of: organization).read(query, body)
    if hasGrown { trim() }
    return answer
  }

  /// Makes a board that took longer to make than its reader has waited, so that it is there for the
  /// next one.
  ///
  /// - Returns: Whether there was one.
  package func makeAbandoned() async -> Bool {
    for shelf in shelves.withLock({ Array($0.values) }) where await shelf.makeAbandoned() {
      trim()
      return true
    }
    return false
  }

  private func shelf(of organization: OrganizationID) -> BoardShelf {
    shelves.withLock { shelves in
      if let shelf = shelves[organization] { return shelf }
      let shelf = BoardShelf(
        organization: organization, source: source, clock: clock, limits: limits)
      shelves[organization] = shelf
      return shelf
    }
  }

  /// Forgets organisations and boards that nobody has read for long, and then the oldest boards
  /// until the rest fits.
  ///
  /// The one that was read last stays in any case.
  private func trim() {
    let idleTime = MonotonicTime.now - limits.idleMax
    let shelves = shelves.withLock { shelves in
      shelves = shelves.filter { !$0.value.isIdle(since: idleTime) }
      return Array(shelves.values)
    }
    var uses = shelves.flatMap { shelf in
      shelf.uses.map { (shelf: shelf, key: $0.key, size: $0.size, time: $0.time) }
    }
    uses.sort { $0.time < $1.time }
    var entryCount = uses.reduce(0) { $0 + $1.size }
    for use in uses.dropLast() where use.time < idleTime || entryCount > limits.entriesMax {
      use.shelf.forget(use.key, unusedSince: use.time)
      entryCount -= use.size
    }
  }
}
