package import Kernel

/// A score in hundredths of a percent: 0 to 10000.
package struct BasisPoints: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The hundredths of a percent.
  package let value: Int32

  /// Reads a score that came from outside.
  ///
  /// - Throws: ``ValidationError`` when it is not 0 to 10000.
  package init(_ value: Int32, field: String) throws(ValidationError) {
    guard (0...10_000).contains(value) else {
      throw ValidationError(field: field, reason: "must be from 0 to 10000")
    }
    self.value = value
  }

  /// Adopts a score that was checked when it was stored.
  package init(stored value: Int32) { self.value = value }

  /// The score in percent with two decimals, for example `45.00 %`.
  package var description: String {
    let hundredths = value % 100
    return "\(value / 100).\(hundredths < 10 ? "0" : "")\(hundredths) %"
  }

  package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
