package import Kernel

/// The name of a time zone of the IANA database, for example `Asia/Jerusalem`.
///
/// This type checks the form; whether the zone exists only the database of zones knows, which is
/// PostgreSQL's, because PostgreSQL computes the workdays.
package struct TimeZoneName: Hashable, Sendable, CustomStringConvertible {
  /// The name, letter case as in the IANA database.
  package let rawValue: String

  /// The largest number of characters of a name.
  package static var charactersMax: Int { 64 }

  /// Checks a name that came from outside.
  ///
  /// - Parameters:
  ///   - text: The name as received.
  ///   - field: The request field it came in, named in the error.
  /// - Throws: ``ValidationError`` when it cannot be the name of a zone.
  package init(parsing text: String, field: String) throws(ValidationError) {
    guard !text.isEmpty else { throw ValidationError(field: field, reason: "is required") }
    guard text.utf8.count <= Self.charactersMax, text.utf8.allSatisfy(Self.isAllowed),
      !Self.isNotOfIANA(text)
    else { throw Self.unknown(field: field) }
    rawValue = text
  }

  /// Adopts a name that was checked when it was stored.
  package init(stored text: String) { rawValue = text }

  package var description: String { rawValue }

  /// The refusal of a name that no zone has.
  package static func unknown(field: String) -> ValidationError {
    ValidationError(field: field, reason: "must be an IANA time zone such as Asia/Jerusalem")
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"),
      UInt8(ascii: "+"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// Files that operating systems keep beside the zones: `localtime` would mean another zone on
  /// every machine.
  private static func isNotOfIANA(_ text: String) -> Bool {
    text.hasPrefix("posix/") || text.hasPrefix("right/")
      || ["localtime", "posixrules", "Factory"].contains(text)
  }
}
