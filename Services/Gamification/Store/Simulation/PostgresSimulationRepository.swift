package import GamificationDomain
package import Kernel
package import Postgres

/// Reads what past workdays are scored of again.
package struct PostgresSimulationRepository: SimulationRepository {
  private let pool: PostgresPool
  private let books: RuleBooks

  package init(pool: PostgresPool, books: RuleBooks) {
    self.pool = pool
    self.books = books
  }

  package func plan(
    in organization: OrganizationID, _ order: SimulationOrder, at now: Timestamp
  ) async throws -> SimulationPlan {
    try await read(organization) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      let range = try order.range(today: context.today)
      let sums = try await transaction.execute(
        SelectTeamSumsOfRange(organization: organization, range: range))
      return SimulationPlan(
        book: context.book, range: range, rulesDay: try order.rulesDay(today: context.today),
        now: now, sums: TeamSums(stored: sums))
    }
  }

  package func people(
    in organization: OrganizationID, of profile: ProfileID?, _ plan: SimulationPlan
  ) async throws -> [PersonID] {
    // Who is in no profile follows the default one.
    let isDefault = profile == plan.book.defaultProfile
    return try await pool.execute(
      SelectSimulatedPeople(
        organization: organization, plan: plan, profile: isDefault ? nil : profile),
      in: .organization(organization))
  }

  package func workdays(
    in organization: OrganizationID, of people: [PersonID], _ plan: SimulationPlan
  ) async throws -> [SimulatedPerson] {
    let (places, days) = try await read(organization) { transaction in
      try await transaction.execute(
        SelectSimulatedPlaces(
          organization: organization, people: people, workday: plan.rulesDay),
        SelectSimulatedDays(organization: organization, people: people, range: plan.range))
    }
    let placesByPerson = Dictionary(places.map { ($0.person, $0) }) { first, _ in first }
    let daysByPerson = Dictionary(grouping: days, by: \.day.person)
    return people.map { person in
      let place = placesByPerson[person]
      return SimulatedPerson(
        person: person, displayName: place?.displayName ?? "", isActive: place?.isActive ?? false,
        days: (daysByPerson[person] ?? []).map { day in
          SimulatedPerson.Day(
            record: DayRecord(
              day: day.day, sheet: day.sheet, placement: day.placement,
              assignedProfile: place?.profile, profile: nil, version: day.version, points: [],
              reviews: day.reviews),
            earned: day.points)
        })
    }
  }

  package func definition(
    in organization: OrganizationID, _ id: String
  ) async throws -> MetricDefinition {
    if let builtIn = DefinitionCatalogue.definition(id) { return builtIn }
    guard let uuid = UUIDBits(id) else { throw GamificationError.metricDefinitionNotFound(id) }
    let (own, external) = try await read(organization) { transaction in
      try await transaction.execute(
        SelectDefinition(organization: organization, id: MetricDefinitionID(uuid: uuid)),
        SelectExternalMetric(organization: organization, id: ExternalMetricID(uuid: uuid)))
    }
    if let own = own.first { return own.definition }
    guard let external = external.first else {
      throw GamificationError.metricDefinitionNotFound(id)
    }
    return external.settings.definition(id: external.id)
  }

  /// Reads everything by one snapshot.
  private func read<Answer: Sendable>(
    _ organization: OrganizationID, _ body: (Transaction) async throws -> Answer
  ) async throws -> Answer {
    try await pool.withTransaction(
      .organization(organization), isolation: .repeatableRead, readOnly: true, body)
  }
}
