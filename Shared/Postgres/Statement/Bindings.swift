package import Kernel

/// The parameters of a statement in binary form.
///
/// Each carries its type, so that PostgreSQL has nothing to guess and `unnest($1)` works.
package struct Bindings: Sendable {
  /// The place of one parameter in ``bytes``.
  struct Cell: Sendable {
    var type: UInt32
    var offset: Int
    /// In bytes; `nil` for NULL.
    var length: Int?

    init(type: UInt32, offset: Int, length: Int?) {
      self.type = type
      self.offset = offset
      self.length = length
    }
  }

  var cells: [Cell] = []
  var bytes: [UInt8] = []

  package init() {}

  /// Appends a value.
  package mutating func append<Value: PostgresValue>(_ value: Value) {
    append(Value.type.oid) { value.encode(into: &$0) }
  }

  /// Appends a value, or NULL for `nil`.
  package mutating func append<Value: PostgresValue>(_ value: Value?) {
    guard let value else {
      cells.append(Cell(type: Value.type.oid, offset: bytes.count, length: nil))
      return
    }
    append(value)
  }

  /// Appends an array.
  package mutating func append<Value: PostgresValue>(_ values: [Value]) {
    append(Value.type.arrayOID) { ArrayCoding.encode(values.map(Optional.some), into: &$0) }
  }

  /// Appends an array, or NULL for `nil`, which is not the empty array.
  package mutating func append<Value: PostgresValue>(_ values: [Value]?) {
    guard let values else {
      cells.append(Cell(type: Value.type.arrayOID, offset: bytes.count, length: nil))
      return
    }
    append(values)
  }

  /// Appends an array with NULL elements.
  package mutating func append<Value: PostgresValue>(_ values: [Value?]) {
    append(Value.type.arrayOID) { ArrayCoding.encode(values, into: &$0) }
  }

  /// Appends what a caller may see as five parameters, in the order of the SQL function
  /// `visible_member`: everything, people, teams, divisions, managers.
  package mutating func append(_ visibility: Visibility) {
    append(visibility.everything)
    append(visibility.people.sorted())
    append(visibility.teams.sorted())
    append(visibility.divisions.sorted())
    append(visibility.managers.sorted())
  }

  mutating func append(_ type: UInt32, encode: (inout [UInt8]) -> Void) {
    let offset = bytes.count
    encode(&bytes)
    cells.append(Cell(type: type, offset: offset, length: bytes.count - offset))
  }
}
