internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What all reads of definitions have in common.
enum DefinitionSQL {
  static let select = """
    SELECT metric_definition_id, display_name, unit, dividend_measure_ids, divisor_measure_ids,
      factor, create_time
    FROM gamification.metric_definition
    """

  static func definition(_ row: inout RowReader) throws(RowDecodingError) -> CustomDefinition {
    CustomDefinition(
      stored: try row.read(), displayName: try row.read(), unit: try row.read(),
      dividends: try row.readArray(), divisors: try row.readArray(), factor: try row.read(),
      createTime: try row.read())
  }
}

/// The stored form of a measure.
extension Measure: PostgresValue {
  static var type: PostgresType { .text }
  static func accepts(_ type: UInt32) -> Bool { String.accepts(type) }
  func encode(into bytes: inout [UInt8]) { text.encode(into: &bytes) }

  init?(decoding bytes: ArraySlice<UInt8>) {
    guard let text = String(decoding: bytes) else { return nil }
    self.init(text: text)
  }
}

struct CountDefinitions: Query {
  static let sql = "SELECT count(*) FROM gamification.metric_definition WHERE organization_id = $1"

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

/// Locks external metrics against deletion, and tells which there are and their units.
struct LockExternalMetrics: Statement {
  static let sql = """
    SELECT external_metric_id, unit FROM gamification.external_metric
    WHERE organization_id = $1 AND external_metric_id = ANY ($2)
    ORDER BY external_metric_id
    FOR KEY SHARE
    """

  let organization: OrganizationID
  let ids: [ExternalMetricID]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(ids)
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (id: ExternalMetricID, unit: MetricDefinition.Unit) {
    (try row.read(), try row.read())
  }
}

/// Whether a definition is made of an external metric, or a profile has it or a rule of its
/// measures.
struct SelectExternalMetricIsUsed: Query {
  static let sql = """
    SELECT EXISTS (
      SELECT FROM gamification.metric_definition
      WHERE organization_id = $1
        AND (dividend_measure_ids && $2 OR divisor_measure_ids && $2)
      UNION ALL
      SELECT FROM gamification.profile_metric
      WHERE organization_id = $1 AND metric_definition_id = $3
      UNION ALL
      SELECT FROM gamification.leaderboard
      WHERE organization_id = $1 AND $3 = ANY (metric_ids)
      UNION ALL
      SELECT FROM gamification.profile_rules_version
      WHERE organization_id = $1
        AND (anomaly_measure_ids && $2 OR anomaly_whole_measure_ids && $2))
    """

  let organization: OrganizationID
  let id: ExternalMetricID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append([Measure.external(id), Measure.externalCount(id)])
    bindings.append(id.description)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

struct InsertDefinition: Statement {
  static let sql = """
    INSERT INTO gamification.metric_definition (
      organization_id, metric_definition_id, display_name, unit, dividend_measure_ids,
      divisor_measure_ids, factor, create_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """

  let organization: OrganizationID
  let definition: CustomDefinition

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(definition.id)
    bindings.append(definition.displayName)
    bindings.append(definition.unit)
    bindings.append(definition.dividends)
    bindings.append(definition.divisors)
    bindings.append(definition.factor)
    bindings.append(definition.createTime)
  }
}

struct SelectDefinition: Query {
  static let sql = """
    \(DefinitionSQL.select)
    WHERE organization_id = $1 AND metric_definition_id = $2
    """

  let organization: OrganizationID
  let id: MetricDefinitionID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> CustomDefinition {
    try DefinitionSQL.definition(&row)
  }
}

struct SelectDefinitions: Query {
  static let sql = """
    \(DefinitionSQL.select)
    WHERE organization_id = $1 AND (create_time, metric_definition_id) > ($2, $3)
    ORDER BY create_time, metric_definition_id
    LIMIT $4
    """

  let organization: OrganizationID
  let position: ListPosition
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(position.time)
    bindings.append(position.id)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> CustomDefinition {
    try DefinitionSQL.definition(&row)
  }
}

struct DeleteDefinition: Statement {
  static let sql = """
    DELETE FROM gamification.metric_definition
    WHERE organization_id = $1 AND metric_definition_id = $2
    """

  let organization: OrganizationID
  let id: MetricDefinitionID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }
}
