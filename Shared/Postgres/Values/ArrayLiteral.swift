package import Kernel

/// The text of an array, for statements whose rows have arrays in them: `unnest` takes arrays of
/// arrays apart to their elements, so a column of arrays travels as an array of these texts, which
/// the statement casts.
package struct ArrayLiteral: Hashable, Sendable {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  /// Writes an array (PostgreSQL manual, section 8.15.6); `nil` is NULL.
  package init(_ texts: [String?]) {
    let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
    append(texts) { text, bytes in
      bytes.append(quote)
      for byte in text.utf8 {
        if byte == quote || byte == backslash { bytes.append(backslash) }
        bytes.append(byte)
      }
      bytes.append(quote)
    }
  }

  /// Writes an array of numbers; `nil` is NULL.
  package init(_ numbers: [Double?]) { append(numbers) { $1 += $0.description.utf8 } }

  package init(_ numbers: [Int64]) { append(numbers) { $1 += $0.description.utf8 } }

  package init(_ ids: [UUIDBits]) { append(ids) { $1 += $0.description.utf8 } }

  private mutating func append<Value>(
    _ values: [Value?], _ write: (Value, inout [UInt8]) -> Void
  ) {
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      if let value { write(value, &bytes) } else { bytes += "NULL".utf8 }
    }
    bytes.append(UInt8(ascii: "}"))
  }
}

extension ArrayLiteral: PostgresValue {
  package static var type: PostgresType { .text }
  package func encode(into target: inout [UInt8]) { target += bytes }
  package init?(decoding bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }
}
