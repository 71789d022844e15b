internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Makes sure that there is a row of an evaluation to lock.
struct InsertEvaluation: Statement {
  static let sql = """
    INSERT INTO gamification.evaluation (
      organization_id, evaluation_id, agent_id, form_id, version)
    VALUES ($1, $2, $3, $4, 0)
    ON CONFLICT ON CONSTRAINT evaluation_pkey DO NOTHING
    """

  let organization: OrganizationID
  let news: EvaluationNews

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(news.id)
    bindings.append(news.agent)
    bindings.append(news.form)
  }
}

/// Reads what is known of an evaluation, and keeps others from changing it.
struct LockEvaluation: Statement {
  static let sql = """
    SELECT evaluation_id, agent_id, form_id, version, counted_workday, counted_score_basis_points,
      settled_workday, settled_score_basis_points, first_workday
    FROM gamification.evaluation
    WHERE organization_id = $1 AND evaluation_id = $2
    FOR UPDATE
    """

  let organization: OrganizationID
  let id: UUIDBits

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> EvaluationRecord {
    let id: UUIDBits = try row.read()
    let (agent, form): (PersonID, String) = (try row.read(), try row.read())
    let version: Int64 = try row.read()
    let (counted, settled) = (try score(&row), try score(&row))
    return EvaluationRecord(
      id: id, agent: agent, form: form,
      standing: EvaluationStanding(
        version: version, counted: counted, settled: settled,
        firstWorkdayOfRelease: try row.readOptional()))
  }

  private static func score(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> EvaluationStanding.Score? {
    let workday: Workday? = try row.readOptional()
    let basisPoints: Int32? = try row.readOptional()
    guard let workday, let basisPoints else { return nil }
    return EvaluationStanding.Score(workday: workday, basisPoints: basisPoints)
  }
}

struct UpdateEvaluation: Statement {
  static let sql = """
    UPDATE gamification.evaluation SET
      agent_id = $3, form_id = $4, version = $5, counted_workday = $6,
      counted_score_basis_points = $7, settled_workday = $8, settled_score_basis_points = $9,
      first_workday = $10
    WHERE organization_id = $1 AND evaluation_id = $2
    """

  let organization: OrganizationID
  let evaluation: EvaluationRecord

  func bind(to bindings: inout Bindings) {
    let standing = evaluation.standing
    bindings.append(organization)
    bindings.append(evaluation.id)
    bindings.append(evaluation.agent)
    bindings.append(evaluation.form)
    bindings.append(standing.version)
    bindings.append(standing.counted?.workday)
    bindings.append(standing.counted?.basisPoints)
    bindings.append(standing.settled?.workday)
    bindings.append(standing.settled?.basisPoints)
    bindings.append(standing.firstWorkday)
  }
}
