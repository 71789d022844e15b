package import Kernel

/// The name of a service's schema: a lower-case letter, then up to 39 of `[a-z0-9_]`.
///
/// Such a name needs no quotes in SQL.
package struct SchemaName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  package let rawValue: String

  package static var charactersMax: Int { 40 }

  /// Adopts a name that stands in the program.
  package init(stringLiteral literal: StaticString) {
    rawValue = literal.description
    precondition(Self.isWellFormed(rawValue), "a schema name in the program is well formed")
  }

  /// Checks a name from outside.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  package init(parsing text: String, field: String) throws(ValidationError) {
    guard Self.isWellFormed(text) else {
      throw ValidationError(
        field: field,
        reason: "must have 1 to \(Self.charactersMax) of a-z, 0-9 and _, and begin with a letter")
    }
    rawValue = text
  }

  package var description: String { rawValue }

  /// The role that owns the schema and migrates it.
  package var ownerRole: String { "\(rawValue)_owner" }

  /// The role that the service works as: it reads and writes rows, and nothing else.
  package var applicationRole: String { "\(rawValue)_app" }

  private static func isWellFormed(_ text: String) -> Bool {
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let first = text.utf8.first, letters.contains(first) else { return false }
    return text.utf8.count <= charactersMax
      && text.utf8.allSatisfy {
        letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_")
      }
  }
}
