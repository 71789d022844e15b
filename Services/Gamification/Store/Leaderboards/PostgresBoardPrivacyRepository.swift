package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps what leaderboards may show in `gamification.leaderboard_privacy`.
package struct PostgresBoardPrivacyRepository: BoardPrivacyRepository {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func privacy(in organization: OrganizationID) async throws -> BoardPrivacy {
    try await pool.first(
      SelectBoardPrivacy(organization: organization), in: .organization(organization))
      ?? .standard
  }

  package func change(
    in organization: OrganizationID, audit: AuditContext,
    request: IdempotentRequest<BoardPrivacy>,
    _ change: @Sendable (BoardPrivacy) throws -> BoardPrivacy
  ) async throws -> IdempotentOutcome<BoardPrivacy> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let (locked, stored) = try await transaction.execute(
          LockOrganization(organization: organization),
          SelectBoardPrivacy(organization: organization))
        guard !locked.isEmpty else { throw GamificationError.organizationUnknown }
        let before = stored.first ?? .standard
        let privacy = try change(before)
        guard privacy != before, let time = privacy.updateTime else { return before }
        try transaction.enqueue(
          UpsertBoardPrivacy(organization: organization, privacy: privacy, time: time))
        try transaction.audit(
          audit, "leaderboard_privacy.update", "leaderboard_privacy", in: organization,
          detail: "{\"version\": \(privacy.version), \"mode\": \"\(privacy.mode.rawValue)\"}")
        return privacy
      }
    }
  }
}

extension BoardPrivacy.Mode: PostgresValue {}

struct SelectBoardPrivacy: Query {
  static let sql = """
    SELECT mode, division_ids, division_modes, version, update_time
    FROM gamification.leaderboard_privacy WHERE organization_id = $1
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> BoardPrivacy {
    let mode: BoardPrivacy.Mode = try row.read()
    let divisions: [DivisionID] = try row.readArray()
    let modes: [BoardPrivacy.Mode] = try row.readArray()
    return BoardPrivacy(
      mode: mode, divisions: Dictionary(zip(divisions, modes)) { first, _ in first },
      version: try row.read(), updateTime: try row.read())
  }
}

struct UpsertBoardPrivacy: Statement {
  static let sql = """
    INSERT INTO gamification.leaderboard_privacy (
      organization_id, mode, division_ids, division_modes, version, update_time)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT ON CONSTRAINT leaderboard_privacy_pkey DO UPDATE
    SET mode = excluded.mode, division_ids = excluded.division_ids,
      division_modes = excluded.division_modes, version = excluded.version,
      update_time = excluded.update_time
    """

  let organization: OrganizationID
  let privacy: BoardPrivacy
  let time: Timestamp

  func bind(to bindings: inout Bindings) {
    let divisions = privacy.divisions.sorted { $0.key < $1.key }
    bindings.append(organization)
    bindings.append(privacy.mode)
    bindings.append(divisions.map(\.key))
    bindings.append(divisions.map(\.value))
    bindings.append(privacy.version)
    bindings.append(time)
  }
}
