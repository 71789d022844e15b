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
    at now: Timestamp
  ) async throws -> PersonResults {
    try await pool.withTransaction(.organization(organization), readOnly: true) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      let (names, days) = try await transaction.execute(
        SelectDisplayName(organization: organization, person: person),
        SelectResultDays(organization: organization, person: person, range: range))
      return PersonResults(
        person: person, displayName: names.first ?? "", days: days, book: context.book,
        finalThrough: context.finalThrough)
    }
  }

  package func account(
    in organization: OrganizationID, of day: PersonDay, at now: Timestamp
  ) async throws -> DayAccount {
    try await pool.withTransaction(.organization(organization), readOnly: true) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      let parameters = DayParameters(organization: organization, days: [day])
      let (placed, stored, postings) = try await transaction.execute(
        SelectDayPlaces(parameters: parameters), SelectDays(parameters: parameters),
        SelectPostings(organization: organization, day: day))
      let origin = ChangeOrigin(cause: .measurement, source: "")
      let records = DayRecord.records(of: [day], placed: placed, stored: stored)
      guard let record = records.first else {
        preconditionFailure("there is a record for every workday")
      }
      return DayAccount(
        record, postings: postings, recording: DayRecording(context, origin, at: now))
    }
  }
}
