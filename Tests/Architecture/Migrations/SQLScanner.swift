/// One word or sign of a script.
enum SQLToken: Hashable {
  /// A keyword or a name without quotes, in lower case.
  case word(String)
  /// A name in quotes, without them.
  case identifier(String)
  /// A string constant: what stands between its quotes, as written.
  case text(String)
  case number(String)
  case symbol(Character)

  /// How long a name is; 0 for what is none.
  var nameBytes: Int {
    switch self {
    case .word(let name), .identifier(let name): name.utf8.count
    default: 0
    }
  }
}

/// One statement of a script.
struct SQLStatement: Hashable {
  /// From the first token to the last, without the semicolon.
  var text: String
  var tokens: [SQLToken]
  /// The line comments before the statement and in it, without their dashes.
  var comments: [String]
}

/// Why a script cannot be cut into statements.
enum SQLScanError: Error, Hashable {
  /// A string constant, a name in quotes or a comment has no end.
  case unterminated(String)
}

/// Cuts a script into statements as PostgreSQL and psql do.
///
/// Semicolons in string constants, names in quotes, comments, parentheses and function bodies end
/// nothing.
struct SQLScanner {
  private let bytes: [UInt8]
  private var position = 0
  /// Where the first token of the statement begins.
  private var start: Int?
  /// Where the last token of the statement ends.
  private var end = 0
  private var tokens: [SQLToken] = []
  private var comments: [String] = []
  private var statements: [SQLStatement] = []
  private var parentheses = 0
  /// How many `BEGIN ATOMIC` and `CASE` of a function body are open.
  private var blocks = 0

  private init(_ sql: String) { bytes = Array(sql.utf8) }

  /// Cuts a script.
  ///
  /// - Returns: The statements, and the line comments after the last one.
  static func scan(
    _ sql: String
  ) throws(SQLScanError) -> (statements: [SQLStatement], trailing: [String]) {
    var scanner = SQLScanner(sql)
    while let byte = scanner.peek() { try scanner.step(byte) }
    scanner.finishStatement()
    return (scanner.statements, scanner.comments)
  }

  private func peek(_ offset: Int = 0) -> UInt8? {
    let index = position + offset
    return index < bytes.count ? bytes[index] : nil
  }

  private func string(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private mutating func step(_ byte: UInt8) throws(SQLScanError) {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"),
      UInt8(ascii: "\u{c}"):
      position += 1
    case UInt8(ascii: "-") where peek(1) == byte: lineComment()
    case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): try blockComment()
    case UInt8(ascii: "'"): try quoted(by: byte, hasEscapes: false, "a string constant")
    case UInt8(ascii: "\""): try quoted(by: byte, hasEscapes: false, "a name in quotes")
    case UInt8(ascii: "$"): try dollarQuoted()
    case _ where byte.isLetter: try word()
    case _ where byte.isDigit: number()
    case UInt8(ascii: ";") where parentheses == 0 && blocks == 0:
      position += 1
      finishStatement()
    default: symbol(byte)
    }
  }

  private mutating func append(_ token: SQLToken, from first: Int) {
    if start == nil { start = first }
    end = position
    tokens.append(token)
  }

  private mutating func finishStatement() {
    defer {
      start = nil
      tokens = []
      parentheses = 0
      blocks = 0
    }
    guard let start else { return }
    statements.append(
      SQLStatement(text: string(start..<end), tokens: tokens, comments: comments))
    comments = []
  }

  private mutating func lineComment() {
    let first = position + 2
    while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
    let text = string(min(first, position)..<position)
    comments.append(text.trimming(while: \.isWhitespace))
  }

  private mutating func blockComment() throws(SQLScanError) {
    var depth = 0
    repeat {
      guard let byte = peek() else { throw .unterminated("a comment") }
      let next = peek(1)
      if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
        depth += 1
        position += 2
      } else if byte == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
        depth -= 1
        position += 2
      } else {
        position += 1
      }
    } while depth > 0
  }

  /// Reads what stands in quotes; doubled quotes are part of it, and escaped ones if there are
  /// escapes.
  private mutating func quoted(
    by quote: UInt8, hasEscapes: Bool, _ kind: String
  ) throws(SQLScanError) {
    let first = position
    position += 1
    while true {
      guard let byte = peek() else { throw .unterminated(kind) }
      if hasEscapes, byte == UInt8(ascii: "\\") {
        position += 2
      } else if byte != quote {
        position += 1
      } else if peek(1) == quote {
        position += 2
      } else {
        position += 1
        break
      }
    }
    let text = string(first + 1..<position - 1)
    append(
      quote == UInt8(ascii: "\"")
        ? .identifier(text.replacing("\"\"", with: "\"")) : .text(text),
      from: first)
  }

  /// Reads `$$…$$` or `$tag$…$tag$`; another `$` is a sign of its own.
  private mutating func dollarQuoted() throws(SQLScanError) {
    let first = position
    var index = 1
    while let byte = peek(index), byte.isLetter || (index > 1 && byte.isDigit) { index += 1 }
    guard peek(index) == UInt8(ascii: "$") else { return symbol(UInt8(ascii: "$")) }
    let tag = bytes[first...first + index]
    position += tag.count
    let content = position
    while position + tag.count <= bytes.count {
      if bytes[position..<position + tag.count] == tag {
        let text = string(content..<position)
        position += tag.count
        return append(.text(text), from: first)
      }
      position += 1
    }
    throw .unterminated("a string constant in dollar signs")
  }

  private mutating func word() throws(SQLScanError) {
    let first = position
    while let byte = peek(), byte.isLetter || byte.isDigit || byte == UInt8(ascii: "$") {
      position += 1
    }
    let word = string(first..<position).lowercased()
    if peek() == UInt8(ascii: "'"), ["e", "b", "x", "n"].contains(word) {
      return try quoted(by: UInt8(ascii: "'"), hasEscapes: word == "e", "a string constant")
    }
    append(.word(word), from: first)
    followBody(word)
  }

  /// Keeps count of the blocks in the body of a function in standard SQL.
  private mutating func followBody(_ word: String) {
    let isRoutine =
      tokens.first == .word("create")
      && tokens.prefix(4).contains { $0 == .word("function") || $0 == .word("procedure") }
    guard isRoutine else { return }
    switch word {
    case "atomic" where tokens.dropLast().last == .word("begin"): blocks += 1
    case "case" where blocks > 0: blocks += 1
    case "end" where blocks > 0: blocks -= 1
    default: break
    }
  }

  private mutating func number() {
    let first = position
    while let byte = peek(), byte.isLetter || byte.isDigit || byte == UInt8(ascii: ".") {
      position += 1
    }
    append(.number(string(first..<position)), from: first)
  }

  private mutating func symbol(_ byte: UInt8) {
    let first = position
    position += 1
    if byte == UInt8(ascii: "(") { parentheses += 1 }
    if byte == UInt8(ascii: ")") { parentheses = max(0, parentheses - 1) }
    append(.symbol(Character(UnicodeScalar(byte))), from: first)
  }
}

extension UInt8 {
  /// Whether a name may begin with the byte; those of letters beyond ASCII are among them.
  fileprivate var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) || self == UInt8(ascii: "_")
      || self >= 0x80
  }

  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

extension String {
  fileprivate func trimming(while isDropped: (Character) -> Bool) -> String {
    var text = drop(while: isDropped)
    while let last = text.last, isDropped(last) { text.removeLast() }
    return String(text)
  }
}
