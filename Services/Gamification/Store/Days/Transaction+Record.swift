internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Somebody else has stored a workday that was not there when it was read.
private struct WorkdayCollision: Error {}

extension PostgresPool {
  /// Runs a transaction that changes workdays, and again when it collides with another on one.
  func withWorkdays<Result: Sendable>(
    _ organization: OrganizationID, _ body: @Sendable (Transaction) async throws -> Result
  ) async throws -> Result {
    let attemptsMax = 5
    for _ in 1..<attemptsMax {
      do {
        return try await withTransaction(.organization(organization), body)
      } catch is WorkdayCollision {
        // It is there now, and is locked the next time.
        continue
      }
    }
    return try await withTransaction(.organization(organization), body)
  }
}

extension Transaction {
  /// Locks the workdays of changes and applies them in their order.
  ///
  /// - Parameters:
  ///   - changes: What changes; of one workday there may be several.
  ///   - organization: Whose data it is.
  ///   - cause: Why points change.
  ///   - source: What brought the changes, at most 100 characters.
  ///   - now: When that is.
  ///   - ids: Makes the ids of postings.
  /// - Returns: What became of each change.
  /// - Throws: What the database throws.
  func record(
    _ changes: [WorkdayChange], in organization: OrganizationID, cause: LedgerPosting.Cause,
    source: String, at now: Timestamp, ids: any IDGenerator
  ) async throws -> [ChangeOutcome] {
    let days = Set(changes.map(\.day)).sorted()
    guard !days.isEmpty else { return [] }
    let (placed, stored) = try await execute(
      SelectPlacements(organization: organization, days: days),
      LockDays(parameters: DayParameters(organization: organization, days: days)))
    let placements = Dictionary(placed.map { ($0.person, $0.placement) }) { first, _ in first }
    let records = Dictionary(stored.map { ($0.day, $0) }) { first, _ in first }
    var sheets = records.mapValues(\.sheet)
    var changed: Set<PersonDay> = []
    let outcomes = changes.map { change -> ChangeOutcome in
      do throws(ValidationError) {
        let isOther = try sheets[change.day, default: DaySheet()]
          .apply(change.change, field: change.field)
        if isOther { changed.insert(change.day) }
        return isOther ? .changed : .unchanged
      } catch {
        return .refused(error)
      }
    }
    let updates = changed.sorted().map { day in
      DayUpdate(
        record: records[day]
          ?? DayRecord(
            day: day, sheet: DaySheet(), placement: placements[day.person] ?? Placement(),
            version: 0, points: []),
        sheet: sheets[day] ?? DaySheet(), result: DayResult(metrics: []), posting: nil)
    }
    guard !updates.isEmpty else { return outcomes }
    let storedCount = try await run(
      UpsertDays(organization: organization, updates: updates, now: now))
    guard storedCount == updates.count else { throw WorkdayCollision() }
    return outcomes
  }
}
