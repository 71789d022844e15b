package import GamificationDomain
package import Kernel
package import Postgres

/// Reads what boards are made of from `gamification.person_day`, and what they are advanced by from
/// `gamification.ledger_posting`.
///
/// Every row of the ledger carries its transaction, and each change of a workday's points and its
/// posting are one transaction. So what a workday was by one snapshot, and all postings that this
/// snapshot did not show and a later one shows, add up to what it is by the later one, whatever was
/// under way in between.
package struct PostgresBoardSource: BoardSource {
  private let pool: PostgresPool
  private let changesMax: Int

  /// - Parameters:
  ///   - pool: The database.
  ///   - changesMax: How many postings boards are advanced by; when there are more they are made
  ///     anew.
  package init(pool: PostgresPool, changesMax: Int = 50_000) {
    self.pool = pool
    self.changesMax = changesMax
  }

  package func refresh(
    _ order: BoardOrder, in organization: OrganizationID, at now: Timestamp
  ) async throws -> BoardRefresh {
    try await pool.withTransaction(
      .organization(organization), isolation: .repeatableRead, readOnly: true
    ) { transaction in
      let metrics = order.metrics.union(order.wanted?.metrics ?? [])
      let (heads, changes, known) = try await transaction.execute(
        SelectBoardHead(),
        SelectBoardChanges(
          organization: organization, snapshot: order.snapshot, rows: changesMax + 1),
        SelectBoardMetrics(organization: organization, metrics: Array(metrics)))
      guard let head = heads.first else { preconditionFailure("the head is always one row") }
      let (revision, people) = try await readPeople(
        order.people, organization, head.cursor, now, transaction)
      let resolved = Self.resolve(metrics, known)
      return BoardRefresh(
        snapshot: head.snapshot, changes: changes.count > changesMax ? nil : changes,
        peopleRevision: revision, people: people, metrics: resolved,
        made: try await makeBoard(order.wanted, resolved, organization, transaction))
    }
  }

  /// The people, unless they are those that are known already.
  private func readPeople(
    _ order: BoardOrder.People, _ organization: OrganizationID, _ cursor: Int64,
    _ now: Timestamp, _ transaction: Transaction
  ) async throws -> (BoardPeopleRevision?, BoardPeople?) {
    var known: BoardPeopleRevision?
    switch order {
    case .not: return (nil, nil)
    case .all: break
    case .changed(let revision, let isThorough):
      if revision.cursor == cursor, !isThorough { return (revision, nil) }
      known = revision
    }
    let fingerprint = try await transaction.first(
      SelectPeopleFingerprint(organization: organization, now: now))
    let revision = BoardPeopleRevision(cursor: cursor, fingerprint: fingerprint ?? "")
    if revision.fingerprint == known?.fingerprint { return (revision, nil) }
    return (revision, try await transaction.boardPeople(in: organization, at: now))
  }

  static func resolve(
    _ metrics: Set<BoardMetric>, _ known: [SelectBoardMetrics.Known]
  ) -> [BoardMetric: Set<ProfileMetricID>] {
    let byText = Dictionary(known.map { ($0.text, $0) }) { first, _ in first }
    var resolved: [BoardMetric: Set<ProfileMetricID>] = [:]
    for metric in metrics {
      guard let known = byText[metric.text],
        known.isOwn || metric.isBuiltIn || !known.metrics.isEmpty
      else { continue }
      resolved[metric] = known.metrics
    }
    return resolved
  }

  private func makeBoard(
    _ key: BoardKey?, _ metrics: [BoardMetric: Set<ProfileMetricID>],
    _ organization: OrganizationID, _ transaction: Transaction
  ) async throws -> [PersonID: PersonTotal]? {
    guard let key else { return nil }
    let rows: [SelectBoardTotals.Total]
    guard key.unknownMetric(of: metrics) == nil else { return nil }
    if let counted = key.counted(of: metrics) {
      rows = try await transaction.execute(
        SelectBoardMetricTotals(organization: organization, range: key.range, metrics: counted))
    } else {
      rows = try await transaction.execute(
        SelectBoardTotals(organization: organization, range: key.range))
    }
    return Dictionary(rows.map { ($0.person, $0.total) }) { first, _ in first }
  }
}

extension Transaction {
  /// The people of an organisation as its boards show them.
  func boardPeople(
    in organization: OrganizationID, at now: Timestamp
  ) async throws -> BoardPeople {
    let (members, ranks, privacies) = try await execute(
      SelectBoardMembers(organization: organization, now: now),
      SelectVisibleRanks(organization: organization),
      SelectBoardPrivacy(organization: organization))
    let visibleRanks = Dictionary(ranks.map { ($0.profile, Int($0.count)) }) { first, _ in first }
    let privacy = privacies.first ?? .standard
    return BoardPeople(
      members.map { $0.showing(privacy.mode(of: $0.division)) }, visibleRanks: visibleRanks)
  }
}
