package import GamificationDomain
package import Kernel
package import Postgres

/// Reads `gamification.person_day` and the postings of workdays.
package struct PostgresResultRepository: ResultRepository {
  let pool: PostgresPool
  let books: RuleBooks

  package init(pool: PostgresPool, books: RuleBooks) {
    self.pool = pool
    self.books = books
  }

  package func results(
    in organization: OrganizationID, of person: PersonID, over range: WorkdayRange,
    withDetails: Bool, at now: Timestamp
  ) async throws -> PersonResults {
    try await pool.withTransaction(
      .organization(organization), isolation: .repeatableRead, readOnly: true
    ) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      let (names, days) = try await transaction.execute(
        SelectDisplayName(organization: organization, person: person),
        SelectResultDays(organization: organization, person: person, range: range))
      var account: DayAccount?
      if withDetails {
        account = try await transaction.account(
          in: organization, of: PersonDay(person: person, workday: range.start), context, at: now)
      }
      return PersonResults(
        person: person, displayName: names.first ?? "", days: days, book: context.book,
        finalThrough: context.finalThrough, account: account)
    }
  }

  package func account(
    in organization: OrganizationID, of day: PersonDay, at now: Timestamp
  ) async throws -> DayAccount {
    try await pool.withTransaction(
      .organization(organization), isolation: .repeatableRead, readOnly: true
    ) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      return try await transaction.account(in: organization, of: day, context, at: now)
    }
  }
}

extension Transaction {
  /// Reads all that is known of a workday, with its postings.
  fileprivate func account(
    in organization: OrganizationID, of day: PersonDay, _ context: ScoringContext,
    at now: Timestamp
  ) async throws -> DayAccount {
    let parameters = DayParameters(organization: organization, days: [day])
    let (placed, stored, postings) = try await execute(
      SelectDayPlaces(parameters: parameters), SelectDays(parameters: parameters),
      SelectPostings(organization: organization, day: day))
    let origin = ChangeOrigin(cause: .measurement, source: "")
    let records = DayRecord.records(of: [day], placed: placed, stored: stored)
    guard let record = records.first else {
      preconditionFailure("there is a record for every workday")
    }
    let recording = DayRecording(context, origin, at: now)
    let draft = recording.draft(of: record)
    var sums = TeamSums.none
    if !draft.teamKeys.isEmpty {
      sums = TeamSums(
        stored: try await execute(
          SelectTeamSums(organization: organization, keys: draft.teamKeys)))
    }
    return DayAccount(draft, sums, postings: postings, recording: recording)
  }
}
