internal import Kernel
internal import Postgres
internal import QualityDomain

extension Evaluation.State: PostgresValue {}

/// How a row of `evaluation` is read; every statement selects these columns in this order.
enum EvaluationRow {
  private static var answersColumn: Int { 9 }
  private static var groupScoresColumn: Int { 14 }

  /// Reads evaluation_id, form_id, form_version, interaction_id, agent_id, evaluator_id, state,
  /// create_time, submit_time, answers, the four parts of the score, group_scores, release_time
  /// and release_workday.
  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Evaluation {
    let id: EvaluationID = try row.read()
    let form: FormID = try row.read()
    let formVersion: Int32 = try row.read()
    let interaction: InteractionID = try row.read()
    let agent: PersonID = try row.read()
    let evaluator: PersonID = try row.read()
    let state: Evaluation.State = try row.read()
    return Evaluation(
      id: id, form: form, formVersion: formVersion, interaction: interaction, agent: agent,
      evaluator: evaluator, createTime: try row.read(),
      progress: try progress(of: state, &row))
  }

  private static func progress(
    of state: Evaluation.State, _ row: inout RowReader
  ) throws(RowDecodingError) -> Evaluation.Progress {
    let submission = try submission(&row)
    let releaseTime: Timestamp? = try row.readOptional()
    let releaseWorkday: Workday? = try row.readOptional()
    switch (state, submission) {
    case (.pending, nil): return .pending
    case (.finished, let submission?): return .finished(submission)
    case (.released, let submission?):
      guard let releaseTime, let releaseWorkday else { break }
      return .released(
        submission, Evaluation.Release(time: releaseTime, workday: releaseWorkday))
    case (.pending, _), (.finished, nil), (.released, nil): break
    }
    throw RowDecodingError(column: answersColumn, reason: .malformed)
  }

  private static func submission(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> Evaluation.Submission? {
    let time: Timestamp? = try row.readOptional()
    let answers = try row.readOptionalRecords(of: AnswerRecord.self, column: answersColumn)
    let total: Int32? = try row.readOptional()
    let critical: Int32? = try row.readOptional()
    let nonCritical: Int32? = try row.readOptional()
    let isFatal: Bool? = try row.readOptional()
    let groups = try row.readOptionalRecords(
      of: GroupScoreRecord.self, column: groupScoresColumn)
    guard let time, let answers, let isFatal, let groups else { return nil }
    return Evaluation.Submission(
      answers: answers.map(\.value),
      score: Score(
        totalBasisPoints: total, criticalBasisPoints: critical,
        nonCriticalBasisPoints: nonCritical, isFatal: isFatal, groups: groups.map(\.value)),
      time: time)
  }
}

/// Reads one evaluation.
struct SelectEvaluation: Query {
  static let sql = """
    SELECT evaluation_id, form_id, form_version, interaction_id, agent_id, evaluator_id, state,
      create_time, submit_time, answers, total_basis_points, critical_basis_points,
      non_critical_basis_points, fatal, group_scores, release_time, release_workday
    FROM quality.evaluation
    WHERE organization_id = $1 AND evaluation_id = $2
    """
  var organization: OrganizationID
  var evaluation: EvaluationID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(evaluation)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Evaluation {
    try EvaluationRow.decode(&row)
  }
}

/// Reads an evaluation with its questionnaire and keeps it as it is until the end of the
/// transaction.
struct LockEvaluation: Statement {
  struct Row {
    var evaluation: Evaluation
    var questionnaire: Questionnaire
  }

  static let sql = """
    SELECT evaluation.evaluation_id, evaluation.form_id, evaluation.form_version,
      evaluation.interaction_id, evaluation.agent_id, evaluation.evaluator_id, evaluation.state,
      evaluation.create_time, evaluation.submit_time, evaluation.answers,
      evaluation.total_basis_points, evaluation.critical_basis_points,
      evaluation.non_critical_basis_points, evaluation.fatal, evaluation.group_scores,
      evaluation.release_time, evaluation.release_workday,
      form.display_name, form.weight_mode, form.question_groups
    FROM quality.evaluation
    JOIN quality.form ON form.organization_id = $1 AND form.form_id = evaluation.form_id
    WHERE evaluation.organization_id = $1 AND evaluation.evaluation_id = $2
    FOR NO KEY UPDATE OF evaluation
    """
  var organization: OrganizationID
  var evaluation: EvaluationID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(evaluation)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row {
    Row(
      evaluation: try EvaluationRow.decode(&row),
      questionnaire: try FormRow.questionnaire(&row, groupsColumn: 19))
  }
}

/// Reads a page of evaluations, oldest first.
///
/// A person sees an evaluation that is assigned to them, and an evaluation of their own only once
/// it is released.
struct SelectEvaluations: Query {
  static let sql = """
    SELECT evaluation_id, form_id, form_version, interaction_id, agent_id, evaluator_id, state,
      create_time, submit_time, answers, total_basis_points, critical_basis_points,
      non_critical_basis_points, fatal, group_scores, release_time, release_workday
    FROM quality.evaluation
    WHERE organization_id = $1
      AND ($2 OR evaluator_id = $7 OR agent_id IN (
        SELECT visible.person_id
        FROM quality.visible_member($1, $2, $3, $4, $5, $6) AS visible))
      AND ($7::text IS NULL OR agent_id <> $7 OR evaluator_id = $7 OR state = 'released')
      AND ($8::text IS NULL OR agent_id = $8)
      AND ($9::text IS NULL OR state = $9)
      AND (create_time, evaluation_id) > (
        coalesce($10, '-infinity'::timestamptz),
        coalesce($11, '00000000-0000-0000-0000-000000000000'::uuid))
    ORDER BY create_time, evaluation_id
    LIMIT $12
    """
  var organization: OrganizationID
  var filter: EvaluationFilter
  var createTime: Timestamp?
  var evaluation: UUIDBits?
  var rows: Int

  init(
    organization: OrganizationID, filter: EvaluationFilter, after position: [String]?, rows: Int
  ) throws(ValidationError) {
    self.organization = organization
    self.filter = filter
    self.rows = rows
    guard let position else { return }
    guard position.count == 2 else { throw ListPosition.refusal() }
    createTime = try ListPosition.timestamp(position[0])
    evaluation = try ListPosition.uuid(position[1])
  }

  /// The place of an evaluation in the list.
  static func position(of evaluation: Evaluation) -> [String] {
    [String(evaluation.createTime.microseconds), evaluation.id.description]
  }

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(filter.visibility)
    bindings.append(filter.viewer)
    bindings.append(filter.agent)
    bindings.append(filter.state)
    bindings.append(createTime)
    bindings.append(evaluation)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Evaluation {
    try EvaluationRow.decode(&row)
  }
}
