/// Checks texts that people write.
package enum CheckedText {
  /// Checks the length of a text, counted in Unicode code points (AIP-210).
  ///
  /// - Returns: The text, unchanged.
  /// - Throws: ``ValidationError`` when the length is outside `characters` or the text has a
  ///   U+0000, which PostgreSQL cannot store.
  @discardableResult
  package static func check(
    _ text: String, characters: ClosedRange<Int>, field: String
  ) throws(ValidationError) -> String {
    // A code point takes at most four bytes: texts that are far too long are not counted.
    let isFarTooLong = text.utf8.count > 4 * characters.upperBound
    guard !isFarTooLong, text.unicodeScalars.count <= characters.upperBound else {
      throw ValidationError(
        field: field, reason: "must have at most \(characters.upperBound) characters")
    }
    guard text.unicodeScalars.count >= characters.lowerBound else {
      throw ValidationError(field: field, reason: "is required")
    }
    guard !text.utf8.contains(0) else {
      throw ValidationError(field: field, reason: "must not contain the character U+0000")
    }
    return text
  }
}
