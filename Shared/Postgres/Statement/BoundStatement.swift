/// A statement ready to be sent.
struct BoundStatement: Sendable {
  private enum Source: Sendable {
    case statement(any Statement.Type)
    case shared(any SchemaStatement.Type, SchemaName)
    case text(name: String, sql: String)
  }

  private let source: Source
  private(set) var bindings = Bindings()
  /// Whether connections keep it; not worth it for SQL that is made for one use.
  private(set) var isPrepared = true
  /// Whether the server only says what it would do; its answer has columns and no rows.
  var isOnlyDescribed = false

  /// A statement that stands in the program as it is.
  init(name: String, sql: String, bindings: Bindings = Bindings(), isPrepared: Bool = true) {
    source = .text(name: name, sql: sql)
    self.bindings = bindings
    self.isPrepared = isPrepared
  }

  /// SQL that is made for one use.
  static func unprepared(
    _ name: String, _ sql: String, _ bindings: Bindings = Bindings()
  ) -> BoundStatement {
    BoundStatement(name: name, sql: sql, bindings: bindings, isPrepared: false)
  }

  init<S: Statement>(_ statement: S) {
    source = .statement(S.self)
    statement.bind(to: &bindings)
  }

  init<S: SchemaStatement>(_ statement: S, schema: SchemaName) {
    source = .shared(S.self, schema)
    statement.bind(to: &bindings)
  }

  /// Names the statement in errors and logs.
  var name: String {
    switch source {
    case .statement(let type): type.name
    case .shared(let type, _): type.name
    case .text(let name, _): name
    }
  }

  var sql: String {
    switch source {
    case .statement(let type): type.sql
    case .shared(let type, let schema): type.sql(schema: schema)
    case .text(_, let sql): sql
    }
  }

  var isSafeToRepeat: Bool {
    switch source {
    case .statement(let type): type.isSafeToRepeat
    case .shared(let type, _): type.isSafeToRepeat
    case .text: false
    }
  }

  var isLong: Bool {
    switch source {
    case .statement(let type): type.isLong
    case .shared(let type, _): type.isLong
    case .text: false
    }
  }

  /// What is known when the connection is lost before the answer came.
  var lossError: PostgresError {
    isSafeToRepeat ? .connectionLost : .outcomeUnknown(statement: name)
  }

  /// What a connection finds the prepared statement by.
  var key: StatementKey {
    switch source {
    case .statement(let type): StatementKey(type: ObjectIdentifier(type), text: "")
    case .shared(let type, let schema):
      StatementKey(type: ObjectIdentifier(type), text: schema.rawValue)
    case .text(_, let sql): StatementKey(type: nil, text: sql)
    }
  }
}

/// Tells one SQL from another without comparing the text, where a type stands for it.
struct StatementKey: Hashable, Sendable {
  var type: ObjectIdentifier?
  var text: String

  func hash(into hasher: inout Hasher) {
    // A type has a few texts at most.
    if let type { hasher.combine(type) } else { hasher.combine(text) }
  }
}
