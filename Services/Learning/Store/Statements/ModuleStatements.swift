internal import Kernel
internal import LearningDomain
internal import Postgres

/// The columns of a module and how they are read.
enum ModuleRow {
  static let columns = """
    m.module_id, m.display_name, m.description, m.completion_days, m.version, m.publish_time,
    m.create_time, b.form_ids, b.group_ids
    """

  /// The module `m` with its bindings `b` in the author's order.
  static let tables = """
    learning.module AS m
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(r.form_id ORDER BY r.position), '{}') AS form_ids,
        coalesce(array_agg(r.group_id ORDER BY r.position), '{}') AS group_ids
      FROM learning.module_binding AS r
      WHERE r.organization_id = m.organization_id AND r.module_id = m.module_id
    ) AS b
    """

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LearningModule {
    let id: ModuleID = try row.read()
    let displayName: String = try row.read()
    let description: String = try row.read()
    let completionDays: Int64 = try row.read()
    let version: Int64 = try row.read()
    let publishTime: Timestamp? = try row.readOptional()
    let createTime: Timestamp = try row.read()
    let forms: [FormID] = try row.readArray()
    let groups: [QuestionGroupID] = try row.readArray()
    return LearningModule(
      id: id,
      content: ModuleContent(
        storedDisplayName: displayName, description: description,
        completionDays: Int32(clamping: completionDays),
        bindings: zip(forms, groups).map(QuestionGroupBinding.init(form:group:))),
      state: publishTime.map { .published(version: Int32(clamping: version), time: $0) } ?? .draft,
      createTime: createTime)
  }
}

/// Reads one module.
struct SelectModule: Query {
  static let sql = """
    SELECT \(ModuleRow.columns)
    FROM \(ModuleRow.tables)
    WHERE m.organization_id = $1 AND m.module_id = $2
    """
  var organization: OrganizationID
  var id: ModuleID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LearningModule {
    try ModuleRow.decode(&row)
  }
}

/// Reads one module and keeps others from changing it until the transaction ends.
struct LockModule: Statement {
  static let sql = """
    SELECT \(ModuleRow.columns)
    FROM \(ModuleRow.tables)
    WHERE m.organization_id = $1 AND m.module_id = $2
    FOR UPDATE OF m
    """
  var organization: OrganizationID
  var id: ModuleID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LearningModule {
    try ModuleRow.decode(&row)
  }
}

/// Reads modules, newest first.
struct SelectModules: Query {
  static let sql = """
    SELECT \(ModuleRow.columns)
    FROM \(ModuleRow.tables)
    WHERE m.organization_id = $1 AND (m.create_time, m.module_id) < ($2, $3)
    ORDER BY m.create_time DESC, m.module_id DESC
    LIMIT $4
    """
  var organization: OrganizationID
  var position: ListPosition
  var rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(position.time)
    bindings.append(position.id)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LearningModule {
    try ModuleRow.decode(&row)
  }
}

/// Stores a draft.
struct InsertModule: Statement {
  static let sql = """
    INSERT INTO learning.module (
      organization_id, module_id, display_name, description, completion_days, version,
      publish_time, create_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """
  var organization: OrganizationID
  var module: LearningModule

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(module.id)
    bindings.append(module.content.displayName)
    bindings.append(module.content.description)
    bindings.append(Int64(module.content.completionDays))
    bindings.append(Int64(module.version))
    bindings.append(module.publishTime)
    bindings.append(module.createTime)
  }
}

/// Stores the question groups of a module in their order.
struct InsertModuleBindings: Statement {
  static let sql = """
    INSERT INTO learning.module_binding (
      organization_id, module_id, form_id, group_id, position)
    SELECT $1, $2, row.form_id, row.group_id, row.position
    FROM unnest($3::uuid[], $4::text[]) WITH ORDINALITY AS row (form_id, group_id, position)
    """
  var organization: OrganizationID
  var module: ModuleID
  var bindings: [QuestionGroupBinding]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(module)
    bindings.append(self.bindings.map(\.form))
    bindings.append(self.bindings.map(\.group))
  }
}

/// Stores the publication of a module.
struct UpdateModuleVersion: Statement {
  static let sql = """
    UPDATE learning.module
    SET version = $3, publish_time = $4
    WHERE organization_id = $1 AND module_id = $2
    """
  var organization: OrganizationID
  var id: ModuleID
  var version: Int64
  var publishTime: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
    bindings.append(version)
    bindings.append(publishTime)
  }
}

/// Reads the published modules that help with question groups of a form.
struct SelectBoundModules: Query {
  static let sql = """
    SELECT b.group_id, m.module_id, m.version, m.completion_days
    FROM unnest($3::text[]) WITH ORDINALITY AS failed (group_id, position)
    JOIN learning.module_binding AS b
      ON b.organization_id = $1 AND b.form_id = $2 AND b.group_id = failed.group_id
    JOIN learning.module AS m
      ON m.organization_id = b.organization_id AND m.module_id = b.module_id
    WHERE m.publish_time IS NOT NULL
    ORDER BY failed.position, m.module_id
    LIMIT $4
    """
  var organization: OrganizationID
  var form: FormID
  /// In the order of the form.
  var groups: [QuestionGroupID]
  var rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(form)
    bindings.append(groups)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError)
    -> ReleasedEvaluation.BoundModule
  {
    let group: QuestionGroupID = try row.read()
    let module: ModuleID = try row.read()
    let version: Int64 = try row.read()
    let completionDays: Int64 = try row.read()
    return ReleasedEvaluation.BoundModule(
      group: group, module: module, version: Int32(clamping: version),
      completionDays: Int32(clamping: completionDays))
  }
}
