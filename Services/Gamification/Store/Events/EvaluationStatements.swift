internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Makes sure that there is a row of an evaluation to lock.
struct InsertEvaluation: Statement {
  static let sql = """
    INSERT INTO gamification.evaluation (organization_id, evaluation_id)
    VALUES ($1, $2)
    ON CONFLICT ON CONSTRAINT evaluation_pkey DO NOTHING
    """

  let organization: OrganizationID
  let id: UUIDBits

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }
}

/// Reads the score that counts, and keeps others from changing what is known of the evaluation.
struct LockEvaluation: Statement {
  static let sql = """
    SELECT agent_id, form_id, counted_workday, counted_score_basis_points
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

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> EvaluationHistory.Score? {
    try EvaluationSQL.score(&row)
  }
}

/// Reads what was told of an evaluation.
struct SelectEvaluationChanges: Query {
  static let sql = """
    SELECT version, change, workday, agent_id, form_id, workday, score_basis_points
    FROM gamification.evaluation_change
    WHERE organization_id = $1 AND evaluation_id = $2
    ORDER BY version
    """

  let organization: OrganizationID
  let id: UUIDBits

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> EvaluationHistory.Entry {
    let version: Int64 = try row.read()
    let kind: EvaluationChangeKind = try row.read()
    let workday: Workday? = try row.readOptional()
    let score = try EvaluationSQL.score(&row)
    // A check of the table says which columns each kind has.
    let change: EvaluationHistory.Change =
      switch (kind, workday, score) {
      case (.released, _, let score?): .released(score)
      case (.reopened, let workday?, _): .reopened(workday)
      default: .withdrawn
      }
    return EvaluationHistory.Entry(version: version, change: change)
  }
}

struct InsertEvaluationChange: Statement {
  static let sql = """
    INSERT INTO gamification.evaluation_change (
      organization_id, evaluation_id, version, change, agent_id, form_id, workday,
      score_basis_points)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """

  let organization: OrganizationID
  let news: EvaluationNews

  func bind(to bindings: inout Bindings) {
    let kind: EvaluationChangeKind
    var (score, workday): (EvaluationHistory.Score?, Workday?) = (nil, nil)
    switch news.entry.change {
    case .released(let released): (kind, score, workday) = (.released, released, released.workday)
    case .reopened(let day): (kind, workday) = (.reopened, day)
    case .withdrawn: kind = .withdrawn
    }
    bindings.append(organization)
    bindings.append(news.id)
    bindings.append(news.entry.version)
    bindings.append(kind)
    bindings.append(score?.agent)
    bindings.append(score?.form)
    bindings.append(workday)
    bindings.append(score?.basisPoints)
  }
}

struct UpdateEvaluation: Statement {
  static let sql = """
    UPDATE gamification.evaluation SET
      agent_id = $3, form_id = $4, counted_workday = $5, counted_score_basis_points = $6
    WHERE organization_id = $1 AND evaluation_id = $2
    """

  let organization: OrganizationID
  let evaluation: EvaluationHistory

  func bind(to bindings: inout Bindings) {
    let counted = evaluation.counted
    bindings.append(organization)
    bindings.append(evaluation.id)
    bindings.append(counted?.agent)
    bindings.append(counted?.form)
    bindings.append(counted?.workday)
    bindings.append(counted?.basisPoints)
  }
}

/// An ``EvaluationHistory/Change`` in a column.
private enum EvaluationChangeKind: String, PostgresValue {
  case released
  case reopened
  case withdrawn
}

private enum EvaluationSQL {
  /// The agent, the form, the workday and the score; `nil` when one is missing.
  static func score(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> EvaluationHistory.Score? {
    let (agent, form): (PersonID?, String?) = (try row.readOptional(), try row.readOptional())
    let workday: Workday? = try row.readOptional()
    let basisPoints: Int32? = try row.readOptional()
    guard let agent, let form, let workday, let basisPoints else { return nil }
    return EvaluationHistory.Score(
      agent: agent, form: form, workday: workday, basisPoints: basisPoints)
  }
}
