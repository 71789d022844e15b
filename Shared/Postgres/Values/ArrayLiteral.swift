package import Kernel

/// The text of an array, for statements whose rows have arrays in them: `unnest` takes arrays of
/// arrays apart to their elements, so a column of arrays travels as an array of these texts, which
/// the statement casts.
package struct ArrayLiteral: Hashable, Sendable {
  private var bytes: [UInt8] = []

  /// Writes an array; `nil` is NULL.
  package init(_ texts: [String?]) {
    ArrayCoding.encodeText(texts, into: &bytes) { $1 += $0.utf8 }
  }

  /// Writes an array of numbers; `nil` is NULL.
  package init(_ numbers: [Double?]) {
    ArrayCoding.encodeText(numbers, into: &bytes) { $1 += $0.description.utf8 }
  }

  package init(_ numbers: [Int64]) {
    ArrayCoding.encodeText(numbers, into: &bytes) { $1 += $0.description.utf8 }
  }

  package init(_ ids: [UUIDBits]) {
    ArrayCoding.encodeText(ids, into: &bytes) { $1 += $0.description.utf8 }
  }
}

extension ArrayLiteral: PostgresValue {
  package static var type: PostgresType { .text }
  package func encode(into target: inout [UInt8]) { target += bytes }
  package init?(decoding bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }
}
