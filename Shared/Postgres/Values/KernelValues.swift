package import Kernel

extension PlatformID: PostgresValue {
  package static var type: PostgresType { .text }
  package static func accepts(_ type: UInt32) -> Bool { String.accepts(type) }
  package func encode(into bytes: inout [UInt8]) { rawValue.encode(into: &bytes) }

  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard let text = String(decoding: bytes) else { return nil }
    self.init(stored: text)
  }
}

extension UUIDBits: PostgresValue {
  package static var type: PostgresType { .uuid }

  package func encode(into bytes: inout [UInt8]) {
    high.appendBigEndian(to: &bytes)
    low.appendBigEndian(to: &bytes)
  }

  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard let high = UInt64(bigEndianBytes: bytes.prefix(8)),
      let low = UInt64(bigEndianBytes: bytes.dropFirst(8))
    else { return nil }
    self.init(high: high, low: low)
  }
}

extension ServerID: PostgresValue {
  package static var type: PostgresType { .uuid }
  package func encode(into bytes: inout [UInt8]) { uuid.encode(into: &bytes) }

  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard let uuid = UUIDBits(decoding: bytes) else { return nil }
    self.init(uuid: uuid)
  }
}

extension Timestamp: PostgresValue {
  package static var type: PostgresType { .timestamptz }

  /// The microseconds from 1970-01-01 to 2000-01-01, where PostgreSQL begins to count.
  private static var postgresEpochMicroseconds: Int64 { 946_684_800_000_000 }

  /// An instant that has no place on the wire is sent as one that PostgreSQL refuses, so that it
  /// can be mistaken neither for another one nor for infinity.
  package func encode(into bytes: inout [UInt8]) {
    let (wire, overflow) = microseconds.subtractingReportingOverflow(
      Self.postgresEpochMicroseconds)
    let isInfinity = wire == .min || wire == .max
    (overflow || isInfinity ? Int64.min + 1 : wire).appendBigEndian(to: &bytes)
  }

  /// Refuses `infinity` and `-infinity`.
  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard let wire = Int64(bigEndianBytes: bytes), wire != .min, wire != .max else { return nil }
    let (microseconds, overflow) = wire.addingReportingOverflow(Self.postgresEpochMicroseconds)
    guard !overflow else { return nil }
    self.init(microseconds: microseconds)
  }
}

extension Workday: PostgresValue {
  package static var type: PostgresType { .date }

  /// The days from 1970-01-01 to 2000-01-01, where PostgreSQL begins to count.
  private static var postgresEpochDays: Int32 { 10_957 }

  /// A date that has no place on the wire is sent as one that PostgreSQL refuses.
  package func encode(into bytes: inout [UInt8]) {
    let (wire, overflow) = daysSinceEpoch.subtractingReportingOverflow(Self.postgresEpochDays)
    let isInfinity = wire == .min || wire == .max
    (overflow || isInfinity ? Int32.min + 1 : wire).appendBigEndian(to: &bytes)
  }

  /// Refuses `infinity` and `-infinity`.
  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard let wire = Int32(bigEndianBytes: bytes), wire != .min, wire != .max else { return nil }
    let (days, overflow) = wire.addingReportingOverflow(Self.postgresEpochDays)
    guard !overflow else { return nil }
    self.init(daysSinceEpoch: days)
  }
}
