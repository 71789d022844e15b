package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps who is in which profile in `gamification.profile_stay`.
package struct PostgresMembershipRepository: MembershipRepository {
  private let pool: PostgresPool
  private let ids: any IDGenerator

  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func plan(
    in organization: OrganizationID, _ people: [PersonID], for id: ProfileID,
    start: Workday?, at now: Timestamp
  ) async throws -> (plan: MembershipPlan, roomCount: Int) {
    try await pool.withTransaction(.organization(organization), readOnly: true) { transaction in
      let (profiles, workdays, known) = try await transaction.execute(
        SelectProfile(organization: organization, id: id, now: now),
        SelectWorkday(organization: organization, now: now),
        SelectKnownMembers(organization: organization, people: people))
      guard !profiles.isEmpty else { throw GamificationError.profileNotFound(id) }
      guard let today = workdays.first else { throw GamificationError.organizationUnknown }
      let start = try EffectiveDay.start(start, today: today)
      let (stays, peaks) = try await transaction.execute(
        SelectStaysOfPeople(organization: organization, people: people, workday: start),
        SelectMemberPeak(organization: organization, profile: id, workday: start))
      let plan = MembershipPlan(
        assigning: people, to: id, from: start, stays: Self.byPerson(stays),
        active: Set(known.filter(\.isActive).map(\.person)))
      return (plan, max(0, ProfileLimits.membersPerProfileMax - (peaks.first ?? 0)))
    }
  }

  package func changeMembers(
    in organization: OrganizationID, _ change: MembershipChange, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<MembershipResult>
  ) async throws -> IdempotentOutcome<MembershipResult> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        _ = try await transaction.lockProfile(change.profile, in: organization, at: now)
        let people = change.assigned + change.removed
        let (workdays, known) = try await transaction.execute(
          SelectWorkday(organization: organization, now: now),
          LockKnownMembers(
            select: SelectKnownMembers(organization: organization, people: people)))
        guard let today = workdays.first else { throw GamificationError.organizationUnknown }
        let start = try EffectiveDay.start(change.start, today: today)
        let stays = Self.byPerson(
          try await transaction.execute(
            SelectStaysOfPeople(organization: organization, people: people, workday: start)))
        let plan = MembershipPlan(
          assigning: change.assigned, to: change.profile, from: start, stays: stays,
          active: Set(known.filter(\.isActive).map(\.person)))
        try plan.check(change)
        let leavers = change.removed.filter { person in
          stays[person]?.contains { $0.profile == change.profile } ?? false
        }
        try await store(change, leavers, from: start, in: organization, transaction)
        try transaction.changeRules(
          RuleChange(
            cause: .membership, source: "profile/\(change.profile)",
            people: change.assigned + leavers, start: start),
          in: organization, at: now, ids: ids)
        try transaction.audit(
          audit, "profile.change_members", "profile/\(change.profile)", in: organization,
          detail: Self.auditDetail(of: plan, leavers, from: start))
        return MembershipResult(
          assignedCount: plan.unassigned.count, movedCount: plan.assignedElsewhere.count,
          extendedCount: plan.leaving.count, removedCount: leavers.count, start: start)
      }
    }
  }

  /// Writes who comes and who leaves, and checks that the profile has room for them.
  private func store(
    _ change: MembershipChange, _ leavers: [PersonID], from start: Workday,
    in organization: OrganizationID, _ transaction: Transaction
  ) async throws {
    let profile = change.profile
    let leaving = StayParameters(
      organization: organization, people: leavers, workday: start, profile: profile)
    try transaction.enqueue(DeleteLaterStays(parameters: leaving))
    try transaction.enqueue(EndStays(parameters: leaving))
    guard !change.assigned.isEmpty else { return }
    let coming = StayParameters(
      organization: organization, people: change.assigned, workday: start, profile: profile)
    try transaction.enqueue(DeleteOtherPlans(parameters: coming))
    try transaction.enqueue(SettleStays(parameters: coming))
    try transaction.enqueue(InsertStays(parameters: coming))
    let peak = try await transaction.first(
      SelectMemberPeak(organization: organization, profile: profile, workday: start))
    try ProfileLimits.check(memberCount: peak ?? 0)
  }

  private static func byPerson(
    _ stays: [(person: PersonID, stay: ProfileStay)]
  ) -> [PersonID: [ProfileStay]] {
    Dictionary(grouping: stays, by: \.person).mapValues { $0.map(\.stay) }
  }

  /// Ids of people have no characters that JSON would have to escape.
  private static func auditDetail(
    of plan: MembershipPlan, _ leavers: [PersonID], from start: Workday
  ) -> String {
    func list(_ people: [PersonID]) -> String {
      "[\(people.map { "\"\($0)\"" }.joined(separator: ", "))]"
    }
    return """
      {"assigned": \(list(plan.unassigned)), \
      "moved": \(list(plan.assignedElsewhere.map(\.person))), "extended": \(list(plan.leaving)), \
      "removed": \(list(leavers)), "start_workday": "\(start)"}
      """
  }

  package func members(
    in organization: OrganizationID, _ query: MemberQuery, at now: Timestamp, size: PageSize
  ) async throws -> Page<MemberStay> {
    let scope = TransactionScope.organization(organization)
    async let profile = pool.first(
      SelectProfile(organization: organization, id: query.profile, now: now), in: scope)
    var workday = query.workday
    if workday == nil {
      workday = try await pool.first(
        SelectWorkday(organization: organization, now: now), in: scope)
    }
    guard try await profile != nil else {
      throw GamificationError.profileNotFound(query.profile)
    }
    guard let workday else { throw GamificationError.organizationUnknown }
    let rows = try await pool.execute(
      SelectMembers(
        organization: organization, query: query, workday: workday, rows: size.rows + 1),
      in: scope)
    return Page(rows, size: size) { [$0.person.rawValue, workday.description] }
  }

  package func stays(
    in organization: OrganizationID, of person: PersonID, over range: WorkdayRange,
    after start: Workday?, size: PageSize
  ) async throws -> Page<MemberStay> {
    let rows = try await pool.execute(
      SelectStays(
        organization: organization, person: person, range: range, position: start,
        rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) { [$0.stay.start.description] }
  }
}
