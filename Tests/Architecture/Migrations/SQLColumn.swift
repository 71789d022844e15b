/// The definition of a column, as CREATE TABLE and ADD COLUMN have it.
struct SQLColumn: Hashable {
  let name: String
  /// The words of the type without its schema, for example `["timestamp", "with", "time", "zone"]`.
  let type: [String]
  /// What follows the type.
  let constraints: [SQLToken]

  /// The words that begin a constraint of a table, where a column could be defined as well.
  static let tableConstraints: Set<String> = [
    "constraint", "primary", "unique", "check", "foreign", "exclude", "like",
  ]

  private static let columnConstraints: Set<String> = [
    "collate", "not", "null", "default", "constraint", "primary", "unique", "check", "references",
    "generated", "storage", "compression",
  ]

  /// The types that bring a sequence along.
  static let serialTypes: Set<String> = [
    "serial", "bigserial", "smallserial", "serial2", "serial4", "serial8",
  ]

  /// Functions whose value is the same for all rows of a statement.
  private static let steadyFunctions: Set<String> = [
    "now", "transaction_timestamp", "statement_timestamp", "current_setting", "cast", "coalesce",
    "array",
  ]

  /// Reads a definition; `nil` when there is no name.
  init?(_ tokens: some Collection<SQLToken>) {
    var cursor = SQLCursor(tokens)
    guard let name = cursor.identifier() else { return nil }
    self.name = name
    let end =
      cursor.rest.firstIndex { token in
        if case .word(let word) = token { Self.columnConstraints.contains(word) } else { false }
      } ?? cursor.rest.endIndex
    type = Self.words(ofType: cursor.rest[..<end])
    constraints = Array(cursor.rest[end...])
  }

  /// The words of a type without its schema; those in parentheses do not count.
  static func words(ofType tokens: some Collection<SQLToken>) -> [String] {
    var tokens = ArraySlice(tokens.outermost)
    if tokens.starts(with: [.word("pg_catalog"), .symbol(".")]) { tokens = tokens.dropFirst(2) }
    return tokens.compactMap { if case .word(let word) = $0 { word } else { nil } }
  }

  var isNotNull: Bool { constraints.outermost.has("not", "null") }
  var isPrimaryKey: Bool { constraints.outermost.has("primary", "key") }
  var isUnique: Bool { constraints.outermost.has("unique") }
  var isReference: Bool { constraints.outermost.has("references") }
  var isChecked: Bool { constraints.outermost.has("check") }
  var isIdentity: Bool { constraints.outermost.has("as", "identity") }
  var isStored: Bool { constraints.outermost.has("stored") }

  /// Whether the type brings a sequence along.
  var isSerial: Bool { type.first.map(Self.serialTypes.contains) ?? false }

  /// The expression of the default; `nil` when there is none.
  private var defaultValue: ArraySlice<SQLToken>? {
    var depth = 0
    var first: Int?
    for (index, token) in constraints.enumerated() {
      if token == .symbol("(") { depth += 1 }
      if token == .symbol(")") { depth -= 1 }
      guard depth == 0, case .word(let word) = token else { continue }
      if let first, index > first, Self.columnConstraints.contains(word) {
        return constraints[first..<index]
      }
      if first == nil, word == "default" { first = index + 1 }
    }
    return first.map { constraints[$0...] }
  }

  /// Whether every row that is there gets the default.
  var hasDefault: Bool { defaultValue.map { $0.first != .word("null") } ?? false }

  /// Whether the default may differ from row to row, so that every row has to be written.
  var hasVolatileDefault: Bool {
    guard let tokens = defaultValue else { return false }
    return tokens.indices.contains { index in
      guard tokens.index(after: index) < tokens.endIndex, tokens[index + 1] == .symbol("(") else {
        return false
      }
      // A type in a cast, for example `::numeric(10, 2)`.
      if index > tokens.startIndex, tokens[index - 1] == .symbol(":") { return false }
      switch tokens[index] {
      case .word(let word): return !Self.steadyFunctions.contains(word)
      case .identifier: return true
      default: return false
      }
    }
  }
}
