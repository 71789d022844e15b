package import Kernel

/// The name of something as people read it: 1 to 100 characters, none of them a control character.
package struct DisplayName: Hashable, Sendable, CustomStringConvertible {
  /// The name as the platform writes it.
  package let rawValue: String

  /// The largest number of characters (Unicode scalars, as PostgreSQL counts them).
  package static var charactersMax: Int { 100 }

  /// Checks a name that came from outside.
  ///
  /// - Parameters:
  ///   - text: The name as received.
  ///   - field: The request field it came in, named in the error.
  /// - Throws: ``ValidationError`` when it is blank, too long or has a control character.
  package init(parsing text: String, field: String) throws(ValidationError) {
    guard !text.isEmpty else { throw ValidationError(field: field, reason: "is required") }
    guard text.unicodeScalars.count <= Self.charactersMax else {
      throw ValidationError(
        field: field, reason: "must have at most \(Self.charactersMax) characters")
    }
    guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw ValidationError(field: field, reason: "must not contain control characters")
    }
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw ValidationError(field: field, reason: "must not be blank")
    }
    rawValue = text
  }

  /// Adopts a name that was checked when it was stored.
  package init(stored text: String) { rawValue = text }

  package var description: String { rawValue }
}
