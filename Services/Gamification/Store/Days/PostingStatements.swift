internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Appends postings to the ledger.
///
/// A version of a workday that has a posting already is passed over; ``UpsertDays`` tells of it.
struct InsertPostings: Statement {
  static let sql = """
    INSERT INTO gamification.ledger_posting (
      organization_id, person_id, workday, version, ledger_posting_id, cause, source, award_time,
      finality, expiry_workday, profile_metric_ids, metric_versions, metric_points_e2,
      metric_values, points_e2, earn_time)
    SELECT $1, person_id, workday, version, ledger_posting_id, cause, source, award_time,
      finality, expiry_workday, metric_ids::uuid[], metric_versions::bigint[],
      metric_points::bigint[], metric_values::double precision[], points_e2,
      earn_time
    FROM unnest(
      $2::text[], $3::date[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::text[],
      $9::date[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[],
      $15::bigint[], $16::timestamptz[]
    ) AS posting (
      person_id, workday, ledger_posting_id, cause, source, award_time, finality, expiry_workday,
      metric_ids, metric_versions, metric_points, metric_values, points_e2, version,
      earn_time)
    ON CONFLICT ON CONSTRAINT ledger_posting_pkey DO NOTHING
    """

  let organization: OrganizationID
  /// Those without a posting are passed over.
  let updates: [DayUpdate]

  func bind(to bindings: inout Bindings) {
    let versions = updates.filter { $0.posting != nil }.map { $0.record.version + 1 }
    let postings = updates.compactMap(\.posting)
    bindings.append(organization)
    bindings.append(postings.map(\.day.person))
    bindings.append(postings.map(\.day.workday))
    bindings.append(postings.map(\.id))
    bindings.append(postings.map(\.cause))
    bindings.append(postings.map(\.source))
    bindings.append(postings.map(\.awardTime))
    bindings.append(postings.map(\.finality))
    bindings.append(postings.map(\.expiry))
    let lines = postings.map(\.lines)
    bindings.append(lines.map { ArrayLiteral($0.map(\.metric.uuid)) })
    bindings.append(lines.map { ArrayLiteral($0.map(\.version)) })
    bindings.append(lines.map { ArrayLiteral($0.map(\.points.hundredths)) })
    bindings.append(lines.map { ArrayLiteral($0.map(\.value)) })
    bindings.append(postings.map { $0.lines.reduce(0) { $0 + $1.points.hundredths } })
    bindings.append(versions)
    bindings.append(postings.map(\.earnTime))
  }
}

/// What all reads of postings have in common.
enum PostingSQL {
  /// The columns that ``posting(_:)`` reads, of `posting`.
  static let columns = """
    posting.ledger_posting_id, posting.person_id, posting.workday, posting.cause, posting.source,
      posting.award_time, posting.finality, posting.expiry_workday, posting.profile_metric_ids,
      posting.metric_versions, posting.metric_points_e2, posting.metric_values, posting.earn_time
    """

  static func posting(_ row: inout RowReader) throws(RowDecodingError) -> LedgerPosting {
    let id: LedgerEntryID = try row.read()
    let day = PersonDay(person: try row.read(), workday: try row.read())
    let cause: LedgerPosting.Cause = try row.read()
    let source: String = try row.read()
    let awardTime: Timestamp = try row.read()
    let finality: Finality = try row.read()
    let expiry: Workday? = try row.readOptional()
    let metrics: [ProfileMetricID] = try row.readArray()
    let versions: [Int64] = try row.readArray()
    let points: [Int64] = try row.readArray()
    let values: [Double?] = try row.readArrayOfOptionals()
    let earnTime: Timestamp? = try row.readOptional()
    // A constraint of the table gives all of them one length.
    let lines = metrics.indices.map { index in
      LedgerPosting.Line(
        metric: metrics[index], version: versions[index],
        points: Points(hundredths: points[index]), value: values[index])
    }
    return LedgerPosting(
      id: id, day: day, cause: cause, source: source, awardTime: awardTime,
      earnTime: earnTime, finality: finality, expiry: expiry, lines: lines)
  }
}

extension LedgerPosting.Cause: PostgresValue {}
extension Finality: PostgresValue {}

/// Reads the postings of a workday in their order.
struct SelectPostings: Query {
  static let sql = """
    SELECT \(PostingSQL.columns)
    FROM gamification.ledger_posting AS posting
    WHERE posting.organization_id = $1 AND posting.person_id = $2 AND posting.workday = $3
    ORDER BY posting.version
    """

  let organization: OrganizationID
  let day: PersonDay

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(day.person)
    bindings.append(day.workday)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LedgerPosting {
    try PostingSQL.posting(&row)
  }
}
