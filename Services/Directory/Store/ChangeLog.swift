internal import Kernel
internal import Postgres

/// What a row of the log is about.
enum ChangeKind: String, PostgresValue {
  case organization
  case person
  case grant
  case deletedGrant = "deleted_grant"
}

/// Writes the log of changes.
enum ChangeLog {
  /// Appends one change a subject.
  ///
  /// Comes last in a transaction: it takes the lock that makes the order of sequences the order of
  /// commits, and everybody else waits for it until the commit.
  static func append(
    _ kind: ChangeKind, _ subjects: [String], in organization: OrganizationID, now: Timestamp,
    to transaction: Transaction
  ) throws {
    guard !subjects.isEmpty else { return }
    try transaction.enqueue(LockChangeLog())
    try transaction.enqueue(
      InsertChanges(
        organization: organization, kind: kind, subjects: subjects, createTime: now))
  }
}

/// Waits until nobody else appends to the log.
///
/// A reader goes on after the highest sequence that it saw. Without the lock a transaction with a
/// lower sequence could commit after that, and its changes would never be read.
struct LockChangeLog: Statement {
  // The first number is Laurel's own space of advisory locks in this database, the second the log.
  static let sql = "SELECT pg_catalog.pg_advisory_xact_lock(1279350355, 1)::text"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) {
    let _: String = try row.read()
  }
}

struct InsertChanges: Statement {
  static let sql = """
    INSERT INTO directory.directory_change (organization_id, subject_kind, subject_id, create_time)
    SELECT $1, $2, subject.subject_id, $4
    FROM unnest($3::text[]) WITH ORDINALITY AS subject (subject_id, place)
    ORDER BY subject.place
    """
  var organization: OrganizationID
  var kind: ChangeKind
  var subjects: [String]
  var createTime: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(kind)
    bindings.append(subjects)
    bindings.append(createTime)
  }
}
