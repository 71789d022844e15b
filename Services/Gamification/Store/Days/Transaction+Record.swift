internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Somebody else has stored a workday that was not there when it was read.
private struct WorkdayCollision: Error {}

extension PostgresPool {
  /// How often a transaction is tried that collides with others.
  private static var workdayAttemptsMax: Int { 5 }

  /// Runs a transaction that records workdays, and runs it again when somebody else has stored one
  /// of them first.
  func withWorkdays<Result: Sendable>(
    _ organization: OrganizationID, _ body: (Transaction) async throws -> Result
  ) async throws -> Result {
    for _ in 1..<Self.workdayAttemptsMax {
      do {
        return try await withTransaction(.organization(organization), body)
      } catch is WorkdayCollision {
        // It is there now, and is locked the next time.
        continue
      }
    }
    do {
      return try await withTransaction(.organization(organization), body)
    } catch is WorkdayCollision {
      throw PostgresError.server(ServerError(sqlState: "40001", statement: UpsertDays.name))
    }
  }
}

extension Transaction {
  /// Applies changes to workdays in their order, scores them by the rules that hold and posts what
  /// has changed.
  ///
  /// Changes that come too late are noted in `gamification.late_change`.
  ///
  /// - Returns: What became of each change.
  func record(
    _ changes: [WorkdayChange], _ origin: ChangeOrigin, in organization: OrganizationID,
    at now: Timestamp, _ books: RuleBooks, ids: any IDGenerator
  ) async throws -> [ChangeOutcome] {
    guard !changes.isEmpty else { return [] }
    let context = try await scoringContext(in: organization, at: now, books)
    return try await record(
      changes, in: organization, DayRecording(context, origin, at: now), ids: ids)
  }

  /// Applies changes to workdays in their order by rules that were read in this transaction.
  ///
  /// - Returns: What became of each change.
  func record(
    _ changes: [WorkdayChange], in organization: OrganizationID, _ recording: DayRecording,
    ids: any IDGenerator
  ) async throws -> [ChangeOutcome] {
    guard !changes.isEmpty else { return [] }
    let records = try await lockDays(Set(changes.map(\.day)).sorted(), in: organization)
    let (drafts, outcomes) = recording.applying(changes, to: records)
    let late = zip(changes, outcomes).compactMap { change, outcome in
      if case .tooLate(let days) = outcome { LateChange(change, windowDays: days) } else { nil }
    }
    if !late.isEmpty {
      try enqueue(
        InsertLateChanges(
          organization: organization, changes: late, recording: recording,
          ids: late.map { _ in ids.makeUUID() }))
    }
    try await score(drafts, in: organization, recording, ids: ids)
    return outcomes
  }

  /// Scores workdays again, given in any order.
  func scoreAgain(
    _ days: [PersonDay], in organization: OrganizationID, _ recording: DayRecording,
    ids: any IDGenerator
  ) async throws {
    let records = try await lockDays(days.sorted(), in: organization)
    try await score(recording.drafts(of: records), in: organization, recording, ids: ids)
  }

  /// Scores workdays that are locked, with the sums of their teams, and stores what is other.
  private func score(
    _ drafts: [DayDraft], in organization: OrganizationID, _ recording: DayRecording,
    ids: any IDGenerator
  ) async throws {
    let sums = try await sums(of: drafts, in: organization, recording, ids: ids)
    try await store(
      recording.scoring(drafts, sums, ids: ids), in: organization, at: recording.now)
  }

  /// Adds workdays that are locked to the sums of their teams, and keeps others from these.
  ///
  /// Where the outcome of a condition on a team is another one now, the workdays of its members are
  /// scored again later.
  func sums(
    of drafts: [DayDraft], in organization: OrganizationID, _ recording: DayRecording,
    ids: any IDGenerator
  ) async throws -> TeamSums {
    let contributions = drafts.flatMap(\.contributions)
    guard !contributions.isEmpty else { return .none }
    let changes = try await execute(
      UpsertTeamSums(organization: organization, contributions: contributions))
    let turned = recording.turned(by: changes)
    if !turned.isEmpty {
      try enqueue(
        InsertTeamRecalculations(
          organization: organization, cause: recording.cause, now: recording.now,
          ids: turned.map { _ in ids.makeUUID() }, teams: turned))
    }
    return TeamSums(changes)
  }

  /// Reads workdays in their order, and keeps others from changing them.
  func lockDays(
    _ days: [PersonDay], in organization: OrganizationID
  ) async throws -> [DayRecord] {
    let parameters = DayParameters(organization: organization, days: days)
    let (placed, stored) = try await execute(
      SelectDayPlaces(parameters: parameters), LockDays(parameters: parameters))
    return DayRecord.records(of: days, placed: placed, stored: stored)
  }

  /// Stores workdays with their points, and appends to the ledger.
  func store(
    _ updates: [DayUpdate], in organization: OrganizationID, at now: Timestamp
  ) async throws {
    guard !updates.isEmpty else { return }
    if updates.contains(where: { $0.posting != nil }) {
      try enqueue(InsertPostings(organization: organization, updates: updates))
    }
    let storedCount = try await run(
      UpsertDays(organization: organization, updates: updates, now: now))
    guard storedCount == updates.count else { throw WorkdayCollision() }
  }
}

/// What a change that came too late was to do.
struct LateChange: Sendable {
  let day: PersonDay
  let description: String
  let windowDays: Int32

  init(_ change: WorkdayChange, windowDays: Int32) {
    day = change.day
    description = change.change.description
    self.windowDays = windowDays
  }
}

struct InsertLateChanges: Statement {
  static let sql = """
    INSERT INTO gamification.late_change (
      organization_id, cause, source, create_time, late_change_id, person_id, workday,
      description, window_days)
    SELECT $1, $2, $3, $4, late_change_id, person_id, workday, description, window_days
    FROM unnest($5::uuid[], $6::text[], $7::date[], $8::text[], $9::integer[])
      AS late (late_change_id, person_id, workday, description, window_days)
    """

  let organization: OrganizationID
  let changes: [LateChange]
  let recording: DayRecording
  let ids: [UUIDBits]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(recording.cause)
    bindings.append(recording.source)
    bindings.append(recording.now)
    bindings.append(ids)
    bindings.append(changes.map(\.day.person))
    bindings.append(changes.map(\.day.workday))
    bindings.append(changes.map(\.description))
    bindings.append(changes.map(\.windowDays))
  }
}
