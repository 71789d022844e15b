package import Kernel

/// What somebody outside has measured of one person and workday.
///
/// The value of the day is the sum of the values by the sum of the counts. Source: domain.md 1.2.6
/// and row G24.
package enum ExternalReport: Hashable, Sendable {
  /// Instead of what was there; of one measurement unless a count is given.
  case total(Double, count: Int64?)
  /// In addition to what was there; a count that comes to 0 deletes.
  case cumulative(Double, count: Int64?)
  /// There is nothing.
  case deleted

  /// The largest count of a report, and with a minus the smallest of a cumulative one.
  package static var countMax: Int64 { 1_000_000_000 }

  /// How a report adds to what is there.
  package enum Mode: String, Hashable, Sendable, CaseIterable {
    case total
    case cumulative
  }

  /// Checks a report; no value deletes.
  ///
  /// - Throws: ``ValidationError`` for `value` or `count`, below `field` unless that is empty.
  package init(
    value: Double?, count: Int64?, mode: Mode, field: String
  ) throws(ValidationError) {
    guard let value else {
      self = .deleted
      return
    }
    let prefix = field.isEmpty ? "" : "\(field)."
    guard value.isFinite, abs(value) <= Measurement.amountMax else {
      throw ValidationError(
        field: "\(prefix)value",
        reason: "must be a number from \(-Int64(Measurement.amountMax)) to "
          + "\(Int64(Measurement.amountMax))")
    }
    let counts = mode == .total ? 0...Self.countMax : -Self.countMax...Self.countMax
    if let count, !counts.contains(count) {
      throw ValidationError(
        field: "\(prefix)count",
        reason: "must be from \(counts.lowerBound) to \(counts.upperBound)")
    }
    self = mode == .total ? .total(value, count: count) : .cumulative(value, count: count)
  }

  /// Adopts a report that was checked when it was stored.
  package init(stored value: Double?, count: Int64?, mode: Mode) {
    self =
      switch (value, mode) {
      case (nil, _): .deleted
      case (let value?, .total): .total(value, count: count)
      case (let value?, .cumulative): .cumulative(value, count: count)
      }
  }

  package var value: Double? {
    switch self {
    case .total(let value, _), .cumulative(let value, _): value
    case .deleted: nil
    }
  }

  package var count: Int64? {
    switch self {
    case .total(_, let count), .cumulative(_, let count): count
    case .deleted: nil
    }
  }

  package var mode: Mode {
    switch self {
    case .total, .deleted: .total
    case .cumulative: .cumulative
    }
  }
}
