/// Stands for a version of something that people edit (AIP-154).
package struct ETag: Hashable, Sendable {
  /// In quotes.
  package let text: String

  package init(version: Int64) { text = "\"\(version)\"" }

  /// Checks the one that a change was made from; none is fine.
  ///
  /// - Throws: ``GamificationError/etagMismatch(current:)``.
  package func check(_ given: String) throws(GamificationError) {
    guard given.isEmpty || given == text else { throw .etagMismatch(current: text) }
  }
}
