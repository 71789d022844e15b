public import Protobuf

/// The key of a map that is read from a JSON name.
public protocol JSONMapKey: MapKey {
  /// The key that a JSON name stands for; nil when it is none.
  init?(jsonName: String)
}

extension JSONMapKey where Self: FixedWidthInteger {
  /// The key that a decimal number stands for; nil when the name is none or does not fit.
  @inlinable
  public init?(jsonName: String) {
    guard jsonName.utf8.first != UInt8(ascii: "+") else { return nil }
    self.init(jsonName)
  }
}

extension Int32: JSONMapKey {}
extension Int64: JSONMapKey {}
extension UInt32: JSONMapKey {}
extension UInt64: JSONMapKey {}

extension String: JSONMapKey {
  /// The key that a JSON name stands for: itself.
  @inlinable
  public init?(jsonName: String) { self = jsonName }
}

extension Bool: JSONMapKey {
  /// The key that `true` or `false` stands for; nil for another name.
  @inlinable
  public init?(jsonName: String) {
    guard jsonName == "true" || jsonName == "false" else { return nil }
    self = jsonName == "true"
  }
}
