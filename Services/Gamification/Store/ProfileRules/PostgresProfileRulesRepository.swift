package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps the rules of profiles in `gamification.profile_rules_version`.
package struct PostgresProfileRulesRepository: ProfileRulesRepository {
  private let pool: PostgresPool
  private let ids: any IDGenerator

  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func rules(
    in organization: OrganizationID, of profile: ProfileID, on workday: Workday?, at now: Timestamp
  ) async throws -> ProfileRules {
    let workday = try await pool.workday(workday, in: organization, at: now)
    let scope = TransactionScope.organization(organization)
    let held = try await pool.first(
      SelectProfileRules(organization: organization, profile: profile, workday: workday),
      in: scope)
    if let held { return held }
    try await checkProfile(profile, in: organization, at: now)
    let newest = try await pool.first(
      SelectProfileRules(organization: organization, profile: profile, workday: nil), in: scope)
    return ProfileRules(noneOf: profile, newestVersion: newest?.newestVersion ?? 0)
  }

  package func versions(
    in organization: OrganizationID, of profile: ProfileID, before version: Int64, size: PageSize,
    at now: Timestamp
  ) async throws -> Page<ProfileRules> {
    let rows = try await pool.execute(
      SelectProfileRulesVersions(
        organization: organization, profile: profile, version: version, rows: size.rows + 1),
      in: .organization(organization))
    if rows.isEmpty { try await checkProfile(profile, in: organization, at: now) }
    return Page(rows, size: size) { [String($0.change?.version ?? 0)] }
  }

  package func change(
    in organization: OrganizationID, of profile: ProfileID, start: Workday?, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ProfileRules>,
    _ settings: @Sendable (ProfileRulesContext) throws -> ProfileRuleSettings
  ) async throws -> IdempotentOutcome<ProfileRules> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        _ = try await transaction.lockProfile(profile, in: organization, at: now)
        let (workdays, newest, metrics, ruleIDs) = try await transaction.execute(
          SelectWorkday(organization: organization, now: now),
          SelectProfileRules(organization: organization, profile: profile, workday: nil),
          SelectProfileMetrics(
            organization: organization, profile: profile, workday: nil, position: -1,
            rows: ProfileLimits.metricsPerProfileMax),
          SelectRuleIDs(organization: organization, profile: profile))
        guard let today = workdays.first else { throw GamificationError.organizationUnknown }
        let start = try EffectiveDay.start(start, today: today)
        let stored = newest.first ?? ProfileRules(noneOf: profile)
        let names = Dictionary(metrics.map { ($0.id, $0.settings.displayName) }) { first, _ in
          first
        }
        let settings = try settings(
          ProfileRulesContext(newest: stored, names: names, ruleIDs: Set(ruleIDs)))
        try await transaction.keep(settings.externalMetrics, in: organization)
        let rules = stored.changing(settings, from: start, caller: audit.caller, at: now)
        guard rules != stored, let change = rules.change else { return stored }
        try transaction.enqueue(
          InsertProfileRulesVersion(
            organization: organization, profile: profile, settings: settings, change: change))
        try transaction.changeRules(
          RuleChange(
            cause: .rules, source: "profile/\(profile)", people: nil, start: change.start),
          in: organization, at: now, ids: ids)
        try transaction.audit(
          audit, "profile.update_rules", "profile/\(profile)", in: organization,
          detail: """
            {"version": \(change.version), "start_workday": "\(change.start)"}
            """)
        return rules
      }
    }
  }

  private func checkProfile(
    _ profile: ProfileID, in organization: OrganizationID, at now: Timestamp
  ) async throws {
    let found = try await pool.first(
      SelectProfile(organization: organization, id: profile, now: now),
      in: .organization(organization))
    guard found != nil else { throw GamificationError.profileNotFound(profile) }
  }
}

extension Transaction {
  /// Locks external metrics against deletion.
  fileprivate func keep(
    _ metrics: Set<ExternalMetricID>, in organization: OrganizationID
  ) async throws {
    guard !metrics.isEmpty else { return }
    let found = try await execute(
      LockExternalMetrics(organization: organization, ids: Array(metrics)))
    if let missing = metrics.subtracting(found.map(\.id)).first {
      throw GamificationError.externalMetricNotFound(missing)
    }
  }
}
