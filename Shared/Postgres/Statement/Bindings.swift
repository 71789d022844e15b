package import Kernel

/// The parameters of a statement in binary form.
///
/// Each carries its type, so that PostgreSQL has nothing to guess and `unnest($1)` works.
package struct Bindings: Sendable {
  private(set) var count = 0
  /// For each parameter its type, its format and its length, four bytes each in the order of the
  /// network, and its value: one array, since statements are many.
  private(set) var bytes: [UInt8] = []

  /// How PostgreSQL is to read a value (manual, section 55.2.3).
  enum Format: UInt32 {
    case text = 0
    case binary = 1
  }

  /// The length that stands for NULL.
  static var nullLength: Int32 { -1 }

  package init() {}

  /// Appends a value.
  package mutating func append<Value: PostgresValue>(_ value: Value) {
    append(Value.type.oid) { value.encode(into: &$0) }
  }

  /// Appends a value, or NULL for `nil`.
  package mutating func append<Value: PostgresValue>(_ value: Value?) {
    guard let value else { return appendNull(Value.type.oid) }
    append(value)
  }

  /// Appends an array.
  package mutating func append<Value: PostgresValue>(_ values: [Value]) {
    append(values.map(Optional.some))
  }

  /// Appends an array, or NULL for `nil`, which is not the empty array.
  package mutating func append<Value: PostgresValue>(_ values: [Value]?) {
    guard let values else { return appendNull(Value.type.arrayOID) }
    append(values)
  }

  /// Appends an array with NULL elements.
  package mutating func append<Value: PostgresValue>(_ values: [Value?]) {
    if Value.type.arrayOID == PostgresType.unknown {
      // The binary form would need the number of the type, which only the database knows.
      append(PostgresType.unknown, .text) { bytes in
        ArrayCoding.encodeText(values, into: &bytes) { $0.encode(into: &$1) }
        // libpq takes text up to its null byte.
        bytes.append(0)
      }
    } else {
      append(Value.type.arrayOID) { ArrayCoding.encode(values, into: &$0) }
    }
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

  mutating func append(
    _ type: UInt32, _ format: Format = .binary, encode: (inout [UInt8]) -> Void
  ) {
    if count == 0 { bytes.reserveCapacity(Self.usualBytes) }
    count += 1
    type.appendBigEndian(to: &bytes)
    format.rawValue.appendBigEndian(to: &bytes)
    bytes.appendLengthFirst(encode)
  }

  mutating func removeAll() {
    count = 0
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func appendNull(_ type: UInt32) {
    count += 1
    type.appendBigEndian(to: &bytes)
    Format.binary.rawValue.appendBigEndian(to: &bytes)
    Self.nullLength.appendBigEndian(to: &bytes)
  }

  /// Enough for the parameters of most statements.
  private static var usualBytes: Int { 88 }
}

extension Bindings {
  /// The place of one parameter in ``Bindings/bytes``.
  struct Parameter {
    var type: UInt32
    var format: Int32
    /// Where its length stands, in four bytes.
    var lengthOffset: Int
    /// In bytes; `nil` for NULL.
    var length: Int?

    var valueOffset: Int { lengthOffset + 4 }
    var end: Int { valueOffset + (length ?? 0) }
  }

  /// The parameter at an offset; the next one is at its ``Parameter/end``.
  func parameter(at offset: Int) -> Parameter? {
    guard offset < bytes.count else { return nil }
    let length = Int32(bitPattern: bytes.bigEndian(at: offset + 8))
    return Parameter(
      type: bytes.bigEndian(at: offset),
      format: Int32(bitPattern: bytes.bigEndian(at: offset + 4)), lengthOffset: offset + 8,
      length: length == Self.nullLength ? nil : Int(length))
  }

  /// The types of the parameters.
  var types: [UInt32] {
    var types: [UInt32] = []
    var offset = 0
    while let parameter = parameter(at: offset) {
      types.append(parameter.type)
      offset = parameter.end
    }
    return types
  }
}
