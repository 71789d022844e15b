internal import Kernel
internal import LearningDomain
internal import Postgres

/// What the lists of assignments have in common: parameters 1 to 5.
///
/// There is a statement for each kind of caller, because one condition for all would keep
/// PostgreSQL from using the indexes.
struct AssignmentRange {
  static let sql = """
    a.organization_id = $1 AND (a.create_time, a.assignment_id) > ($2, $3)
    AND ($4::boolean IS NULL OR (a.complete_time IS NOT NULL) = $4)
    """

  static let order = """
    ORDER BY a.create_time, a.assignment_id
    LIMIT $5
    """

  var organization: OrganizationID
  /// `nil` for assignments in all states.
  var isCompleted: Bool?
  var position: ListPosition
  var rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(position.time)
    bindings.append(position.id)
    bindings.append(isCompleted)
    bindings.append(rows)
  }
}

/// Reads everybody's assignments, oldest first.
struct SelectAssignments: Query {
  static let sql = """
    SELECT \(AssignmentRow.columns)
    FROM learning.assignment AS a
    WHERE \(AssignmentRange.sql)
    \(AssignmentRange.order)
    """
  var range: AssignmentRange

  func bind(to bindings: inout Bindings) {
    range.bind(to: &bindings)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LearningAssignment {
    try AssignmentRow.decode(&row)
  }
}

/// Reads the assignments of the people that the caller may see, oldest first.
struct SelectVisibleAssignments: Query {
  // The people of $7 are seen even before the directory has told of them.
  static let sql = """
    SELECT \(AssignmentRow.columns)
    FROM learning.assignment AS a
    WHERE \(AssignmentRange.sql)
      AND a.person_id IN (
        SELECT v.person_id FROM learning.visible_member($1, $6, $7, $8, $9, $10) AS v
        UNION SELECT p.person_id FROM unnest($7::text[]) AS p (person_id))
    \(AssignmentRange.order)
    """
  var visibility: Visibility
  var range: AssignmentRange

  func bind(to bindings: inout Bindings) {
    range.bind(to: &bindings)
    bindings.append(visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LearningAssignment {
    try AssignmentRow.decode(&row)
  }
}

/// Reads the assignments of one person, oldest first; none when the caller may not see the person.
struct SelectAssignmentsOfPerson: Query {
  static let sql = """
    SELECT \(AssignmentRow.columns)
    FROM learning.assignment AS a
    WHERE \(AssignmentRange.sql)
      AND a.person_id = $11
      AND ($6 OR $11 = ANY ($7)
        OR $11 IN (
          SELECT v.person_id FROM learning.visible_member($1, $6, $7, $8, $9, $10) AS v))
    \(AssignmentRange.order)
    """
  var person: PersonID
  var visibility: Visibility
  var range: AssignmentRange

  func bind(to bindings: inout Bindings) {
    range.bind(to: &bindings)
    bindings.append(visibility)
    bindings.append(person)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LearningAssignment {
    try AssignmentRow.decode(&row)
  }
}
