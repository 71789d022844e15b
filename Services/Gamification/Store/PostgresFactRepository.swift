package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps facts in `gamification.metric_fact` and appends to `gamification.ledger_entry`.
package struct PostgresFactRepository: FactRepository {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func record(
    in organization: OrganizationID, _ facts: [ScoredFact], audit: AuditContext, at now: Timestamp
  ) async throws -> FactTally {
    let rounds = FactRounds(facts).rounds
    guard !rounds.isEmpty else { return FactTally() }
    return try await pool.withTransaction(.organization(organization)) { transaction in
      var tally = FactTally()
      for round in rounds {
        let written = try await transaction.first(
          UpsertFacts(organization: organization, facts: round, now: now))
        tally.add(written?.tally(of: round.count) ?? FactTally())
      }
      if tally.createdCount + tally.updatedCount > 0 {
        try transaction.audit(
          audit, "fact.record", "fact", in: organization,
          detail: #"{"created": \#(tally.createdCount), "updated": \#(tally.updatedCount)}"#)
      }
      return tally
    }
  }

  package func apply(
    in organization: OrganizationID, _ event: ReceivedEvent, scored: ScoredFact?,
    at now: Timestamp
  ) async throws -> EventApplication {
    try await pool.withTransaction(.organization(organization)) { transaction in
      let isNew = try await transaction.recordInbox(
        organization: organization, eventID: event.id, source: event.source)
      guard isNew else { return .duplicate }
      guard let scored else { return .ignored }
      let entryCount = try await transaction.run(
        InsertEachFact(organization: organization, scored: scored, now: now))
      return entryCount == 1 ? .applied : .duplicate
    }
  }
}

/// Stores facts and their ledger entries in one statement.
///
/// `points_change_e2` carries the difference from the row that was replaced to the ledger: the
/// upsert holds the row's lock when it computes it, so it is right under any concurrency. The
/// order keeps two statements with the same keys from locking each other out; transactions of
/// several statements may still meet, and are then repeated.
struct UpsertFacts: Statement {
  /// How many facts were new, and how many replaced others.
  struct Written: Sendable {
    let createdCount: Int64
    let updatedCount: Int64

    func tally(of factCount: Int) -> FactTally {
      FactTally(
        createdCount: createdCount, updatedCount: updatedCount,
        unchangedCount: Int64(factCount) - createdCount - updatedCount)
    }
  }

  static let sql = """
    WITH input AS MATERIALIZED (
      SELECT person_id, workday, metric_id, source, total, count, points_e2, points_max_e2, value,
        ledger_entry_id
      FROM unnest(
        $2::text[], $3::date[], $4::text[], $5::text[], $6::double precision[], $7::bigint[],
        $8::bigint[], $9::bigint[], $10::double precision[], $11::uuid[]
      ) AS fact (
        person_id, workday, metric_id, source, total, count, points_e2, points_max_e2, value,
        ledger_entry_id)
    ), written AS (
      INSERT INTO gamification.metric_fact AS fact (
        organization_id, person_id, workday, metric_id, source, total, count, points_e2,
        points_max_e2, points_change_e2, version, update_time)
      SELECT $1, person_id, workday, metric_id, source, total, count, points_e2, points_max_e2,
        points_e2, 1, $12
      FROM input
      ORDER BY person_id COLLATE "C", workday, metric_id COLLATE "C", source COLLATE "C"
      ON CONFLICT ON CONSTRAINT metric_fact_pkey DO UPDATE SET
        total = EXCLUDED.total,
        count = EXCLUDED.count,
        points_e2 = EXCLUDED.points_e2,
        points_max_e2 = EXCLUDED.points_max_e2,
        points_change_e2 = EXCLUDED.points_e2 - fact.points_e2,
        version = fact.version + 1,
        update_time = EXCLUDED.update_time
      WHERE fact.total <> EXCLUDED.total OR fact.count <> EXCLUDED.count
      RETURNING person_id, workday, metric_id, source, points_change_e2, version
    ), entered AS (
      INSERT INTO gamification.ledger_entry (
        organization_id, create_time, ledger_entry_id, person_id, metric_id, workday, source,
        points_e2, value)
      SELECT $1, $12, input.ledger_entry_id, input.person_id, input.metric_id, input.workday,
        input.source, written.points_change_e2, input.value
      FROM written JOIN input USING (person_id, workday, metric_id, source)
    )
    SELECT count(*) FILTER (WHERE version = 1), count(*) FILTER (WHERE version > 1) FROM written
    """

  let organization: OrganizationID
  /// No two with the same key.
  let facts: [ScoredFact]
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(facts.map(\.fact.person))
    bindings.append(facts.map(\.fact.workday))
    bindings.append(facts.map(\.fact.metric))
    bindings.append(facts.map(\.fact.source.text))
    bindings.append(facts.map(\.fact.total))
    bindings.append(facts.map(\.fact.count))
    bindings.append(facts.map(\.points.hundredths))
    bindings.append(facts.map(\.pointsMax.hundredths))
    bindings.append(facts.map(\.value))
    bindings.append(facts.map(\.ledgerEntry))
    bindings.append(now)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Written {
    Written(createdCount: try row.read(), updatedCount: try row.read())
  }
}

/// Stores a fact that earns points of its own, with its ledger entry; does nothing when the source
/// has earned points before.
struct InsertEachFact: Statement {
  static let sql = """
    WITH written AS (
      INSERT INTO gamification.metric_fact (
        organization_id, person_id, workday, metric_id, source, total, count, points_e2,
        points_max_e2, points_change_e2, version, update_time)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, 1, $12)
      ON CONFLICT DO NOTHING
      RETURNING points_e2
    )
    INSERT INTO gamification.ledger_entry (
      organization_id, create_time, ledger_entry_id, person_id, metric_id, workday, source,
      points_e2, value)
    SELECT $1, $12, $11, $2, $4, $3, $5, points_e2, $10 FROM written
    """

  let organization: OrganizationID
  let scored: ScoredFact
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(scored.fact.person)
    bindings.append(scored.fact.workday)
    bindings.append(scored.fact.metric)
    bindings.append(scored.fact.source.text)
    bindings.append(scored.fact.total)
    bindings.append(scored.fact.count)
    bindings.append(scored.points.hundredths)
    bindings.append(scored.pointsMax.hundredths)
    bindings.append(scored.value)
    bindings.append(scored.ledgerEntry)
    bindings.append(now)
  }
}
