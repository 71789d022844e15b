internal import Kernel
internal import Postgres
internal import QualityDomain

extension Questionnaire.WeightMode: PostgresValue {}

/// How a row of `form` is read; every statement selects these columns in this order.
enum FormRow {
  /// Reads form_id, display_name, weight_mode, question_groups, create_time and publish_time.
  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Form {
    let id: FormID = try row.read()
    let questionnaire = try questionnaire(&row, groupsColumn: 3)
    return Form(
      id: id, questionnaire: questionnaire, createTime: try row.read(),
      publishTime: try row.readOptional())
  }

  /// Reads display_name, weight_mode and question_groups.
  static func questionnaire(
    _ row: inout RowReader, groupsColumn: Int
  ) throws(RowDecodingError) -> Questionnaire {
    let displayName: String = try row.read()
    let weightMode: Questionnaire.WeightMode = try row.read()
    let groups = try row.readRecords(of: QuestionGroupRecord.self, column: groupsColumn)
    return Questionnaire(stored: displayName, weightMode: weightMode, groups: groups.map(\.value))
  }
}

/// Reads one form.
struct SelectForm: Query {
  static let sql = """
    SELECT form_id, display_name, weight_mode, question_groups, create_time, publish_time
    FROM quality.form
    WHERE organization_id = $1 AND form_id = $2
    """
  var organization: OrganizationID
  var form: FormID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(form)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Form {
    try FormRow.decode(&row)
  }
}

/// Reads one form and keeps it as it is until the end of the transaction.
struct LockForm: Statement {
  static let sql = """
    SELECT form_id, display_name, weight_mode, question_groups, create_time, publish_time
    FROM quality.form
    WHERE organization_id = $1 AND form_id = $2
    FOR NO KEY UPDATE
    """
  var organization: OrganizationID
  var form: FormID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(form)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Form {
    try FormRow.decode(&row)
  }
}

/// Reads a page of forms, newest first.
struct SelectForms: Query {
  static let sql = """
    SELECT form_id, display_name, weight_mode, question_groups, create_time, publish_time
    FROM quality.form
    WHERE organization_id = $1
      AND (create_time, form_id) < (
        coalesce($2, 'infinity'::timestamptz),
        coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
    ORDER BY create_time DESC, form_id DESC
    LIMIT $4
    """
  var organization: OrganizationID
  var createTime: Timestamp?
  var form: UUIDBits?
  var rows: Int

  init(
    organization: OrganizationID, after position: [String]?, rows: Int
  ) throws(ValidationError) {
    self.organization = organization
    self.rows = rows
    guard let position else { return }
    guard position.count == 2 else { throw ListPosition.refusal() }
    createTime = try ListPosition.timestamp(position[0])
    form = try ListPosition.uuid(position[1])
  }

  /// The place of a form in the list.
  static func position(of form: Form) -> [String] {
    [String(form.createTime.microseconds), form.id.description]
  }

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(createTime)
    bindings.append(form)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Form {
    try FormRow.decode(&row)
  }
}

/// Stores a new draft.
struct InsertForm: Statement {
  static let sql = """
    INSERT INTO quality.form
      (organization_id, form_id, display_name, weight_mode, question_groups, create_time)
    VALUES ($1, $2, $3, $4, $5, $6)
    """
  var organization: OrganizationID
  var form: Form

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(form.id)
    bindings.append(form.questionnaire.displayName)
    bindings.append(form.questionnaire.weightMode)
    bindings.append(JSONText(records: form.questionnaire.groups.map(QuestionGroupRecord.init)))
    bindings.append(form.createTime)
  }
}

/// Notes the publication of a form.
struct UpdateFormPublication: Statement {
  static let sql = """
    UPDATE quality.form SET publish_time = $3 WHERE organization_id = $1 AND form_id = $2
    """
  var organization: OrganizationID
  var form: FormID
  var publishTime: Timestamp?

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(form)
    bindings.append(publishTime)
  }
}
