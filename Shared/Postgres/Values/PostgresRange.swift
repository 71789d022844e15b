package import Kernel

/// A value that ranges of PostgreSQL are made of.
package protocol PostgresRangeBound: PostgresValue, Hashable {
  /// The type of the ranges.
  static var rangeType: PostgresType { get }
}

extension Int32: PostgresRangeBound {
  package static var rangeType: PostgresType { PostgresType(oid: 3904, arrayOID: 3905) }
}

extension Int64: PostgresRangeBound {
  package static var rangeType: PostgresType { PostgresType(oid: 3926, arrayOID: 3927) }
}

extension FixedPoint: PostgresRangeBound {
  package static var rangeType: PostgresType { PostgresType(oid: 3906, arrayOID: 3907) }
}

extension Timestamp: PostgresRangeBound {
  package static var rangeType: PostgresType { PostgresType(oid: 3910, arrayOID: 3911) }
}

extension Workday: PostgresRangeBound {
  package static var rangeType: PostgresType { PostgresType(oid: 3912, arrayOID: 3913) }
}

/// What lies between two bounds, for columns of a range type.
///
/// PostgreSQL writes ranges of whole numbers and dates with their lower bound and without their
/// upper one, however they were sent.
package enum PostgresRange<Bound: PostgresRangeBound>: Hashable, Sendable {
  /// Where a range begins or ends.
  package enum Edge: Hashable, Sendable {
    case unbounded
    case including(Bound)
    case excluding(Bound)
  }

  /// Nothing lies in it.
  case empty
  case between(Edge, Edge)
}

/// The binary form of `range_send`: flags, then each bound with its length.
extension PostgresRange: PostgresValue {
  package static var type: PostgresType { Bound.rangeType }

  private static var emptyFlag: UInt8 { 0x01 }
  /// Whether an edge belongs to the range, and whether there is none.
  private static var lowerFlags: (including: UInt8, unbounded: UInt8) { (0x02, 0x08) }
  private static var upperFlags: (including: UInt8, unbounded: UInt8) { (0x04, 0x10) }

  package func encode(into bytes: inout [UInt8]) {
    guard case .between(let lower, let upper) = self else { return bytes.append(Self.emptyFlag) }
    bytes.append(Self.flags(lower, Self.lowerFlags) | Self.flags(upper, Self.upperFlags))
    Self.encode(lower, into: &bytes)
    Self.encode(upper, into: &bytes)
  }

  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard let flags = bytes.first else { return nil }
    var rest = bytes.dropFirst()
    if flags & Self.emptyFlag != 0 {
      guard rest.isEmpty else { return nil }
      self = .empty
      return
    }
    guard let lower = Self.takeEdge(&rest, flags, Self.lowerFlags),
      let upper = Self.takeEdge(&rest, flags, Self.upperFlags), rest.isEmpty
    else { return nil }
    self = .between(lower, upper)
  }

  private static func flags(_ edge: Edge, _ flags: (including: UInt8, unbounded: UInt8)) -> UInt8 {
    switch edge {
    case .unbounded: flags.unbounded
    case .including: flags.including
    case .excluding: 0
    }
  }

  private static func encode(_ edge: Edge, into bytes: inout [UInt8]) {
    switch edge {
    case .unbounded: return
    case .including(let bound), .excluding(let bound):
      var encoded: [UInt8] = []
      bound.encode(into: &encoded)
      Int32(encoded.count).appendBigEndian(to: &bytes)
      bytes += encoded
    }
  }

  private static func takeEdge(
    _ bytes: inout ArraySlice<UInt8>, _ all: UInt8, _ flags: (including: UInt8, unbounded: UInt8)
  ) -> Edge? {
    if all & flags.unbounded != 0 { return .unbounded }
    guard let length = Int32(bigEndianBytes: bytes.prefix(4)), length >= 0,
      Int(length) <= bytes.count - 4,
      let bound = Bound(decoding: bytes.dropFirst(4).prefix(Int(length)))
    else { return nil }
    bytes = bytes.dropFirst(4 + Int(length))
    return all & flags.including != 0 ? .including(bound) : .excluding(bound)
  }
}
