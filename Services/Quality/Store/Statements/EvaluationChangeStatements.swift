internal import Kernel
internal import Postgres
internal import QualityDomain

/// Reads whether somebody works for the organisation.
struct SelectMemberExists: Query {
  static let sql = """
    SELECT EXISTS (
      SELECT FROM quality.member WHERE organization_id = $1 AND person_id = $2 AND active)
    """
  var organization: OrganizationID
  var person: PersonID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

/// Reads the served interactions that a form was not drawn for yet, in no order.
///
/// Nobody evaluates their own calls (domain.md Q45 keeps self-evaluation apart).
struct SelectCandidates: Query {
  static let sql = """
    SELECT interaction.interaction_id, interaction.agent_id
    FROM quality.interaction
    WHERE interaction.organization_id = $1
      AND interaction.outcome = 'served' AND interaction.agent_id IS NOT NULL
      AND interaction.agent_id <> $11
      AND ($2 OR interaction.agent_id IN (
        SELECT visible.person_id
        FROM quality.visible_member($1, $2, $3, $4, $5, $6) AS visible))
      AND interaction.workday >= $7 AND interaction.workday <= $8
      AND NOT EXISTS (
        SELECT FROM quality.evaluation
        WHERE evaluation.organization_id = $1 AND evaluation.form_id = $9
          AND evaluation.interaction_id = interaction.interaction_id)
    LIMIT $10
    """
  var organization: OrganizationID
  var plan: SamplePlan
  var rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(plan.visibility)
    bindings.append(plan.workdays.start)
    bindings.append(plan.workdays.end)
    bindings.append(plan.form)
    bindings.append(rows)
    bindings.append(plan.evaluator)
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> InteractionDraw.Candidate {
    InteractionDraw.Candidate(interaction: try row.read(), agent: try row.read())
  }
}

/// Stores new evaluations.
struct InsertEvaluations: Statement {
  static let sql = """
    INSERT INTO quality.evaluation (
      organization_id, evaluation_id, form_id, form_version, interaction_id, agent_id,
      evaluator_id, state, create_time)
    SELECT $1, row.evaluation_id, $2, $3, row.interaction_id, row.agent_id, $4, 'pending', $5
    FROM unnest($6::uuid[], $7::text[], $8::text[])
      AS row (evaluation_id, interaction_id, agent_id)
    """
  var organization: OrganizationID
  var form: Form
  var evaluator: PersonID
  var createTime: Timestamp
  var ids: [EvaluationID]
  var drawn: [InteractionDraw.Candidate]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(form.id)
    bindings.append(form.version)
    bindings.append(evaluator)
    bindings.append(createTime)
    bindings.append(ids)
    bindings.append(drawn.map(\.interaction))
    bindings.append(drawn.map(\.agent))
  }
}

/// Stores the answers and the score of an evaluation.
struct UpdateSubmission: Statement {
  static let sql = """
    UPDATE quality.evaluation
    SET state = 'finished', submit_time = $3, answers = $4, total_basis_points = $5,
      critical_basis_points = $6, non_critical_basis_points = $7, fatal = $8, group_scores = $9
    WHERE organization_id = $1 AND evaluation_id = $2
    """
  var organization: OrganizationID
  var evaluation: EvaluationID
  var submission: Evaluation.Submission

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(evaluation)
    bindings.append(submission.time)
    bindings.append(JSONText(records: submission.answers.map(AnswerRecord.init)))
    bindings.append(submission.score.totalBasisPoints)
    bindings.append(submission.score.criticalBasisPoints)
    bindings.append(submission.score.nonCriticalBasisPoints)
    bindings.append(submission.score.isFatal)
    bindings.append(JSONText(records: submission.score.groups.map(GroupScoreRecord.init)))
  }
}

/// Reads the day of an instant in the time zone of the organisation.
struct SelectWorkday: Query {
  static let sql = """
    SELECT ($2::timestamptz AT TIME ZONE time_zone)::date
    FROM quality.replica_organization WHERE organization_id = $1
    """
  var organization: OrganizationID
  var time: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(time)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Workday {
    try row.read()
  }
}

/// Stores the release of an evaluation.
struct UpdateRelease: Statement {
  static let sql = """
    UPDATE quality.evaluation
    SET state = 'released', release_time = $3, release_workday = $4
    WHERE organization_id = $1 AND evaluation_id = $2
    """
  var organization: OrganizationID
  var evaluation: EvaluationID
  var release: Evaluation.Release

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(evaluation)
    bindings.append(release.time)
    bindings.append(release.workday)
  }
}
