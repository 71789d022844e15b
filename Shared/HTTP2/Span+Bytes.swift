extension Span<UInt8> {
  /// Whether both hold the same bytes.
  package func isEqual(to other: Span<UInt8>) -> Bool {
    count == other.count && hasPrefix(other)
  }

  /// Whether the first bytes are those of `prefix`.
  package func hasPrefix(_ prefix: Span<UInt8>) -> Bool {
    guard count >= prefix.count else { return false }
    for index in prefix.indices where self[index] != prefix[index] { return false }
    return true
  }
}
