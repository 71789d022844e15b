package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps profiles in `gamification.profile` and `gamification.profile_version`.
package struct PostgresProfileRepository: ProfileRepository {
  private let pool: PostgresPool
  private let ids: any IDGenerator

  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func create(
    in organization: OrganizationID, _ draft: ProfileDraft, _ ids: any IDGenerator,
    audit: AuditContext, at now: Timestamp, request: IdempotentRequest<PerformanceProfile>
  ) async throws -> IdempotentOutcome<PerformanceProfile> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let (locked, counts, workdays) = try await transaction.execute(
          LockOrganization(organization: organization), CountProfiles(organization: organization),
          SelectWorkday(organization: organization, now: now))
        guard !locked.isEmpty, let today = workdays.first else {
          throw GamificationError.organizationUnknown
        }
        let count = counts.first ?? 0
        // The first one is the default profile.
        guard count <= ProfileLimits.customProfilesMax else {
          throw GamificationError.tooManyProfiles(limit: ProfileLimits.customProfilesMax)
        }
        let profile = PerformanceProfile(
          id: draft.id, settings: draft.settings, isDefault: count == 0, createTime: now)
        if let copied = draft.copied {
          // It is not deleted meanwhile.
          _ = try await transaction.lockProfile(copied, in: organization, at: now)
        }
        try transaction.enqueue(InsertProfile(organization: organization, profile: profile))
        try store(profile, in: organization, "profile.create", audit, transaction)
        if let copied = draft.copied {
          try await transaction.copyMetrics(
            of: copied, to: profile.id, in: organization, from: today, ids, caller: audit.caller,
            at: now)
        }
        try changeRules(of: profile, from: nil, in: organization, at: now, transaction)
        return profile
      }
    }
  }

  package func profile(
    in organization: OrganizationID, _ id: ProfileID, at now: Timestamp
  ) async throws -> PerformanceProfile {
    let profile = try await pool.first(
      SelectProfile(organization: organization, id: id, now: now),
      in: .organization(organization))
    guard let profile else { throw GamificationError.profileNotFound(id) }
    return profile
  }

  package func profiles(
    in organization: OrganizationID, state: PerformanceProfile.State?,
    after position: ListPosition, size: PageSize, at now: Timestamp
  ) async throws -> Page<PerformanceProfile> {
    let rows = try await pool.execute(
      SelectProfiles(
        organization: organization, state: state, position: position, rows: size.rows + 1,
        now: now),
      in: .organization(organization))
    return Page(rows, size: size) { ListPosition(time: $0.createTime, id: $0.id.uuid).texts }
  }

  package func versions(
    in organization: OrganizationID, of id: ProfileID, before version: Int64, size: PageSize,
    at now: Timestamp
  ) async throws -> Page<ProfileVersion> {
    let rows = try await pool.execute(
      SelectProfileVersions(
        organization: organization, id: id, version: version, rows: size.rows + 1),
      in: .organization(organization))
    // Every profile has a first version.
    if rows.isEmpty { _ = try await profile(in: organization, id, at: now) }
    return Page(rows, size: size) { [String($0.profile.version)] }
  }

  package func change(
    in organization: OrganizationID, _ id: ProfileID, audit: AuditContext, at now: Timestamp,
    request: IdempotentRequest<PerformanceProfile>,
    _ change: @Sendable (PerformanceProfile) throws -> PerformanceProfile
  ) async throws -> IdempotentOutcome<PerformanceProfile> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let stored = try await transaction.lockProfile(id, in: organization, at: now)
        let profile = try change(stored)
        guard profile != stored else { return stored }
        try transaction.enqueue(UpdateProfileVersion(organization: organization, profile: profile))
        try store(profile, in: organization, "profile.update", audit, transaction)
        if profile.state != stored.state {
          let today = try await transaction.first(
            SelectWorkday(organization: organization, now: now))
          try changeRules(of: profile, from: today, in: organization, at: now, transaction)
        }
        return profile
      }
    }
  }

  package func delete(
    in organization: OrganizationID, _ id: ProfileID, audit: AuditContext, at now: Timestamp,
    request: IdempotentRequest<ProfileID>
  ) async throws -> IdempotentOutcome<ProfileID> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let profile = try await transaction.lockProfile(id, in: organization, at: now)
        guard !profile.isDefault else { throw GamificationError.profileIsDefault(id) }
        let isUsed = try await transaction.first(
          SelectProfileIsUsed(organization: organization, id: id))
        guard isUsed == false else { throw GamificationError.profileInUse(id) }
        try transaction.enqueue(DeleteProfile(organization: organization, id: id))
        try changeRules(of: profile, from: nil, in: organization, at: now, transaction)
        try transaction.audit(audit, "profile.delete", "profile/\(id)", in: organization)
        return id
      }
    }
  }

  private func changeRules(
    of profile: PerformanceProfile, from start: Workday?, in organization: OrganizationID,
    at now: Timestamp, _ transaction: Transaction
  ) throws {
    try transaction.changeRules(
      RuleChange(cause: .rules, source: "profile/\(profile.id)", people: nil, start: start),
      in: organization, at: now, ids: ids)
  }

  private func store(
    _ profile: PerformanceProfile, in organization: OrganizationID, _ action: String,
    _ audit: AuditContext, _ transaction: Transaction
  ) throws {
    try transaction.enqueue(
      InsertProfileVersion(organization: organization, profile: profile, caller: audit.caller))
    try transaction.audit(
      audit, action, "profile/\(profile.id)", in: organization,
      detail: "{\"version\": \(profile.version)}")
  }
}

extension Transaction {
  /// Locks a profile, and reads it as it is from then on.
  func lockProfile(
    _ id: ProfileID, in organization: OrganizationID, at now: Timestamp
  ) async throws -> PerformanceProfile {
    let (_, profiles) = try await execute(
      LockProfile(organization: organization, id: id),
      SelectProfile(organization: organization, id: id, now: now))
    guard let profile = profiles.first else { throw GamificationError.profileNotFound(id) }
    return profile
  }
}
