/// A type that protobuf allows as the key of a map.
package protocol MapKey: Hashable, Sendable {
  /// The order in which entries are written.
  static func precedes(_ first: Self, _ second: Self) -> Bool

  /// The key as a JSON name, not escaped.
  var text: String { get }
}

extension MapKey where Self: Comparable {
  package static func precedes(_ first: Self, _ second: Self) -> Bool { first < second }
}

extension MapKey where Self: BinaryInteger {
  package var text: String { String(self) }
}

extension Int32: MapKey {}
extension Int64: MapKey {}
extension UInt32: MapKey {}
extension UInt64: MapKey {}

extension String: MapKey {
  package var text: String { self }
}

extension Bool: MapKey {
  package static func precedes(_ first: Bool, _ second: Bool) -> Bool { !first && second }

  package var text: String { self ? "true" : "false" }
}

extension Dictionary where Key: MapKey {
  /// The entries in the order of their keys.
  package func sortedByKey() -> [(key: Key, value: Value)] {
    sorted { Key.precedes($0.key, $1.key) }
  }
}
