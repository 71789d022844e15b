/// Why bytes could not be decompressed.
package enum DecompressionError: Error, Hashable {
  /// The decompressed bytes are more than `bytesMax`.
  case tooLarge(bytesMax: Int)
  /// The bytes are not exactly one stream of the algorithm: damaged, cut off, empty, of another
  /// format, or followed by further bytes.
  case corrupt
}
