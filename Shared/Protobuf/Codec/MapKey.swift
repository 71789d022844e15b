/// A type that protobuf allows as the key of a map.
public protocol MapKey: Hashable, Sendable {
  /// The order in which entries are written.
  static func precedes(_ first: Self, _ second: Self) -> Bool

  /// The key as people read it, and as a JSON name.
  var text: String { get }
}

extension MapKey where Self: Comparable {
  /// Whether the first key is written before the second.
  @inlinable
  public static func precedes(_ first: Self, _ second: Self) -> Bool { first < second }
}

extension MapKey where Self: FixedWidthInteger {
  /// The key as people read it, and as a JSON name.
  public var text: String { String(self) }
}

extension Int32: MapKey {}
extension Int64: MapKey {}
extension UInt32: MapKey {}
extension UInt64: MapKey {}

extension String: MapKey {
  /// The key as people read it, and as a JSON name.
  public var text: String { self }
}

extension Bool: MapKey {
  /// Whether the first key is written before the second.
  public static func precedes(_ first: Bool, _ second: Bool) -> Bool { !first && second }

  /// The key as people read it, and as a JSON name.
  public var text: String { self ? "true" : "false" }
}

extension Dictionary where Key: MapKey {
  /// The entries in the order of their keys.
  @inlinable
  public func sortedByKey() -> [(key: Key, value: Value)] {
    var entries = Array(self)
    if entries.count > 1 { entries.sort { Key.precedes($0.key, $1.key) } }
    return entries
  }
}
