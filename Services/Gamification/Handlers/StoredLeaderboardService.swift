package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Keeps leaderboards, decides who may read them, and shows them.
package struct StoredLeaderboardService: GamificationV1.StoredLeaderboardService {
  let stored: any StoredLeaderboardRepository
  let boards: any LeaderboardRepository
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    stored: any StoredLeaderboardRepository, boards: any LeaderboardRepository,
    pageTokens: PageTokenSealer, clock: any WallClock, ids: any IDGenerator
  ) {
    self.stored = stored
    self.boards = boards
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
  }

  /// What lets people read boards.
  static var viewPermission: Permission { Permission("gamification:leaderboard:view") }

  /// The caller of a method whose policy asks for the permission to see leaderboards.
  func reader(_ call: CallContext) async throws -> BoardReader {
    try await stored.reader(call)
  }

  /// What a board would mean for its readers.
  func check(
    _ settings: LeaderboardSettings, in organization: OrganizationID
  ) async throws -> LeaderboardCheck {
    let readers = try await stored.readers(
      in: organization, nil, permission: Self.viewPermission)
    return LeaderboardCheck(settings, readers, try await boards.people(in: organization))
  }

  /// How much the caller may see of a board.
  ///
  /// - Throws: ``GamificationError/leaderboardNotReadable(_:missing:)`` for nothing.
  func access(
    to board: StoredLeaderboard, _ people: BoardPeople, _ call: CallContext
  ) async throws -> LeaderboardAccess {
    let reader = try await reader(call)
    var groups = ShownGroups.none
    if people.hasPseudonyms {
      groups = ShownGroups(
        of: people, for: reader, try await stored.boards(in: call.caller.organization))
    }
    guard let access = board.settings.access(of: reader, people, groups) else {
      throw GamificationError.leaderboardNotReadable(
        board.id, missing: board.settings.verdict(for: reader, people).missing)
    }
    return access
  }

  /// Shows a board: one that is kept up to date as it is, another one by its snapshot.
  func read<Answer: Sendable>(
    _ board: StoredLeaderboard, _ people: BoardPeople, in organization: OrganizationID,
    _ body: (RankedPopulation, _ asOf: Timestamp, WorkdayRange) throws -> Answer
  ) async throws -> Answer {
    let settings = board.settings
    if settings.schedule == .realTime {
      let query = settings.query(on: try await stored.today(in: organization, at: clock.now()))
      return try await boards.read(query, in: organization) { view in
        try body(view.population, view.asOf, query.key.range)
      }
    }
    let members = people.ranked(in: settings.scope)
    let snapshot = try await stored.snapshot(
      in: organization, board.id, of: members.map(\.person))
    return try body(
      snapshot.population(
        of: members, includingWithoutPoints: settings.includesWithoutPoints),
      snapshot.asOf, snapshot.range)
  }
}

extension StoredLeaderboardRepository {
  /// The caller of a method whose policy asks for the permission to see leaderboards.
  func reader(_ call: CallContext) async throws -> BoardReader {
    guard let person = call.caller.person else {
      return BoardReader(person: nil, visibility: call.visibility)
    }
    let readers = try await readers(
      in: call.caller.organization, person,
      permission: StoredLeaderboardService.viewPermission)
    return BoardReader(
      person: person, roles: readers.first?.roles ?? [], visibility: call.visibility)
  }
}
