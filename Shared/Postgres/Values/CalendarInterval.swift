/// A span of the calendar, for `interval` columns: months and days have no fixed length.
package struct CalendarInterval: Hashable, Sendable {
  package var months: Int32
  package var days: Int32
  package var microseconds: Int64

  package init(months: Int32 = 0, days: Int32 = 0, microseconds: Int64 = 0) {
    self.months = months
    self.days = days
    self.microseconds = microseconds
  }
}

extension CalendarInterval: PostgresValue {
  package static var type: PostgresType { .interval }

  package func encode(into bytes: inout [UInt8]) {
    microseconds.appendBigEndian(to: &bytes)
    days.appendBigEndian(to: &bytes)
    months.appendBigEndian(to: &bytes)
  }

  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard bytes.count == 16, let microseconds = Int64(bigEndianBytes: bytes.prefix(8)),
      let days = Int32(bigEndianBytes: bytes.dropFirst(8).prefix(4)),
      let months = Int32(bigEndianBytes: bytes.suffix(4))
    else { return nil }
    // Since PostgreSQL 17 these are the infinities.
    let isInfinite =
      months == .max && days == .max && microseconds == .max
      || months == .min && days == .min && microseconds == .min
    guard !isInfinite else { return nil }
    self.init(months: months, days: days, microseconds: microseconds)
  }
}
