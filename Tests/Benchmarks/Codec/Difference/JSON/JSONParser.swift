/// Reads strict JSON; names may be there more than once.
struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private var leavesEscapes = false

  /// The bytes are no JSON.
  struct Malformed: Error {}

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads one value that fills the bytes.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - leavesEscapes: Whether texts with escapes, other than names, stay as they are written.
  /// - Returns: The value.
  /// - Throws: ``Malformed``.
  static func parse(
    _ bytes: [UInt8], leavesEscapes: Bool = false
  ) throws(Malformed) -> JSONNode {
    var parser = JSONParser(bytes)
    parser.leavesEscapes = leavesEscapes
    let node = try parser.value()
    guard parser.peek() == nil else { throw Malformed() }
    return node
  }

  private mutating func peek() -> UInt8? {
    while position < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[position]) {
      position += 1
    }
    return position < bytes.count ? bytes[position] : nil
  }

  private mutating func skip(_ text: StaticString) throws(Malformed) {
    _ = peek()
    let wanted = Array(text.description.utf8)
    guard bytes[position...].starts(with: wanted) else { throw Malformed() }
    position += wanted.count
  }

  private mutating func value() throws(Malformed) -> JSONNode {
    switch peek() {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""):
      let start = position
      let text = try string()
      let raw = bytes[start..<position]
      return leavesEscapes && raw.contains(UInt8(ascii: "\\")) ? .raw(Array(raw)) : .string(text)
    case UInt8(ascii: "t"):
      try skip("true")
      return .boolean(true)
    case UInt8(ascii: "f"):
      try skip("false")
      return .boolean(false)
    case UInt8(ascii: "n"):
      try skip("null")
      return .null
    default: return try number()
    }
  }

  private mutating func object() throws(Malformed) -> JSONNode {
    try skip("{")
    var members: [(key: String, value: JSONNode)] = []
    while peek() != UInt8(ascii: "}") {
      if !members.isEmpty { try skip(",") }
      _ = peek()
      let key = try string()
      try skip(":")
      members.append((key, try value()))
    }
    try skip("}")
    return .object(members)
  }

  private mutating func array() throws(Malformed) -> JSONNode {
    try skip("[")
    var elements: [JSONNode] = []
    while peek() != UInt8(ascii: "]") {
      if !elements.isEmpty { try skip(",") }
      elements.append(try value())
    }
    try skip("]")
    return .array(elements)
  }

  private mutating func number() throws(Malformed) -> JSONNode {
    let start = position
    while position < bytes.count, Self.numberBytes.contains(bytes[position]) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard Double(text) != nil else { throw Malformed() }
    return .number(text)
  }

  private static let numberBytes = Set("+-.0123456789eE".utf8)

  private mutating func string() throws(Malformed) -> String {
    try skip("\"")
    var units: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard let text = String(validating: units, as: UTF8.self) else { throw Malformed() }
        return text
      }
      guard byte >= 0x20 else { throw Malformed() }
      if byte == UInt8(ascii: "\\") {
        units += try escape()
      } else {
        units.append(byte)
      }
    }
    throw Malformed()
  }

  private mutating func escape() throws(Malformed) -> [UInt8] {
    guard position < bytes.count else { throw Malformed() }
    let byte = bytes[position]
    position += 1
    if let plain = Self.escapes[byte] { return [plain] }
    guard byte == UInt8(ascii: "u") else { throw Malformed() }
    var units = [try codeUnit()]
    if UTF16.isLeadSurrogate(units[0]) {
      try skip("\\u")
      units.append(try codeUnit())
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw Malformed() }
    return Array(text.utf8)
  }

  private static let escapes: [UInt8: UInt8] = [
    0x22: 0x22, 0x5c: 0x5c, 0x2f: 0x2f, 0x62: 8, 0x66: 12, 0x6e: 10, 0x72: 13, 0x74: 9,
  ]

  private mutating func codeUnit() throws(Malformed) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw Malformed() }
    position += 4
    return unit
  }
}
