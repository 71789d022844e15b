internal import Kernel
internal import LearningDomain
internal import Postgres

/// The columns of an assignment and how they are read.
enum AssignmentRow {
  static let columns = """
    a.assignment_id, a.module_id, a.module_version, a.person_id, a.reason_text, a.evaluation_id,
    a.form_id, a.group_id, a.score_basis_points, a.due_time, a.create_time, a.complete_time
    """

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LearningAssignment {
    let id: AssignmentID = try row.read()
    let module: ModuleID = try row.read()
    let moduleVersion: Int64 = try row.read()
    let person: PersonID = try row.read()
    let reason: String = try row.read()
    let cause = try decodeCause(&row)
    return LearningAssignment(
      id: id, module: module, moduleVersion: Int32(clamping: moduleVersion), person: person,
      reason: AssignmentReason(text: reason, cause: cause), dueTime: try row.read(),
      createTime: try row.read(), completeTime: try row.readOptional())
  }

  /// The four columns are all NULL or all not, by `assignment_evaluation_check`.
  private static func decodeCause(_ row: inout RowReader) throws(RowDecodingError)
    -> AssignmentReason.Cause?
  {
    let evaluation: EvaluationID? = try row.readOptional()
    let form: FormID? = try row.readOptional()
    let group: QuestionGroupID? = try row.readOptional()
    let score: Int64? = try row.readOptional()
    guard let evaluation, let form, let group, let score else { return nil }
    return AssignmentReason.Cause(
      evaluation: evaluation, form: form, group: group,
      score: BasisPoints(stored: Int32(clamping: score)))
  }
}

/// Reads one assignment.
struct SelectAssignment: Query {
  static let sql = """
    SELECT \(AssignmentRow.columns)
    FROM learning.assignment AS a
    WHERE a.organization_id = $1 AND a.assignment_id = $2
    """
  var organization: OrganizationID
  var id: AssignmentID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LearningAssignment {
    try AssignmentRow.decode(&row)
  }
}

/// Reads one assignment and keeps others from changing it until the transaction ends.
struct LockAssignment: Statement {
  static let sql = """
    SELECT \(AssignmentRow.columns)
    FROM learning.assignment AS a
    WHERE a.organization_id = $1 AND a.assignment_id = $2
    FOR UPDATE
    """
  var organization: OrganizationID
  var id: AssignmentID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LearningAssignment {
    try AssignmentRow.decode(&row)
  }
}

/// Stores an assignment, or reads the open one that the person has of the same module.
struct InsertOrSelectAssignment: Statement {
  // The update changes nothing; it locks the open assignment, so that it is still open.
  static let sql = """
    INSERT INTO learning.assignment AS a (
      organization_id, assignment_id, module_id, module_version, person_id, reason_text, due_time,
      create_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (organization_id, person_id, module_id) WHERE complete_time IS NULL
    DO UPDATE SET person_id = EXCLUDED.person_id
    RETURNING \(AssignmentRow.columns)
    """
  var organization: OrganizationID
  var assignment: LearningAssignment

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(assignment.id)
    bindings.append(assignment.module)
    bindings.append(Int64(assignment.moduleVersion))
    bindings.append(assignment.person)
    bindings.append(assignment.reason.text)
    bindings.append(assignment.dueTime)
    bindings.append(assignment.createTime)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LearningAssignment {
    try AssignmentRow.decode(&row)
  }
}

/// Stores assignments but for modules that the person has open or that the evaluation has led to.
struct InsertAssignments: Statement {
  static let sql = """
    INSERT INTO learning.assignment (
      organization_id, assignment_id, module_id, module_version, person_id, reason_text,
      evaluation_id, form_id, group_id, score_basis_points, due_time, create_time)
    SELECT $1, row.assignment_id, row.module_id, row.module_version, row.person_id,
      row.reason_text, row.evaluation_id, row.form_id, row.group_id, row.score_basis_points,
      row.due_time, row.create_time
    FROM unnest(
      $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[], $8::uuid[],
      $9::text[], $10::bigint[], $11::timestamptz[], $12::timestamptz[]
    ) AS row (
      assignment_id, module_id, module_version, person_id, reason_text, evaluation_id, form_id,
      group_id, score_basis_points, due_time, create_time)
    ON CONFLICT DO NOTHING
    """
  var organization: OrganizationID
  var assignments: [LearningAssignment]

  func bind(to bindings: inout Bindings) {
    let causes = assignments.map(\.reason.cause)
    bindings.append(organization)
    bindings.append(assignments.map(\.id))
    bindings.append(assignments.map(\.module))
    bindings.append(assignments.map { Int64($0.moduleVersion) })
    bindings.append(assignments.map(\.person))
    bindings.append(assignments.map(\.reason.text))
    bindings.append(causes.map { $0?.evaluation })
    bindings.append(causes.map { $0?.form })
    bindings.append(causes.map { $0?.group })
    bindings.append(causes.map { $0.map { Int64($0.score.value) } })
    bindings.append(assignments.map(\.dueTime))
    bindings.append(assignments.map(\.createTime))
  }
}

/// Stores a completion and reads its workday in the organisation's time zone.
///
/// Changes nothing while the directory has not told of the organisation.
struct CompleteAssignment: Statement {
  static let sql = """
    UPDATE learning.assignment AS a
    SET complete_time = $3
    FROM learning.replica_organization AS o
    WHERE a.organization_id = $1 AND a.assignment_id = $2 AND o.organization_id = $1
    RETURNING ($3 AT TIME ZONE o.time_zone)::date
    """
  var organization: OrganizationID
  var id: AssignmentID
  var completeTime: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(completeTime)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Workday {
    try row.read()
  }
}
