public import CProtobufArena

/// The key of a map entry in C.
public protocol WireMapKey {
  /// Whether the entry with this key is written before one with the other.
  func precedes(_ other: Self) -> Bool
}

extension WireMapKey where Self: Comparable {
  /// Whether the entry with this key is written before one with the other.
  @inlinable
  public func precedes(_ other: Self) -> Bool { self < other }
}

extension Int32: WireMapKey {}
extension Int64: WireMapKey {}
extension UInt32: WireMapKey {}
extension UInt64: WireMapKey {}

extension ProtobufCBinaryData: WireMapKey {
  /// Text goes out in the order of its bytes.
  @inlinable
  public func precedes(_ other: ProtobufCBinaryData) -> Bool {
    unsafe laurel_precedes(self, other)
  }
}
