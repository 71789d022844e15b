/// The name of a table, an index or the like.
struct SQLName: Hashable {
  /// Absent when the name does not carry its schema.
  var schema: String?
  var name: String
}

/// Reads the tokens of a statement from left to right.
struct SQLCursor {
  private(set) var rest: ArraySlice<SQLToken>

  init(_ tokens: some Collection<SQLToken>) { rest = ArraySlice(Array(tokens)) }

  /// Whether the next tokens are these words.
  func isNext(_ words: String...) -> Bool { rest.starts(with: words.map(SQLToken.word)) }

  /// Whether the next token is one of these words.
  func isNext(oneOf words: Set<String>) -> Bool {
    if case .word(let word) = rest.first { words.contains(word) } else { false }
  }

  /// Passes over words if they are next.
  @discardableResult
  mutating func skip(_ words: String...) -> Bool {
    guard rest.starts(with: words.map(SQLToken.word)) else { return false }
    rest = rest.dropFirst(words.count)
    return true
  }

  /// Passes over one of these words if it is next, and tells which.
  @discardableResult
  mutating func skip(oneOf words: Set<String>) -> String? {
    guard case .word(let word) = rest.first, words.contains(word) else { return nil }
    rest = rest.dropFirst()
    return word
  }

  /// Passes over tokens up to a word, and over the word.
  @discardableResult
  mutating func skip(past word: String) -> Bool {
    guard let index = rest.firstIndex(of: .word(word)) else { return false }
    rest = rest[(index + 1)...]
    return true
  }

  /// Reads one part of a name.
  mutating func identifier() -> String? {
    switch rest.first {
    case .word(let name), .identifier(let name):
      rest = rest.dropFirst()
      return name
    default: return nil
    }
  }

  /// Reads a name with or without its schema.
  mutating func name() -> SQLName? {
    guard let first = identifier() else { return nil }
    guard rest.first == .symbol(".") else { return SQLName(schema: nil, name: first) }
    rest = rest.dropFirst()
    return SQLName(schema: first, name: identifier() ?? "")
  }

  /// Reads names with commas between them.
  mutating func names() -> [SQLName] {
    var names: [SQLName] = []
    while let name = name() {
      names.append(name)
      guard rest.first == .symbol(",") else { break }
      rest = rest.dropFirst()
    }
    return names
  }

  /// What stands between the next opening parenthesis and its closing one.
  mutating func parenthesized() -> ArraySlice<SQLToken>? {
    guard let open = rest.firstIndex(of: .symbol("(")) else { return nil }
    var depth = 0
    for index in rest.indices[open...] {
      depth += rest[index].depthChange
      guard depth == 0 else { continue }
      defer { rest = rest[(index + 1)...] }
      return rest[(open + 1)..<index]
    }
    return nil
  }
}

extension Collection<SQLToken> {
  /// The parts between the commas that stand in no parentheses.
  var listed: [[SQLToken]] {
    var parts: [[SQLToken]] = [[]]
    var depth = 0
    for token in self {
      depth += token.depthChange
      if depth == 0, token == .symbol(",") {
        parts.append([])
      } else {
        parts[parts.endIndex - 1].append(token)
      }
    }
    return parts
  }

  /// The tokens that stand in no parentheses; a pair of them stays as its opening one.
  var outermost: [SQLToken] {
    var tokens: [SQLToken] = []
    var depth = 0
    for token in self {
      let change = token.depthChange
      if depth == 0 { tokens.append(token) }
      depth = Swift.max(0, depth + change)
    }
    return tokens
  }

  /// Whether these words stand there one after another.
  func has(_ words: String...) -> Bool {
    let tokens = Array(self)
    let sought = words.map(SQLToken.word)
    guard tokens.count >= sought.count else { return false }
    return (0...(tokens.count - sought.count)).contains { tokens[$0...].starts(with: sought) }
  }
}

extension SQLToken {
  fileprivate var depthChange: Int {
    switch self {
    case .symbol("("), .symbol("["): 1
    case .symbol(")"), .symbol("]"): -1
    default: 0
    }
  }
}
