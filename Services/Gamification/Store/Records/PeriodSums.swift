internal import GamificationDomain
internal import Kernel
package import Postgres

/// Keeps the sums of days, weeks and months of organisations that somebody has asked for.
///
/// Whoever reads sums up what was posted since; between the readers a background job does, so that
/// there is never much of it.
package struct PeriodSums: Sendable {
  private let pool: PostgresPool

  /// How many people's workdays are added up at once.
  private static var peopleMax: Int { 200 }

  package init(pool: PostgresPool) { self.pool = pool }

  /// Brings the sums of all organisations up to date that have some.
  ///
  /// One that fails holds up no other.
  ///
  /// - Returns: Whether some are still made for the first time.
  /// - Throws: What the first one that failed has thrown.
  package func step() async throws -> Bool {
    let organizations = try await pool.execute(
      SelectPeriodOrganizations(), in: .allOrganizations)
    var failure: (any Error)?
    var isUnfinished = false
    for organization in organizations {
      do {
        isUnfinished = try await advance(organization) == false || isUnfinished
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return isUnfinished
  }

  /// Brings the sums of an organisation up to date, and begins with them where there are none.
  ///
  /// - Throws: ``GamificationError/recordsNotReady`` while they are made for the first time.
  func prepare(_ organization: OrganizationID) async throws {
    var isReady = try await advance(organization)
    if isReady == nil {
      // By itself, so that the background job goes on when the caller does not wait.
      _ = try await pool.execute(
        InsertPeriodHead(organization: organization), in: .organization(organization))
      isReady = try await advance(organization)
    }
    guard isReady == true else { throw GamificationError.recordsNotReady }
  }

  /// - Returns: Whether the sums have everything that was posted before; `nil` when there are none.
  private func advance(_ organization: OrganizationID) async throws -> Bool? {
    try await pool.withTransaction(.organization(organization)) { transaction in
      let locked = try await transaction.first(LockPeriodHead(organization: organization))
      guard let head = locked else { return nil }
      try transaction.enqueue(
        AdvancePeriods(organization: organization, snapshot: head.snapshot))
      if head.isFilled { return true }
      let people = try await transaction.execute(
        SelectPeopleToFill(
          organization: organization, position: head.filledPerson, rows: Self.peopleMax + 1))
      let filled = Array(people.prefix(Self.peopleMax))
      let isLast = people.count <= Self.peopleMax
      try transaction.enqueue(
        FillPeriods(
          organization: organization, people: filled,
          position: filled.last?.rawValue ?? head.filledPerson, isLast: isLast))
      return isLast
    }
  }
}
