/// Tells compressed files from plain ones.
package enum GzipFile {
  /// Whether the first bytes of a file are those of gzip (RFC 1952, section 2.3.1).
  ///
  /// No call file begins with them: they are not valid UTF-8.
  package static func begins(with bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1f, 0x8b])
  }

  /// Why a file that begins like one of gzip cannot be decompressed: what the program gzip said of
  /// it, as the rest of a sentence that begins with the file.
  package static func problem(saidByGzip errors: String) -> String {
    if errors.contains("unexpected end of file") { return "ends in the middle of its content" }
    if errors.contains("trailing garbage") { return "has something else after its end" }
    if errors.contains("invalid compressed data") { return "is damaged in its content" }
    return "begins like a gzip file, but is none that can be read"
  }
}
