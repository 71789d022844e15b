/// Writes JSON in one of the many ways that mean the same.
struct JSONPrinter {
  private(set) var bytes: [UInt8] = []
  private let hasSpaces: Bool
  private let escapesMore: Bool

  static func print(_ node: JSONNode, _ random: inout Random) -> [UInt8] {
    var printer = JSONPrinter(
      hasSpaces: random.once(in: 4), escapesMore: random.once(in: 4))
    printer.append(node, &random)
    return printer.bytes
  }

  /// Writes JSON in the shortest way.
  static func print(_ node: JSONNode) -> [UInt8] {
    var random = Random(seed: 0)
    var printer = JSONPrinter(hasSpaces: false, escapesMore: false)
    printer.append(node, &random)
    return printer.bytes
  }

  private init(hasSpaces: Bool, escapesMore: Bool) {
    self.hasSpaces = hasSpaces
    self.escapesMore = escapesMore
  }

  private mutating func append(_ node: JSONNode, _ random: inout Random) {
    space(&random)
    switch node {
    case .null: bytes += "null".utf8
    case .boolean(let value): bytes += (value ? "true" : "false").utf8
    case .number(let text): bytes += text.utf8
    case .string(let text): append(text, &random)
    case .raw(let raw): bytes += raw
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        append(element, &random)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        space(&random)
        append(member.key, &random)
        space(&random)
        bytes.append(UInt8(ascii: ":"))
        append(member.value, &random)
      }
      space(&random)
      bytes.append(UInt8(ascii: "}"))
    }
    space(&random)
  }

  private mutating func space(_ random: inout Random) {
    guard hasSpaces, random.once(in: 3) else { return }
    bytes += [" ", "\n", "\t", "\r", "  \r\n"].pick(&random).utf8
  }

  private mutating func append(_ text: String, _ random: inout Random) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes += "\\\"".utf8
      case "\\": bytes += "\\\\".utf8
      case "\n" where !escapesMore: bytes += "\\n".utf8
      case "/" where escapesMore: bytes += "\\/".utf8
      case _ where scalar.value < 0x20 || escapesMore && random.once(in: 3):
        for unit in String(scalar).utf16 { escape(unit, &random) }
      default: bytes += String(scalar).utf8
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ unit: UInt16, _ random: inout Random) {
    let digits = String(unit, radix: 16, uppercase: random.once(in: 2))
    bytes += "\\u".utf8
    bytes += String(repeating: "0", count: 4 - digits.count).utf8
    bytes += digits.utf8
  }
}
