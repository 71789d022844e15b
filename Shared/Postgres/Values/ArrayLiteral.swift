package import Kernel

/// The text of an array, for statements whose rows have arrays in them: `unnest` takes arrays of
/// arrays apart to their elements, so a column of arrays travels as an array of these texts, which
/// the statement casts.
package struct ArrayLiteral: Hashable, Sendable {
  private let text: String

  /// Writes an array (PostgreSQL manual, section 8.15.6); `nil` is NULL.
  package init(_ texts: [String?]) {
    var text = "{"
    for (index, element) in texts.enumerated() {
      if index > 0 { text += "," }
      guard let element else {
        text += "NULL"
        continue
      }
      text += "\""
      for scalar in element.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { text.unicodeScalars.append("\\") }
        text.unicodeScalars.append(scalar)
      }
      text += "\""
    }
    self.text = text + "}"
  }

  /// Writes an array of numbers; `nil` is NULL.
  package init(_ numbers: [Double?]) {
    text = Self.joined(numbers.map { number in number.map { "\($0)" } ?? "NULL" })
  }

  package init(_ numbers: [Int64]) { text = Self.joined(numbers.map { "\($0)" }) }

  package init(_ ids: [UUIDBits]) {
    text = Self.joined(ids.map(\.description))
  }

  /// Puts texts together in which there is nothing to quote.
  private static func joined(_ texts: [String]) -> String {
    "{\(texts.joined(separator: ","))}"
  }
}

extension ArrayLiteral: PostgresValue {
  package static var type: PostgresType { .text }
  package func encode(into bytes: inout [UInt8]) { text.encode(into: &bytes) }

  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard let text = String(decoding: bytes) else { return nil }
    self.text = text
  }
}
