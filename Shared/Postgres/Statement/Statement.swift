/// One SQL statement with its parameters, and how to read its rows.
///
/// The SQL is constant: a connection prepares it once and keeps it. All names in it carry their
/// schema, because the search path is empty.
package protocol Statement: Sendable {
  /// What one row becomes; `Void` for a command without rows.
  associatedtype Row: Sendable = Void

  /// The name for logs and errors; the name of the type unless given.
  static var name: String { get }

  /// The SQL, with parameters `$1`, `$2`, …
  static var sql: String { get }

  /// Whether running it twice is as good as once; `false` unless said.
  ///
  /// Such a statement runs again when its connection is lost before the answer came.
  static var isSafeToRepeat: Bool { get }

  /// Whether it may take longer than a few milliseconds; `false` unless said.
  ///
  /// Such a statement has a connection for itself, so that no other one waits behind it.
  static var isLong: Bool { get }

  /// What the statement locks; `nil` unless given.
  ///
  /// Statements with the same key go to the server one after another, so that they cannot wait for
  /// each other crosswise (deadlock).
  var conflictKey: ConflictKey? { get }

  /// Appends the parameters in their order.
  func bind(to bindings: inout Bindings)

  /// Reads the columns of a row from left to right, each exactly once.
  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row
}

extension Statement {
  package static var name: String { String(describing: Self.self) }
  package static var isSafeToRepeat: Bool { false }
  package static var isLong: Bool { false }
  package var conflictKey: ConflictKey? { nil }
}

extension Statement where Row == Void {
  package static func decode(_ row: inout RowReader) throws(RowDecodingError) {}
}

/// A statement that only reads.
package protocol Query: Statement {}

extension Query {
  package static var isSafeToRepeat: Bool { true }
}

/// A statement of a shared component, whose tables exist in every service's schema.
protocol SchemaStatement: Sendable {
  associatedtype Row: Sendable = Void

  static var name: String { get }
  static var isSafeToRepeat: Bool { get }
  static var isLong: Bool { get }
  static func sql(schema: SchemaName) -> String
  func bind(to bindings: inout Bindings)
  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row
}

extension SchemaStatement {
  static var name: String { String(describing: Self.self) }
  static var isSafeToRepeat: Bool { false }
  static var isLong: Bool { false }
}

extension SchemaStatement where Row == Void {
  static func decode(_ row: inout RowReader) throws(RowDecodingError) {}
}

/// A statement of a shared component that only reads.
protocol SchemaQuery: SchemaStatement {}

extension SchemaQuery {
  static var isSafeToRepeat: Bool { true }
}

/// Rows that statements lock, by a number that stands for them.
///
/// Different rows may share a number; then their statements merely wait for each other.
package struct ConflictKey: Hashable, Sendable {
  let number: Int

  /// Stands for what the values name, for example an organisation and a person.
  package init<each Value: Hashable>(_ values: repeat each Value) {
    var hasher = Hasher()
    repeat hasher.combine(each values)
    number = hasher.finalize()
  }
}
