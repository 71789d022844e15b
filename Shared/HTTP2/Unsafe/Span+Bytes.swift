#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Span<UInt8> {
  /// Whether both hold the same bytes.
  package func isEqual(to other: Span<UInt8>) -> Bool {
    count == other.count && hasPrefix(other)
  }

  /// Whether the first bytes are those of `prefix`.
  package func hasPrefix(_ prefix: Span<UInt8>) -> Bool {
    guard count >= prefix.count else { return false }
    return unsafe withUnsafeBytes { bytes in
      unsafe prefix.withUnsafeBytes { prefix in
        guard let first = bytes.baseAddress, let second = prefix.baseAddress else { return true }
        return unsafe memcmp(first, second, prefix.count) == 0
      }
    }
  }
}

extension OutputRawSpan {
  /// Appends a copy of `bytes`, for which there must be room.
  mutating func append(_ bytes: RawSpan) {
    unsafe withUnsafeMutableBytes { memory, count in
      let room = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...])
      unsafe bytes.withUnsafeBytes { unsafe room.copyMemory(from: $0) }
      count += bytes.byteCount
    }
  }
}
