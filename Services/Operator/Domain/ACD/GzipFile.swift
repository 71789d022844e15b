/// Tells compressed files from plain ones.
package enum GzipFile {
  /// Whether the first bytes of a file are those of gzip (RFC 1952, section 2.3.1).
  ///
  /// No call file begins with them: they are not valid UTF-8.
  package static func begins(with bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1f, 0x8b])
  }
}
