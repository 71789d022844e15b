/// A type that protobuf allows as the key of a map.
public protocol MapKey: Hashable, Sendable {
  /// The order in which entries are written.
  static func precedes(_ first: Self, _ second: Self) -> Bool

  /// The key as a JSON name, not escaped.
  var text: String { get }

  /// The key that a JSON name stands for; nil when it is none.
  init?(jsonName: String)
}

extension MapKey where Self: Comparable {
  /// Whether the first key is written before the second.
  @inlinable
  public static func precedes(_ first: Self, _ second: Self) -> Bool { first < second }
}

extension MapKey where Self: FixedWidthInteger {
  /// The key as a JSON name, not escaped.
  public var text: String { String(self) }

  /// The key that a decimal number stands for; nil when the name is none or does not fit.
  @inlinable
  public init?(jsonName: String) {
    guard jsonName.utf8.first != UInt8(ascii: "+") else { return nil }
    self.init(jsonName)
  }
}

extension Int32: MapKey {}
extension Int64: MapKey {}
extension UInt32: MapKey {}
extension UInt64: MapKey {}

extension String: MapKey {
  /// The key as a JSON name, not escaped.
  public var text: String { self }

  /// The key that a JSON name stands for: itself.
  @inlinable
  public init?(jsonName: String) { self = jsonName }
}

extension Bool: MapKey {
  /// Whether the first key is written before the second.
  public static func precedes(_ first: Bool, _ second: Bool) -> Bool { !first && second }

  /// The key as a JSON name, not escaped.
  public var text: String { self ? "true" : "false" }

  /// The key that `true` or `false` stands for; nil for another name.
  @inlinable
  public init?(jsonName: String) {
    guard jsonName == "true" || jsonName == "false" else { return nil }
    self = jsonName == "true"
  }
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
