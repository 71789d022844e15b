package import Kernel

/// A name and a value that are sent along with a call, as they are typed.
package struct MetadataOption: Hashable, Sendable {
  /// In lower case.
  package let name: String
  /// Printable ASCII; base64 when the name ends in `-bin`.
  package let value: String

  /// Reads `name:value`; spaces before the value do not count.
  ///
  /// - Parameters:
  ///   - text: The text as typed.
  ///   - field: The option it came from, named in the error.
  /// - Throws: ``ValidationError`` for a text without colon or name, and for a value that a call
  ///   cannot carry.
  package init(parsing text: String, field: String) throws(ValidationError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw ValidationError(field: field, reason: "\(text) must have the form name:value")
    }
    name = parts[0].lowercased()
    value = String(parts[1].drop { $0 == " " })
    guard value.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
      throw ValidationError(field: field, reason: "\(name): the value must be printable ASCII")
    }
    guard !name.hasSuffix("-bin") || Self.isBase64(value) else {
      throw ValidationError(
        field: field, reason: "\(name): the value must be base64, as the name ends in -bin")
    }
  }

  /// Whether a text is base64 (RFC 4648, section 4) with its padding or without.
  private static func isBase64(_ text: String) -> Bool {
    let padding = text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    let digits = text.utf8.dropLast(padding)
    guard padding <= 2, padding == 0 || (digits.count + padding).isMultiple(of: 4) else {
      return false
    }
    // A lone last digit carries fewer than 8 bits.
    return digits.count % 4 != 1 && digits.allSatisfy(isBase64Digit)
  }

  private static func isBase64Digit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}
