package import GamificationDomain
package import Kernel
package import Postgres

/// Reads how results went over time, from what is stored of workdays.
package struct PostgresScorecardRepository: ScorecardRepository {
  private let pool: PostgresPool
  private let books: RuleBooks

  package init(pool: PostgresPool, books: RuleBooks) {
    self.pool = pool
    self.books = books
  }

  package func trend(
    in organization: OrganizationID, _ query: TrendQuery, at now: Timestamp
  ) async throws -> TrendResults {
    try await read(organization) { transaction in
      let person = query.person
      let context = try await transaction.readContext(in: organization, at: now, books)
      let end = query.span.end(today: context.today)
      let days = [end, query.reference].compactMap(\.self)
        .map { PersonDay(person: person, workday: $0) }
      let placed = try await transaction.execute(
        SelectDayPlaces(parameters: DayParameters(organization: organization, days: days)))
      func profile(on workday: Workday) -> ProfileID? {
        let assigned = placed.first { $0.day.workday == workday }?.profile
        return context.book.profile(assigned: assigned, on: workday)
      }
      let range = try await transaction.range(
        of: query.span, for: profile(on: end), in: organization, context)
      let (names, results) = try await transaction.execute(
        SelectDisplayName(organization: organization, person: person),
        SelectResultDays(organization: organization, person: person, range: range))
      var reference: TrendResults.Reference?
      if let workday = query.reference {
        let day = try await transaction.first(
          SelectResultDays(
            organization: organization, person: person,
            range: try WorkdayRange(from: workday, through: workday)))
        reference = .init(workday: workday, profile: profile(on: workday), day: day)
      }
      return TrendResults(
        results: PersonResults(
          person: person, displayName: names.first ?? "", days: results, book: context.book,
          finalThrough: context.finalThrough),
        days: TrendDays(range: range, daysOfWeek: query.daysOfWeek), reference: reference)
    }
  }

  package func talkCandidates(
    in organization: OrganizationID, _ query: TalkQuery, at now: Timestamp
  ) async throws -> (candidates: [TalkCandidate], book: RuleBook) {
    try await read(organization) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      let candidates = try await transaction.execute(
        SelectTalkCandidates(organization: organization, query: query))
      return (candidates, context.book)
    }
  }

  package func attendance(
    in organization: OrganizationID, of person: PersonID, over range: WorkdayRange,
    at now: Timestamp
  ) async throws -> [AttendanceDay] {
    try await read(organization) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      let workdays = TrendDays(range: range).workdays
      let stored = try await transaction.execute(
        SelectDays(
          parameters: DayParameters(
            organization: organization,
            days: workdays.map { PersonDay(person: person, workday: $0) })))
      let sheets = Dictionary(stored.map { ($0.day.workday, $0.sheet) }) { first, _ in first }
      return workdays.map { workday in
        AttendanceDay(
          workday: workday, sheet: sheets[workday] ?? DaySheet(), today: context.today)
      }
    }
  }

  package func averages(
    in organization: OrganizationID, _ query: AverageQuery, at now: Timestamp
  ) async throws -> AverageResults {
    try await read(organization) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      let profile = query.group.profile
      let range = try await transaction.range(
        of: query.span, for: profile, in: organization, context)
      let metrics = try query.metric.map { name in
        guard let metrics = context.book.metrics(named: name) else {
          throw GamificationError.metricNotFound(name)
        }
        return metrics
      }
      let people = try await transaction.people(
        of: query.group, over: range, in: organization, context)
      let parameters = AverageParameters(
        organization: organization, people: people, range: range, profile: profile)
      let (points, values, hidden) = try await transaction.execute(
        SelectAveragePoints(parameters: parameters),
        SelectAverageValues(parameters: parameters, metrics: metrics ?? []),
        CountHiddenPeople(
          organization: organization, people: people, visibility: query.visibility))
      return AverageResults(
        days: TrendDays(range: range, daysOfWeek: query.daysOfWeek), points: points,
        values: values, memberCount: people.count, hiddenCount: hidden.first ?? 0,
        isOwnProfile: try await transaction.isIn(
          profile, query.caller, in: organization, context), book: context.book)
    }
  }

  private func read<Result: Sendable>(
    _ organization: OrganizationID, _ body: (Transaction) async throws -> Result
  ) async throws -> Result {
    try await pool.withTransaction(
      .organization(organization), isolation: .repeatableRead, readOnly: true, body)
  }
}

extension Transaction {
  /// The workdays of a span; a reporting interval is one of a profile.
  ///
  /// Throws ``GamificationError/profileNotFound(_:)`` or
  /// ``GamificationError/noReportingInterval(_:)``.
  fileprivate func range(
    of span: TrendSpan, for profile: ProfileID?, in organization: OrganizationID,
    _ context: ScoringContext
  ) async throws -> WorkdayRange {
    guard case .reportingInterval = span, let profile else {
      return try span.range(today: context.today, intervals: [])
    }
    let intervals = try await first(
      SelectReportingIntervals(organization: organization, profile: profile))
    guard let intervals else { throw GamificationError.profileNotFound(profile) }
    return try span.range(today: context.today, intervals: intervals)
  }

  /// The people of a group, who may have data on workdays of a range.
  ///
  /// Throws ``GamificationError/profileNotFound(_:)``.
  fileprivate func people(
    of group: AverageGroup, over range: WorkdayRange, in organization: OrganizationID,
    _ context: ScoringContext
  ) async throws -> [PersonID] {
    switch group {
    case .division(let division):
      return try await execute(
        SelectGroupMembers(organization: organization, division: division, team: nil))
    case .team(let team):
      return try await execute(
        SelectGroupMembers(organization: organization, division: nil, team: team))
    case .profile(let profile):
      let (known, people) = try await execute(
        SelectReportingIntervals(organization: organization, profile: profile),
        SelectProfilePeople(
          organization: organization, profile: profile, range: range,
          takesUnassigned: profile == context.book.defaultProfile))
      guard !known.isEmpty else { throw GamificationError.profileNotFound(profile) }
      return people
    }
  }

  /// Whether somebody is in a profile today.
  fileprivate func isIn(
    _ profile: ProfileID?, _ person: PersonID?, in organization: OrganizationID,
    _ context: ScoringContext
  ) async throws -> Bool {
    guard let profile, let person else { return false }
    let day = PersonDay(person: person, workday: context.today)
    let place = try await first(
      SelectDayPlaces(parameters: DayParameters(organization: organization, days: [day])))
    return context.book.profile(assigned: place?.profile, on: context.today) == profile
  }
}
