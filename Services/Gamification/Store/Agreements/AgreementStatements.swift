internal import GamificationDomain
internal import Kernel
internal import Postgres

extension ObjectiveAgreement.State: PostgresValue {}

/// What all reads of agreements have in common.
private enum AgreementSQL {
  static let select = """
    SELECT agreement.objective_agreement_id, agreement.person_id, agreement.profile_metric_id,
      agreement.target_value, agreement.start_workday, agreement.end_workday,
      agreement.review_workdays, agreement.note, agreement.state, agreement.person_caller,
      agreement.person_sign_time, agreement.person_version, agreement.supervisor_caller,
      agreement.supervisor_sign_time, agreement.supervisor_version, agreement.close_note,
      agreement.proposer, agreement.version, agreement.create_time, agreement.update_time
    FROM gamification.objective_agreement AS agreement
    """

  static func agreement(_ row: inout RowReader) throws(RowDecodingError) -> ObjectiveAgreement {
    let id: ObjectiveAgreementID = try row.read()
    let terms = AgreementTerms(
      stored: try row.read(), metric: try row.read(), target: try row.read(),
      start: try row.read(), end: try row.readOptional(), reviews: try row.readArray(),
      note: try row.read())
    return ObjectiveAgreement(
      id: id, terms: terms, state: try row.read(), personSignature: try signature(&row),
      supervisorSignature: try signature(&row), closeNote: try row.read(),
      proposer: try row.read(), version: try row.read(), createTime: try row.read(),
      updateTime: try row.read())
  }

  private static func signature(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> ObjectiveAgreement.Signature? {
    let caller: String? = try row.readOptional()
    let time: Timestamp? = try row.readOptional()
    let version: Int64? = try row.readOptional()
    guard let caller, let time, let version else { return nil }
    return ObjectiveAgreement.Signature(caller: caller, time: time, version: version)
  }
}

struct InsertAgreement: Statement {
  static let sql = """
    INSERT INTO gamification.objective_agreement (
      organization_id, objective_agreement_id, person_id, profile_metric_id, target_value,
      start_workday, end_workday, review_workdays, note, state, close_note, proposer, version,
      create_time, update_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, $12, $13, $14)
    """

  let organization: OrganizationID
  let agreement: ObjectiveAgreement

  func bind(to bindings: inout Bindings) {
    let terms = agreement.terms
    bindings.append(organization)
    bindings.append(agreement.id)
    bindings.append(terms.person)
    bindings.append(terms.metric)
    bindings.append(terms.target)
    bindings.append(terms.start)
    bindings.append(terms.end)
    bindings.append(terms.reviews)
    bindings.append(terms.note)
    bindings.append(agreement.state)
    bindings.append(agreement.proposer)
    bindings.append(agreement.version)
    bindings.append(agreement.createTime)
    bindings.append(agreement.updateTime)
  }
}

/// Of the terms only the last workday changes.
struct UpdateAgreement: Statement {
  static let sql = """
    UPDATE gamification.objective_agreement SET
      end_workday = $3, state = $4, person_caller = $5, person_sign_time = $6,
      person_version = $7, supervisor_caller = $8, supervisor_sign_time = $9,
      supervisor_version = $10, close_note = $11, version = $12, update_time = $13
    WHERE organization_id = $1 AND objective_agreement_id = $2
    """

  let organization: OrganizationID
  let agreement: ObjectiveAgreement

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(agreement.id)
    bindings.append(agreement.terms.end)
    bindings.append(agreement.state)
    for signature in [agreement.personSignature, agreement.supervisorSignature] {
      bindings.append(signature?.caller)
      bindings.append(signature?.time)
      bindings.append(signature?.version)
    }
    bindings.append(agreement.closeNote)
    bindings.append(agreement.version)
    bindings.append(agreement.updateTime)
  }
}

struct SelectAgreement: Query {
  static let sql = """
    \(AgreementSQL.select)
    WHERE agreement.organization_id = $1 AND agreement.objective_agreement_id = $2
    """

  let organization: OrganizationID
  let id: ObjectiveAgreementID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ObjectiveAgreement {
    try AgreementSQL.agreement(&row)
  }
}

/// Reads and locks all agreements of a person on a metric in the order of their ids, so that of two
/// that are agreed on at the same time one sees the other.
struct LockAgreements: Statement {
  static let sql = """
    \(AgreementSQL.select)
    WHERE agreement.organization_id = $1 AND agreement.person_id = $2
      AND agreement.profile_metric_id = $3
    ORDER BY agreement.objective_agreement_id
    FOR UPDATE
    """

  let organization: OrganizationID
  let terms: AgreementTerms

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(terms.person)
    bindings.append(terms.metric)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ObjectiveAgreement {
    try AgreementSQL.agreement(&row)
  }
}

struct SelectAgreements: Query {
  static let sql = """
    \(AgreementSQL.select)
    WHERE agreement.organization_id = $1
      AND ($2::text IS NULL OR agreement.person_id = $2)
      AND ($3::uuid IS NULL OR agreement.profile_metric_id = $3)
      AND ($4::text IS NULL OR agreement.state = $4)
      AND ($5::date IS NULL OR (agreement.start_workday <= $5
        AND (agreement.end_workday IS NULL OR agreement.end_workday >= $5)))
      AND (agreement.create_time, agreement.objective_agreement_id) > ($6, $7)
      AND ($9 OR agreement.person_id IN (
        SELECT visible.person_id
        FROM gamification.visible_member($1, $9, $10, $11, $12, $13) AS visible))
    ORDER BY agreement.create_time, agreement.objective_agreement_id
    LIMIT $8
    """

  let organization: OrganizationID
  let query: AgreementQuery
  let position: ListPosition
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(query.person)
    bindings.append(query.metric)
    bindings.append(query.state)
    bindings.append(query.workday)
    bindings.append(position.time)
    bindings.append(position.id)
    bindings.append(rows)
    bindings.append(query.visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ObjectiveAgreement {
    try AgreementSQL.agreement(&row)
  }
}
