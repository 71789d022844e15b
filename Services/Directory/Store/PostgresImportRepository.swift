package import DirectoryDomain
package import Kernel
package import Postgres

/// Takes people and structure over into PostgreSQL.
package struct PostgresImportRepository: ImportRepository {
  private let pool: PostgresPool
  private let ids: any IDGenerator

  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func apply(
    _ entries: [NumberedEntry], in organization: OrganizationID, by caller: String,
    now: Timestamp
  ) async throws -> ImportOutcome {
    try await pool.withTransaction(.organization(organization)) { transaction in
      // Two imports at a time could each refuse to see the other's half of a circle of managers.
      let lock = LockOrganization(organization: organization)
      guard try await transaction.first(lock) != nil else {
        throw DirectoryError.organizationNotFound
      }
      let knowledge = try await knowledge(
        for: ImportNeeds(entries), in: organization, transaction)
      let plan = ImportPlan(entries, knowing: knowledge)
      guard !plan.isEmpty else { return plan.outcome }
      try await write(plan, in: organization, now: now, transaction)
      try transaction.audit(
        AuditRecord(
          organization: organization, id: ids.makeUUID(), caller: caller,
          action: "directory.import", subject: "organization/\(organization)",
          detail: detail(plan.outcome)))
      try ChangeLog.append(
        .person, plan.people.map(\.id.rawValue), in: organization, now: now, to: transaction)
      return plan.outcome
    }
  }

  private func knowledge(
    for needs: ImportNeeds, in organization: OrganizationID, _ transaction: Transaction
  ) async throws -> ImportKnowledge {
    var knowledge = ImportKnowledge()
    if !needs.divisions.isEmpty {
      let statement = SelectDivisionsByID(
        organization: organization, divisions: needs.divisions.sorted())
      for division in try await transaction.execute(statement) {
        knowledge.divisions[division.id] = division
      }
    }
    if !needs.teams.isEmpty {
      let statement = SelectTeamsByID(organization: organization, teams: needs.teams.sorted())
      for team in try await transaction.execute(statement) { knowledge.teams[team.id] = team }
    }
    if !needs.queues.isEmpty {
      let statement = SelectQueuesByID(
        organization: organization, queues: needs.queues.sorted())
      for queue in try await transaction.execute(statement) {
        knowledge.queues[queue.id] = queue
      }
    }
    if !needs.people.isEmpty {
      let statement = SelectPeopleAndManagers(
        organization: organization, people: needs.people.sorted())
      for person in try await transaction.execute(statement) {
        knowledge.people[person.id] = person
      }
    }
    return knowledge
  }

  private func write(
    _ plan: ImportPlan, in organization: OrganizationID, now: Timestamp,
    _ transaction: Transaction
  ) async throws {
    if !plan.divisions.isEmpty {
      try transaction.enqueue(
        UpsertDivisions(organization: organization, divisions: plan.divisions))
    }
    if !plan.teams.isEmpty {
      try transaction.enqueue(UpsertTeams(organization: organization, teams: plan.teams))
    }
    if !plan.queues.isEmpty {
      try transaction.enqueue(UpsertQueues(organization: organization, queues: plan.queues))
    }
    if !plan.people.isEmpty {
      try transaction.enqueue(
        UpsertPeople(organization: organization, people: plan.people, now: now))
    }
  }

  private func detail(_ outcome: ImportOutcome) -> JSONText {
    JSONText(
      """
      {"created": \(outcome.createdCount), "updated": \(outcome.updatedCount), \
      "unchanged": \(outcome.unchangedCount), "failed": \(outcome.failedCount)}
      """)
  }
}
