package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps the settings of organisations in `gamification.settings_version`.
package struct PostgresSettingsRepository: SettingsRepository {
  private let pool: PostgresPool
  private let ids: any IDGenerator

  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func settings(
    in organization: OrganizationID, on workday: Workday?, at now: Timestamp
  ) async throws -> SettingsVersion {
    let scope = TransactionScope.organization(organization)
    async let versions = pool.execute(
      SelectSettingsVersions(organization: organization), in: scope)
    let today = try await pool.first(
      SelectWorkday(organization: organization, now: now), in: scope)
    let history = SettingsHistory(try await versions)
    guard let today else { throw GamificationError.organizationUnknown }
    return Self.held(history, on: workday ?? today, at: now)
  }

  package func versions(
    in organization: OrganizationID, before version: Int64, size: PageSize
  ) async throws -> Page<SettingsVersion> {
    let rows = try await pool.execute(
      SelectSettingsPage(organization: organization, version: version, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) { [String($0.version)] }
  }

  package func change(
    in organization: OrganizationID, start: Workday?, audit: AuditContext, at now: Timestamp,
    request: IdempotentRequest<SettingsVersion>,
    _ change: @Sendable (SettingsVersion) throws -> GamificationSettings
  ) async throws -> IdempotentOutcome<SettingsVersion> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let (locked, versions, workdays, counts) = try await transaction.execute(
          LockOrganization(organization: organization),
          SelectSettingsVersions(organization: organization),
          SelectWorkday(organization: organization, now: now),
          CountProfiles(organization: organization))
        guard !locked.isEmpty, let today = workdays.first else {
          throw GamificationError.organizationUnknown
        }
        let history = SettingsHistory(versions)
        let newest = versions.last ?? Self.held(history, on: today, at: now)
        let changed = try history.changing(
          to: try change(newest), from: start, today: today, caller: audit.caller, at: now)
        guard let changed else { return newest }
        let planned = history.firstActiveWorkday
        if changed.settings.isActive, planned.map({ changed.start < $0 }) ?? true {
          try begin(
            organization, from: changed.start, until: max(today, planned ?? today),
            profileCount: counts.first ?? 0, audit, now, transaction)
        }
        try store(changed, after: newest, in: organization, audit, now, transaction)
        return changed
      }
    }
  }

  /// What holds on a workday, also when nobody has set anything.
  private static func held(
    _ history: SettingsHistory, on workday: Workday, at now: Timestamp
  ) -> SettingsVersion {
    history.versions.held(on: workday)
      ?? SettingsVersion(
        settings: .standard, version: 0, newestVersion: history.versions.last?.version ?? 0,
        start: workday, caller: "", updateTime: now)
  }

  private func store(
    _ version: SettingsVersion, after newest: SettingsVersion, in organization: OrganizationID,
    _ audit: AuditContext, _ now: Timestamp, _ transaction: Transaction
  ) throws {
    // Versions that are planned and replaced may differ in more than the newest one does.
    let earnsTheSame =
      newest.start <= version.start && version.settings.earnsTheSame(as: newest.settings)
    try transaction.enqueue(InsertSettingsVersion(organization: organization, version: version))
    try transaction.changeRules(
      RuleChange(
        cause: .rules, source: "settings/\(version.version)", people: nil,
        start: earnsTheSame ? nil : version.start),
      in: organization, at: now, ids: ids)
    try transaction.audit(
      audit, "settings.update", "settings", in: organization,
      detail: """
        {"version": \(version.version), "active": \(version.settings.isActive), \
        "start_workday": "\(version.start)"}
        """)
  }

  /// Makes the default profile where there is none, and lets what holds by a workday hold from the
  /// start.
  ///
  /// What was planned for later than `end` stays as it is.
  private func begin(
    _ organization: OrganizationID, from start: Workday, until end: Workday, profileCount: Int,
    _ audit: AuditContext, _ now: Timestamp, _ transaction: Transaction
  ) throws {
    let range = BackdatedRange(organization: organization, start: start, end: end)
    try transaction.enqueue(BackdateMetricVersions(range: range))
    try transaction.enqueue(BackdateProfileRules(range: range))
    try transaction.enqueue(BackdateStays(range: range))
    guard profileCount == 0 else { return }
    let profile = PerformanceProfile(
      id: ids.makeID(), settings: DefaultProfile.settings, isDefault: true, createTime: now)
    try transaction.enqueue(InsertProfile(organization: organization, profile: profile))
    try transaction.enqueue(
      InsertProfileVersion(organization: organization, profile: profile, caller: audit.caller))
    for (position, entry) in DefaultProfile.metrics.enumerated() {
      let metric = ProfileMetric(
        id: ids.makeID(), profile: profile.id, definitionID: entry.definitionID,
        settings: entry.settings, position: Int32(position), start: start, caller: audit.caller,
        createTime: now, updateTime: now)
      try transaction.enqueue(InsertProfileMetric(organization: organization, metric: metric))
      try transaction.enqueue(
        InsertProfileMetricVersion(organization: organization, metric: metric))
    }
  }
}
