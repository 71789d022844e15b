package import GamificationDomain
package import Kernel
package import Postgres

/// Reads the sums that ``PeriodSums`` keeps.
package struct PostgresRecordRepository: RecordRepository {
  private let pool: PostgresPool
  private let books: RuleBooks
  private let sums: PeriodSums

  package init(pool: PostgresPool, books: RuleBooks) {
    self.pool = pool
    self.books = books
    sums = PeriodSums(pool: pool)
  }

  package func allTimePoints(
    in organization: OrganizationID, of person: PersonID, through end: Workday?, at now: Timestamp
  ) async throws -> (points: Points, end: Workday) {
    let end = try await pool.workday(end, in: organization, at: now)
    try await sums.prepare(organization)
    let points = try await pool.first(
      SelectAllTimePoints(organization: organization, person: person, end: end),
      in: .organization(organization))
    return (points ?? .zero, end)
  }

  package func bestPoints(
    in organization: OrganizationID, _ scope: BestPointsScope, visibleBy visibility: Visibility,
    to caller: PersonID?, at now: Timestamp
  ) async throws -> BestPointsResults {
    var visible = visibility
    if let caller { visible.people.insert(caller) }
    // An organisation that nobody knows gets no sums.
    _ = try await pool.workday(nil, in: organization, at: now)
    try await sums.prepare(organization)
    return try await pool.withTransaction(
      .organization(organization), isolation: .repeatableRead, readOnly: true
    ) { [visible] transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      let start = context.book.settings.settings(on: context.today).personalBestStart
      let people = try await transaction.people(of: scope, in: organization, context)
      let (records, hidden, privacies) = try await transaction.execute(
        SelectBestPoints(
          organization: organization, people: people, start: start, visibility: visible),
        CountHiddenPeople(organization: organization, people: people, visibility: visible),
        SelectBoardPrivacy(organization: organization))
      var isOwnProfile = false
      if case .profile = scope, let caller { isOwnProfile = people.contains(caller) }
      // Whoever may ask for a person may see the person.
      var hiddenCount = hidden.first ?? 0
      if case .person = scope { hiddenCount = 0 }
      return BestPointsResults(
        records: records, start: start, memberCount: people.count, hiddenCount: hiddenCount,
        isOwnProfile: isOwnProfile,
        namesPeers: (privacies.first ?? .standard).namesEverybody)
    }
  }
}

extension Transaction {
  /// Throws ``GamificationError/profileNotFound(_:)``.
  fileprivate func people(
    of scope: BestPointsScope, in organization: OrganizationID, _ context: ScoringContext
  ) async throws -> [PersonID] {
    switch scope {
    case .person(let person): return [person]
    case .organization:
      return try await execute(
        SelectActivePeople(
          organization: organization, profile: nil, workday: context.today,
          takesUnassigned: true))
    case .profile(let profile):
      let settings = context.book.settings.settings(on: context.today)
      let (known, people) = try await execute(
        SelectReportingIntervals(organization: organization, profile: profile),
        SelectActivePeople(
          organization: organization, profile: profile, workday: context.today,
          takesUnassigned: settings.assignsAutomatically
            && profile == context.book.defaultProfile))
      guard !known.isEmpty else { throw GamificationError.profileNotFound(profile) }
      return people
    }
  }
}
