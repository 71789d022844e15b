/// Writes the frames of a peer for inputs that describe calls instead of bytes.
package enum FrameWriter {
  package static let greeting =
    Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + frame(4, 0, 0, [])

  package static func frame(
    _ kind: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8]
  ) -> [UInt8] {
    let length = UInt32(payload.count)
    return Array(number(length).dropFirst()) + [kind, flags] + number(stream) + payload
  }

  package static func number(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }

  /// The block of a header list, all of it literal.
  package static func block(_ fields: [(String, String)]) -> [UInt8] {
    fields.flatMap { [0] + text(Array($0.0.utf8)) + text(Array($0.1.utf8)) }
  }

  private static func text(_ bytes: [UInt8]) -> [UInt8] {
    precondition(bytes.count < 127, "texts are short here")
    return [UInt8(bytes.count)] + bytes
  }
}
