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

  /// Appends the parameters in their order.
  func bind(to bindings: inout Bindings)

  /// Reads the columns of a row from left to right, each exactly once.
  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row
}

extension Statement {
  package static var name: String { String(describing: Self.self) }
}

extension Statement where Row == Void {
  package static func decode(_ row: inout RowReader) throws(RowDecodingError) {}
}

/// A statement of a shared component, whose tables exist in every service's schema.
protocol SchemaStatement: Sendable {
  associatedtype Row: Sendable = Void

  static var name: String { get }
  static func sql(schema: SchemaName) -> String
  func bind(to bindings: inout Bindings)
  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row
}

extension SchemaStatement {
  static var name: String { String(describing: Self.self) }
}

extension SchemaStatement where Row == Void {
  static func decode(_ row: inout RowReader) throws(RowDecodingError) {}
}

/// A statement ready to be sent.
struct BoundStatement: Sendable {
  /// Names the statement in errors and logs.
  var name: String
  var sql: String
  var bindings: Bindings

  init(name: String, sql: String, bindings: Bindings = Bindings()) {
    self.name = name
    self.sql = sql
    self.bindings = bindings
  }

  init<S: Statement>(_ statement: S) {
    self.init(name: S.name, sql: S.sql)
    statement.bind(to: &bindings)
  }

  init<S: SchemaStatement>(_ statement: S, schema: SchemaName) {
    self.init(name: S.name, sql: S.sql(schema: schema))
    statement.bind(to: &bindings)
  }
}
