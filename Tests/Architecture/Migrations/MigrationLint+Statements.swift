extension MigrationLint {
  /// The longest name that PostgreSQL keeps whole (NAMEDATALEN).
  private static let nameBytesMax = 63

  /// Holds a statement against all rules.
  mutating func check(_ statement: SQLStatement) {
    if statement.tokens.contains(where: { $0.nameBytes > Self.nameBytesMax }) {
      found(.identifierTooLong)
    }
    var cursor = SQLCursor(statement.tokens)
    let first = cursor.skip(oneOf: [
      "create", "alter", "drop", "truncate", "reindex", "set", "do", "insert", "update", "delete",
      "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare",
    ])
    switch first {
    case "create": checkCreate(cursor)
    case "alter": checkAlter(cursor)
    case "drop": checkDrop(cursor)
    case "truncate": checkTruncate(cursor)
    case "reindex": checkReindex(cursor)
    case "set": checkSet(cursor)
    case "do": checkBlock(cursor)
    case "insert", "update", "delete": checkChange(cursor)
    case "start", "prepare":
      if cursor.isNext("transaction") { found(.transactionNesting) }
    case .some: found(.transactionNesting)
    case nil: break
    }
  }

  private mutating func checkCreate(_ cursor: SQLCursor) {
    var cursor = cursor
    cursor.skip("or", "replace")
    cursor.skip(oneOf: ["global", "local"])
    let isTemporary = cursor.skip(oneOf: ["temporary", "temp"]) != nil
    cursor.skip(oneOf: ["unlogged", "materialized", "recursive", "foreign"])
    if cursor.isNext("index") || cursor.isNext("unique", "index") {
      return checkCreateIndex(cursor)
    }
    cursor.skip("constraint")
    let kind = cursor.skip(oneOf: [
      "table", "view", "sequence", "type", "domain", "function", "procedure", "aggregate",
      "policy", "trigger", "collation", "statistics",
    ])
    guard let kind else { return }
    cursor.skip("if", "not", "exists")
    if kind == "policy" || kind == "trigger" { cursor.skip(past: "on") }
    let name = cursor.name()
    if let name, !isTemporary { require(schemaOf: name) }
    switch kind {
    case "table":
      if let name { created(name) }
      checkReferences(cursor)
      checkTable(cursor)
    case "domain": checkDomain(cursor)
    default: break
    }
  }

  private mutating func checkDomain(_ cursor: SQLCursor) {
    let words = cursor.rest.outermost
    let isChecked = words.has("check") || words.has("constraint") || words.has("not", "null")
    if isChecked { found(.banCreateDomainWithConstraint) }
    let type = SQLColumn([.word("domain")] + cursor.rest.drop { $0 == .word("as") })
    if let type { checkType(type.type, isKey: false) }
  }

  private mutating func checkAlter(_ cursor: SQLCursor) {
    var cursor = cursor
    cursor.skip("foreign")
    if cursor.skip("table") { return checkAlterTable(cursor) }
    if cursor.skip("database") || cursor.skip("role") {
      if cursor.rest.contains(.word("lock_timeout")) { found(.requireTimeoutSettings) }
      if cursor.rest.contains(.word("statement_timeout")) { found(.requireTimeoutSettings) }
      return
    }
    let kind = cursor.skip(oneOf: ["domain", "type", "sequence", "view", "index", "policy"])
    guard let kind else { return }
    if kind == "policy" { cursor.skip(past: "on") }
    cursor.skip("if", "exists")
    if let name = cursor.name() { require(schemaOf: name) }
    let isConstraint = cursor.isNext("add") || cursor.isNext("set", "not", "null")
    if kind == "domain", isConstraint { found(.banAlterDomainWithAddConstraint) }
  }

  private mutating func checkDrop(_ cursor: SQLCursor) {
    var cursor = cursor
    cursor.skip(oneOf: ["materialized", "foreign"])
    let kind = cursor.skip(oneOf: [
      "table", "database", "index", "view", "sequence", "type", "domain", "function", "procedure",
    ])
    guard let kind else { return }
    if kind == "database" { return found(.banDropDatabase) }
    if kind == "index" { return checkDropIndex(cursor) }
    cursor.skip("if", "exists")
    for name in cursor.names() {
      require(schemaOf: name)
      if kind == "table", isOld(name) { found(.banDropTable) }
    }
  }

  private mutating func checkTruncate(_ cursor: SQLCursor) {
    var cursor = cursor
    cursor.skip("table")
    cursor.skip("only")
    for name in cursor.names() { require(schemaOf: name) }
    if cursor.rest.contains(.word("cascade")) { found(.banTruncateCascade) }
  }

  private mutating func checkSet(_ cursor: SQLCursor) {
    var cursor = cursor
    cursor.skip(oneOf: ["local", "session"])
    let limits: Set = ["lock_timeout", "statement_timeout", "transaction_timeout"]
    if cursor.isNext(oneOf: limits) { found(.requireTimeoutSettings) }
    if cursor.isNext("transaction") { found(.transactionNesting) }
  }

  private mutating func checkChange(_ cursor: SQLCursor) {
    var cursor = cursor
    cursor.skip(oneOf: ["into", "from"])
    cursor.skip("only")
    if let name = cursor.name() { require(schemaOf: name) }
  }

  private mutating func checkBlock(_ cursor: SQLCursor) {
    let changes: Set = ["create", "alter", "drop", "truncate", "reindex"]
    for case .text(let body) in cursor.rest {
      let words = (try? SQLScanner.scan(body).statements.flatMap(\.tokens)) ?? []
      let hasChange = words.contains { token in
        // What EXECUTE runs is a string constant.
        switch token {
        case .word(let word): changes.contains(word)
        case .text(let text):
          text.split(whereSeparator: \.isWhitespace).first.map { changes.contains($0.lowercased()) }
            ?? false
        default: false
        }
      }
      if hasChange { found(.banSchemaChangeInBlock) }
    }
  }

  /// Notes a name without its schema.
  mutating func require(schemaOf name: SQLName) {
    if name.schema == nil { found(.requireTableSchema) }
  }

  /// Notes keys to tables that are named without their schema.
  mutating func checkReferences(_ cursor: SQLCursor) {
    var cursor = cursor
    while cursor.skip(past: "references") {
      if let name = cursor.name() { require(schemaOf: name) }
    }
  }
}
