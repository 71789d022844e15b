internal import Kernel

/// How long a text of a request may be.
struct TextRule {
  /// The smallest number of Unicode scalars.
  var charactersMin = 1
  /// The largest number of Unicode scalars.
  var charactersMax: Int

  /// Checks a text.
  ///
  /// - Throws: ``ValidationError`` naming `field` when the text is too short, too long or holds
  ///   U+0000, which PostgreSQL cannot store.
  func check(_ text: String, field: String) throws(ValidationError) {
    let scalars = text.unicodeScalars
    guard scalars.count >= charactersMin else {
      throw ValidationError(field: field, reason: "is required")
    }
    guard scalars.count <= charactersMax else {
      throw ValidationError(field: field, reason: "must have at most \(charactersMax) characters")
    }
    guard !scalars.contains("\0") else {
      throw ValidationError(field: field, reason: "must not contain the character U+0000")
    }
  }
}
