/// A value that PostgreSQL stores in one column, in the binary form of the wire protocol.
///
/// An enumeration with text behind it conforms with an empty extension:
/// `extension ModuleState: PostgresValue {}`.
package protocol PostgresValue: Sendable {
  /// The type that parameters of this kind are sent as.
  static var type: PostgresType { get }

  /// Whether a column of this type may be read.
  static func accepts(_ type: UInt32) -> Bool

  /// Whether a column of this type may be read as an array.
  static func acceptsArray(_ type: UInt32) -> Bool

  /// Appends the bytes of the value, without a length.
  func encode(into bytes: inout [UInt8])

  /// Reads the bytes of a column; `nil` when they are not such a value.
  init?(decoding bytes: ArraySlice<UInt8>)
}

extension PostgresValue {
  package static func accepts(_ type: UInt32) -> Bool { type == Self.type.oid }

  package static func acceptsArray(_ type: UInt32) -> Bool { type == Self.type.arrayOID }
}

extension PostgresValue where Self: RawRepresentable, RawValue: PostgresValue {
  package static var type: PostgresType { RawValue.type }

  package static func accepts(_ type: UInt32) -> Bool { RawValue.accepts(type) }

  package func encode(into bytes: inout [UInt8]) { rawValue.encode(into: &bytes) }

  package init?(decoding bytes: ArraySlice<UInt8>) {
    guard let rawValue = RawValue(decoding: bytes) else { return nil }
    self.init(rawValue: rawValue)
  }
}

/// A type of PostgreSQL by its numbers in `pg_type`, which are the same in every installation.
package struct PostgresType: Hashable, Sendable {
  /// The number of the type itself.
  package let oid: UInt32
  /// The number of the array of it.
  package let arrayOID: UInt32

  package init(oid: UInt32, arrayOID: UInt32) {
    self.oid = oid
    self.arrayOID = arrayOID
  }

  /// Stands for a type that the statement names.
  static var unknown: UInt32 { 0 }

  package static var bool: PostgresType { PostgresType(oid: 16, arrayOID: 1000) }
  package static var bytea: PostgresType { PostgresType(oid: 17, arrayOID: 1001) }
  package static var int8: PostgresType { PostgresType(oid: 20, arrayOID: 1016) }
  package static var int2: PostgresType { PostgresType(oid: 21, arrayOID: 1005) }
  package static var int4: PostgresType { PostgresType(oid: 23, arrayOID: 1007) }
  package static var text: PostgresType { PostgresType(oid: 25, arrayOID: 1009) }
  package static var float8: PostgresType { PostgresType(oid: 701, arrayOID: 1022) }
  package static var date: PostgresType { PostgresType(oid: 1082, arrayOID: 1182) }
  package static var timestamptz: PostgresType { PostgresType(oid: 1184, arrayOID: 1185) }
  package static var interval: PostgresType { PostgresType(oid: 1186, arrayOID: 1187) }
  package static var numeric: PostgresType { PostgresType(oid: 1700, arrayOID: 1231) }
  package static var uuid: PostgresType { PostgresType(oid: 2950, arrayOID: 2951) }
  package static var jsonb: PostgresType { PostgresType(oid: 3802, arrayOID: 3807) }
}
